"""`gongshi deidentify`: a copy of an export without personal data, and an account of what was done to it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from generator.commands.terminal import (
    CLEAN,
    FINDINGS,
    Output,
    print_findings,
    print_json,
    said,
    save_findings,
    words,
)
from generator.definitions.findings import describe
from generator.definitions.personal import KINDS
from generator.definitions.portal import load_standing
from generator.refusals import wrong_use
from generator.supply.clean import CALLER, KEPT, Plan
from generator.supply.copying import Copied, clean_copy, read_salt

_SALT: Final = "salt"


def deidentify(export: Path, out: Path, portal_dir: Path | None, salt_file: Path | None, output: Output) -> int:
    """Write the clean copy and say what was done; the exit status is 1 where rows, sheets or all of it were left out.

    Raises UserError.
    """
    if not export.is_file():
        raise wrong_use("not_a_file" if export.exists() else "no_file", path=export)
    if out.resolve() == export.resolve():
        raise wrong_use("would_overwrite", path=out)
    mappings = None
    if portal_dir is not None:
        portal, problems = load_standing(portal_dir)
        if portal is None:
            raise wrong_use("settings_unsound", path=portal_dir, count=len(problems))
        mappings = portal.mappings
    # Kept with whoever runs the program, never beside what is handed on.
    path = salt_file or Path(click.get_app_dir("gongshi")) / _SALT
    salt, made = read_salt(path)
    copied = clean_copy(export, out, salt, mappings)
    save_findings(copied.findings, output)
    if output.as_json:
        print_json(_account(copied, output.lang))
    else:
        print_findings(copied.findings, output.lang)
        if copied.plan is not None:
            _print(copied, copied.plan, out, output.lang)
        if made:
            click.echo(said("salt_made", output.lang, path=path))
    return FINDINGS if copied.plan is None or copied.account.left or copied.left_sheets else CLEAN


def _print(copied: Copied, plan: Plan, out: Path, lang: str) -> None:
    account = copied.account
    click.echo(said("cleaned", lang, path=out, rows=account.rows))
    for what, word in words("clean_what", lang).items():
        names = [name for name, treated in zip(plan.header, plan.columns, strict=True) if treated == what]
        if names:
            click.echo(said("clean_columns", lang, what=word, names=", ".join(names)))
    if plan.caller >= 0:
        click.echo(said("clean_added", lang, name=CALLER, source=plan.header[plan.caller]))
    if account.pseudonyms:
        click.echo(said("clean_pseudonyms", lang, count=account.pseudonyms))
    for (column, kind), count in sorted(account.blanked.items()):
        click.echo(said("clean_blanked", lang, column=column, kind=KINDS[kind][lang], count=count))
    if account.left:
        click.echo(said("clean_left_rows", lang, count=account.left))
    for name in copied.left_sheets:
        click.echo(said("clean_left_sheet", lang, name=name))
    click.echo(said("clean_look", lang))


def _account(copied: Copied, lang: str) -> dict[str, object]:
    """The account for machines."""
    plan, account = copied.plan, copied.account
    columns = dict(zip(plan.header, plan.columns, strict=True)) if plan else {}
    return {
        "rows": account.rows,
        "rows_left_out": account.left,
        "columns": columns,
        "kept": [name for name, what in columns.items() if what == KEPT],
        "pseudonyms_of": plan.header[plan.caller] if plan and plan.caller >= 0 else "",
        "pseudonyms": account.pseudonyms,
        "blanked": [
            {"column": column, "kind": kind, "count": count}
            for (column, kind), count in sorted(account.blanked.items())
        ],
        "sheets_left_out": list(copied.left_sheets),
        "findings": [describe(problem, lang) for problem in copied.findings],
    }
