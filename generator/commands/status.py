"""`gongshi status`: what is in the store and on the shelf, what is due when, and what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from generator.commands.terminal import print_json, said, words
from generator.definitions.portal import load_standing
from generator.definitions.public_lists import MARKS
from generator.publication.drafts import DraftState, draft_states
from generator.publication.outlook import NONE, MonthOutlook, Outlook, outlook
from generator.refusals import wrong_use

_OF_IMPORT = ("import_id", "file", "as_of", "rows_read", "rows_accepted", "rows_rejected")
_OF_RELEASE = ("release", "mark", "as_of")
# Files named that have changed since a draft was made.
_SHOWN = 3
_OF_MONTH = ("month", "release", "mark", "as_of", "final_on", "answers_on")


def status(portal_dir: Path, as_json: bool, lang: str) -> None:
    """Print imports, every month with what is due, and the next line to type, in the language `lang`.

    Raises UserError for a folder that is no portal, and for settings that cannot be read.
    """
    if not (portal_dir / "portal.yml").is_file():
        raise wrong_use("no_portal", path=portal_dir)
    portal, problems = load_standing(portal_dir)
    if portal is None:
        raise wrong_use("settings_unsound", count=len(problems), path=portal_dir)
    known = outlook(portal)
    if as_json:
        print_json(_json(known, portal_dir) | {"drafts": [_draft_json(draft) for draft in draft_states(portal)]})
        return
    click.echo(said("status_imports", lang, count=len(known.state.known.imports)))
    for imported in known.state.known.imports:
        click.echo(
            said(
                "status_import",
                lang,
                id=imported.import_id,
                file=imported.file,
                as_of=imported.as_of,
                rows=imported.rows_accepted,
            )
        )
    if known.as_of:
        click.echo(said("status_as_of", lang, as_of=known.as_of))
    click.echo(said("status_months", lang, count=len(known.months)))
    for month in known.months:
        click.echo(_line(month, known.as_of, lang))
    for stone in known.withdrawn:
        click.echo(said("status_withdrawn", lang, release=stone.withdraws, day=stone.day))
    drafts = draft_states(portal)
    if drafts:
        click.echo(said("status_drafts", lang, count=len(drafts)))
    for draft in drafts:
        click.echo(_draft_line(draft, lang))
    for code, count in known.pending.items():
        click.echo(said("status_pending", lang, what=words("pending", lang)[code], count=count))
    click.echo(said("status_next", lang, command=_command(known, portal_dir)))
    if known.due:
        click.echo(said("status_due", lang, day=known.due, portal=portal_dir))


def _line(month: MonthOutlook, as_of: str, lang: str) -> str:
    """One line on a month: its release and mark, and what it waits for."""
    states: dict[str, str] = words("month_state", lang)
    mark = states[NONE] if month.mark == NONE else MARKS[month.mark][lang]
    line = said("status_month", lang, month=month.month, release=month.release or "–", mark=mark)
    if month.ripe(as_of):
        return line + states["due"]
    return line + said("status_final_on", lang, day=month.final_on) if month.mark not in ("F", "R") else line


def _draft_line(draft: DraftState, lang: str) -> str:
    """One line on a draft: what it plans, and whether it can be published as it is."""
    between = words("between", lang)
    files = between.join(draft.changed[:_SHOWN])
    state = words("draft_state", lang)[draft.state].format(number=draft.number, files=files)
    releases = between.join(draft.releases) or "–"
    return said("status_draft", lang, number=draft.number, day=draft.drafted_on or "–", releases=releases, state=state)


def _draft_json(draft: DraftState) -> dict[str, Any]:
    listed = {"releases": list(draft.releases), "changed": list(draft.changed)}
    return {"number": draft.number, "drafted_on": draft.drafted_on, "state": draft.state} | listed


def _command(known: Outlook, portal_dir: Path) -> str:
    verb, _, rest = known.next_command.partition(" ")
    return " ".join(filter(None, ("gongshi", verb, "--portal", str(portal_dir), rest)))


def _json(known: Outlook, portal_dir: Path) -> dict[str, Any]:
    released = [month for month in known.months if month.release]
    return {
        "as_of": known.as_of,
        "imports": [{key: getattr(imported, key) for key in _OF_IMPORT} for imported in known.state.known.imports],
        "releases": [{key: getattr(month, key) for key in _OF_RELEASE} for month in released],
        "months": [
            {key: getattr(month, key) for key in _OF_MONTH} | {"due": month.ripe(known.as_of)} for month in known.months
        ],
        "withdrawn": [{"release": stone.withdraws, "day": stone.day} for stone in known.withdrawn],
        "pending": dict(known.pending),
        "next": _command(known, portal_dir),
        "next_needs_data_until": known.due,
    }
