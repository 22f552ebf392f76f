"""`gongshi verify`: published releases checked by anybody, offline, from the base install."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from generator.commands.terminal import CLEAN, FINDINGS, print_findings, print_json, write_findings_csv
from generator.definitions.findings import describe
from generator.definitions.public_lists import MARKS
from generator.errors import UserError
from generator.resources import wording
from generator.verify.check import Checked, Verification, verify

# What a verification can say, and what it cannot. It always ends with this.
LIMITS: dict[str, str] = wording("release")["limits"]
_PROVISIONAL = {
    "zh": "初步数据只有单位一级的计数；单元格级的开放数据随最终数据于 {day} 之后公布",
    "en": "provisional: counts per unit only; cell-level data follow with the final release, after {day}",
}
_LINES = {
    "zh": "{release}  {mark}  {files} 个文件未改动  {rows:,} 行重新计算一致  {signed}",
    "en": "{release}  {mark}  {files} files unaltered  {rows:,} rows recomputed alike  {signed}",
}
_WRONG = {"zh": "{release}  {mark}  有问题，见上", "en": "{release}  {mark}  see the findings above"}
_SIGNED = {"zh": "签名：{name}", "en": "signed by {name}"}
_UNSIGNED = {"zh": "未签名", "en": "not signed"}
_SINGLE = {
    "zh": "只核验了单个发布版，没有核验与前后发布版的衔接；清单哈希 {digest}",
    "en": "a single release: its place in the chain was not checked; hash of its manifest {digest}",
}


def run(path: Path, signers: Path | None, *, as_json: bool, csv_path: Path | None, lang: str) -> int:
    """Verify what lies at `path`; the exit status is 0 when nothing was found. Raises UserError for wrong paths."""
    if not path.exists():
        raise UserError(f"没有这个文件或文件夹 · no such file or folder: {path}")
    if signers is not None and not signers.is_file():
        raise UserError(f"没有这个文件 · no such file: {signers}")
    result = verify(path, signers)
    if csv_path is not None:
        write_findings_csv(csv_path, result.findings, lang)
    if as_json:
        print_json(
            {
                "releases": [asdict(item) for item in result.checked],
                "findings": [describe(item, lang) for item in sorted(result.findings)],
                "limits": LIMITS[lang],
            }
        )
    else:
        print_findings(result.findings, lang)
        _print_releases(result, lang)
        click.echo(LIMITS[lang])
    return FINDINGS if result.findings else CLEAN


def _print_releases(result: Verification, lang: str) -> None:
    spoiled = {item.file.partition("/")[0] for item in result.findings}
    for item in result.checked:
        words = _WRONG if item.release in spoiled else _LINES
        click.echo(words[lang].format(**asdict(item) | {"mark": _mark(item, lang), "signed": _signed(item, lang)}))
        if item.mark == "P":
            click.echo(f"  {_PROVISIONAL[lang].format(day=item.final_on)}")
    if not result.chained:
        for item in result.checked:
            click.echo(_SINGLE[lang].format(digest=item.manifest))


def _mark(item: Checked, lang: str) -> str:
    return MARKS[item.mark][lang] if item.mark in MARKS else item.mark


def _signed(item: Checked, lang: str) -> str:
    return _SIGNED[lang].format(name=item.signed_by) if item.signed_by else _UNSIGNED[lang]
