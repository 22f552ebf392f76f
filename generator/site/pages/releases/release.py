"""The record of each release: how it came about, what was checked before publication, and how to check it again."""

from __future__ import annotations

from markupsafe import Markup

from generator.release.format import CHAIN_HEAD, SIGN_OFF
from generator.site.edition import Edition
from generator.site.page import Page
from generator.site.pages.releases.corrections import SHOWN, change_lines, correction
from generator.site.pages.releases.withdrawn import tombstone
from generator.site.read.chain import Issue, Withdrawn
from generator.site.show.dataset import dataset, script
from generator.site.show.features import features
from generator.site.show.intake import intake_words
from generator.site.show.sentences import mark_sentence
from generator.site.words.catalogue import Wording
from generator.site.words.names import date_label, period_label, role_name


def once_published(edition: Edition, release: Issue | Withdrawn) -> Page:
    """What stands at the address of a release."""
    return tombstone(edition, release) if isinstance(release, Withdrawn) else record(edition, release)


def record(edition: Edition, issue: Issue) -> Page:
    """The permanent page of a release: what it changed, what was checked, its files, how to verify and to cite it."""
    w = edition.w
    return Page(
        f"releases/{issue.name}.md",
        w.plain("record.title", release=issue.name),
        "releases/release.md.j2",
        {
            "issue": issue,
            "month": period_label(w, issue.month),
            "mark": mark_sentence(w, issue),
            "as_of": date_label(w, issue.info["as_of"]),
            "changed": correction(w, issue),
            "lines": change_lines(w, issue),
            "shown": SHOWN,
            "intake": intake_words(w, issue.intake) if issue.intake else None,
            "checks": _checks(w, issue, features(edition)),
            "people": _people(w, issue),
            "signed_off": _signed_off(w, issue),
            "commands": _commands(edition, issue),
            "files": edition.offers(issue.name),
            "ld": script(dataset(edition, issue)),
            "after": issue.after,
        },
    )


def verifying(edition: Edition) -> Page:
    """How anybody can verify a release: the head of the chain to keep, and written prose."""
    values = {"head": edition.head, "head_file": f"data/{CHAIN_HEAD}"}
    return Page("verify.md", edition.w.plain("nav.verify"), "releases/verify.md.j2", values)


def _checks(w: Wording, issue: Issue, had: frozenset[str]) -> list[Markup]:
    """What the program does before it publishes; a finding in any of them stops the publication."""
    checks = ["settings", "screen", "writer", "frozen"]
    if not issue.reported:
        checks = ["gate", "settings", "screen", "writer", *(["audit"] if "answers" in had else []), "frozen"]
    return [w(f"record.check.{check}", k=issue.portal.get("disclosure", {}).get("k", "")) for check in checks]


def _people(w: Wording, issue: Issue) -> list[tuple[str, str, str]]:
    """Definition, who made it and who checked it, as roles, with the day."""
    return [
        (
            w.pick(row["title"]),
            w.plain("record.roles", author=role_name(w, row["author"]), checker=role_name(w, row["checker"])),
            str(row["reviewed"]),
        )
        for row in (*issue.indicators, *issue.schemes)
        if row.get("author") and row.get("checker")
    ]


def _signed_off(w: Wording, issue: Issue) -> Markup | None:
    """Who prepared, checked and signed the release, as roles, and from which draft; None where nothing says so."""
    told = issue.info.get(SIGN_OFF)
    if told is None:
        return None
    steps = {
        name: w.plain("record.step", role=told[name]["role"], day=date_label(w, told[name]["day"]))
        for name in ("prepared_by", "checked_by", "signed_by")
    }
    return w("record.sign_off_words", number=told["number"], **steps)


def _commands(edition: Edition, issue: Issue) -> list[tuple[str, str]]:
    """What to type: the hash of the archive, its check by the program, and that of the whole chain."""
    w, whole = edition.w, edition.offers(issue.name)[0].name
    signers = " --signers allowed_signers" if issue.signed else ""
    return [
        (w.plain("record.command.sum"), f"sha256sum {whole}"),
        (w.plain("record.command.verify"), f"gongshi verify {whole}{signers}"),
        (w.plain("record.command.chain"), f"gongshi verify site{signers}"),
    ]
