"""The guide `Your first portal`: every command of it, in its order, from an empty folder."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.support import ROOT, gongshi, latest

BLOCK = re.compile(r"^```(sh|yaml)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def merge_twins(units: Path) -> None:
    """What the guide's third part asks for: one unit under two names becomes one row with an alias."""
    lines = units.read_text("utf-8").splitlines()
    (short,) = [line for line in lines if ",平安组," in line]
    (long,) = [line for line in lines if ",平安秩序工作组," in line]
    lines[lines.index(long)] = long.replace("平安秩序工作组,,", "平安秩序工作组,,平安组", 1)
    lines.remove(short)
    units.write_text("\n".join(lines) + "\n", "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_of_the_guide_works_from_an_empty_folder(lang: str, tmp_path: Path) -> None:
    guide = (ROOT / "docs" / lang / "first-portal.md").read_text("utf-8")
    ran: list[str] = []
    for kind, text in BLOCK.findall(guide):
        if kind == "yaml":
            name = text.splitlines()[0].removeprefix("# ")
            (tmp_path / name).write_text(text, "utf-8")
            continue
        for line in text.splitlines():
            program, *words = shlex.split(line)
            assert program == "gongshi", line
            if words[0] == "check" and "check" not in ran:
                merge_twins(tmp_path / "letters" / "registers" / "units.csv")
            done = gongshi(*words, cwd=tmp_path)
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
            ran.append(words[0])
    assert {"sample", "init", "check", "publish", "status", "site", "verify", "map"} <= set(ran)
    assert list(latest(tmp_path / "letters")) == ["2022-04", "2022-05", "2022-06"]
    assert (tmp_path / "site" / "site" / "index.html").is_file()
    # One unit under two names is one: the twin has no page.
    pages = {page.stem.partition("-")[0] for page in (tmp_path / "site" / "site" / "units").glob("*.html")}
    assert "U002" in pages
    assert "U003" not in pages


def test_both_guides_give_the_same_commands() -> None:
    commands = []
    for lang in ("zh", "en"):
        guide = (ROOT / "docs" / lang / "first-portal.md").read_text("utf-8")
        lines = [line for kind, text in BLOCK.findall(guide) if kind == "sh" for line in text.splitlines()]
        commands.append([line.replace(" --lang en", "") for line in lines])
    assert commands[0] == commands[1]
