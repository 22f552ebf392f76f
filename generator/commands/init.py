"""`gongshi init`: a portal folder from an export that nobody has described yet."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from generator.commands.terminal import CLEAN, FINDINGS, print_findings, progress_line, said
from generator.errors import UserError
from generator.publication.request import existing_file
from generator.refusals import wrong_use
from generator.setup.answers import Answer, Ask, Question, by_default, checked, from_file
from generator.setup.lines import Words
from generator.setup.portal import REPORT, NewPortal, new_portal, write_portal

_SUFFIXES = re.compile(r"\.(csv|tsv|txt|xlsx|xlsm|xls|ods|et|parquet|zip|gz|json)$", re.IGNORECASE)


def init(export: Path, folder: Path | None, answers: Path | None, lang: str) -> int:
    """Write the folder of a portal for `export`; by default it stands here and is called after the file.

    Without `answers` somebody at a terminal is asked; where nobody sits the defaults are written, to be confirmed.
    """
    existing_file(export)
    target = folder or Path(_name(export))
    if target.exists() or target.is_symlink():
        raise wrong_use("portal_exists", path=target)
    ask = from_file(answers) if answers else _terminal(lang) if sys.stdin.isatty() else by_default
    with progress_line(quiet=sys.stdin.isatty()) as progress:
        portal = new_portal(export, target.resolve().name, ask, lang, progress)
    write_portal(portal, target)
    _print(portal, export, target, lang)
    return FINDINGS if portal.problems else CLEAN


def _name(export: Path) -> str:
    """A name for the folder that the file's name suggests."""
    name = export.name
    while _SUFFIXES.search(name):
        name = _SUFFIXES.sub("", name)
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    plain = re.sub(r"^[0-9-]+", "", plain)[:40].strip("-")
    return plain if len(plain) > 1 else "portal"


def _terminal(lang: str) -> Ask:
    words = Words(lang)

    def ask(question: Question) -> Answer:
        text = words.say(f"ask_{question.key}", field=question.field)
        options = f" [{', '.join(question.options)}]" if question.options else ""
        while True:
            said_so = click.prompt(text + options, default=question.default, err=True)
            try:
                return checked(question, str(said_so).strip())
            except UserError as error:
                click.echo(str(error), err=True)

    return ask


def _print(portal: NewPortal, export: Path, folder: Path, lang: str) -> None:
    intake = portal.intake
    click.echo(said("init_written", lang, path=folder, **portal.sure))
    registers = ", ".join(f"{name} {count:,}" for name, count in portal.entries.items())
    click.echo(said("init_registers", lang, registers=registers, report=folder / REPORT))
    rows = {"read": intake.rows_read, "accepted": intake.rows_accepted, "rejected": intake.rows_rejected}
    click.echo(said("intake", lang, file=intake.file, **rows))
    print_findings(portal.problems, lang)
    for code, count in intake.counts:
        click.echo(said("init_finding", lang, code=code, count=count))
    click.echo(said("init_next", lang, portal=folder, export=export))
