"""The record of each release: how it came about, what was checked before publication, and how to check it again."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from generator.site.edition import Page, Site
from generator.site.pages.months.month import intake_account
from generator.site.pages.releases.corrections import SHOWN, change_lines, correction, corrections, history_pages
from generator.site.pages.releases.machines import dataset, documented, script
from generator.site.read.chain import Issue
from generator.site.show.sentences import mark_sentence
from generator.site.words.catalogue import Wording
from generator.site.words.names import date_label, period_label


def record_pages(site: Site) -> Iterator[Page]:
    """Corrections, histories, a page for every release ever published, and what is there for programs."""
    yield corrections(site)
    yield from history_pages(site)
    for issue in site.issues:
        yield record(site, issue)
    yield documented(site)
    if site.explains_verifying:
        yield Page("verify.md", site.w.plain("nav.verify"), "releases/verify.md.j2")


def record_count(site: Site) -> int:
    """How many pages `record_pages` makes."""
    return 2 + len(site.changed_units) + len(site.issues) + site.explains_verifying


def record(site: Site, issue: Issue) -> Page:
    """The permanent page of a release: what it changed, what was checked, its files, how to verify and to cite it."""
    w = site.w
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
            "intake": intake_account(w, issue.intake) if issue.intake else None,
            "checks": _checks(w, issue),
            "people": _people(w, issue),
            "place": (issue.place, len(site.issues)),
            "commands": _commands(site, issue),
            "files": site.offers[issue.name],
            "ld": script(dataset(site, issue)),
            "after": issue.after,
        },
        search="exclude",
    )


def _checks(w: Wording, issue: Issue) -> list[Markup]:
    """What the program does before it publishes; a finding in any of them stops the publication."""
    names = ["settings", "screen", "writer"]
    if not issue.reported:
        names = ["gate", *names, "audit"]
    return [w(f"record.check.{name}", k=issue.portal.get("disclosure", {}).get("k", "")) for name in (*names, "frozen")]


def _people(w: Wording, issue: Issue) -> list[tuple[str, str, str]]:
    """Definition, who made it and who checked it, as roles, with the day."""
    return [
        (
            w.pick(one["title"]),
            w.plain("record.roles", author=w.pick(one["author"]), checker=w.pick(one["checker"])),
            str(one["reviewed"]),
        )
        for one in (*issue.indicators, *issue.schemes)
        if one.get("author") and one.get("checker")
    ]


def _commands(site: Site, issue: Issue) -> list[tuple[str, str]]:
    """What to type: the hash of the archive, its check by the program, and that of the whole chain."""
    w, whole = site.w, site.offers[issue.name][0].name
    signers = " --signers allowed_signers" if issue.signed else ""
    return [
        (w.plain("record.command.sum"), f"sha256sum {whole}"),
        (w.plain("record.command.verify"), f"gongshi verify {whole}{signers}"),
        (w.plain("record.command.chain"), f"gongshi verify site{signers}"),
    ]
