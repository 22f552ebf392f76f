"""The bulletin of a draft, which goes round for signing, and that of what is published of it differ in marks alone."""

from __future__ import annotations

import re
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from generator.commands import preview
from tests.functional.test_draft import STEPS, Drafted, draft, one_page, public
from tests.support import gongshi_here

SETTINGS = """
bulletin:
  masthead: {zh: 海棠市诉求办理通报, en: Bulletin of Haitang}
  number: 海诉通〔{year}〕{number} 号
  to: {zh: 各单位, en: All units}
  signed: {zh: 海棠市考核办, en: Evaluation office}
"""
MARK = "送审稿 第 1 稿 · 未公布"
STATE = "拟公布的"
HEAD = "账本头在公布时写入。"
DAY = "　　年　　月　　日"


@dataclass(frozen=True)
class Printed:
    """What stands in the three files of a bulletin: lines of Word, text of each page without spaces, cells by sheet."""

    lines: list[str]
    pages: list[str]
    sheets: dict[str, list[str]]


def tight(text: str) -> str:
    return re.sub(r"\s+", "", text)


def read(folder: Path) -> Printed:
    (word,), (pdf,), (book,) = (list(folder.glob(f"*.{end}")) for end in ("docx", "pdf", "xlsx"))
    document = docx.Document(str(word))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    head = [document.sections[0].header.paragraphs[0].text]
    pages = [tight(page.extract_text()) for page in pypdf.PdfReader(pdf).pages]
    sheets = {
        sheet.title: [
            sheet.oddHeader.right.text or "",
            *(str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None),
        ]
        for sheet in openpyxl.load_workbook(book)
    }
    return Printed([*head, *(line.text for line in document.paragraphs), *cells], pages, sheets)


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Drafted:
    """Read only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preview, "build_site", one_page)
        return draft(tmp_path_factory.mktemp("draft"), SETTINGS)


@pytest.fixture
def copied(drafted: Drafted, tmp_path: Path) -> Drafted:
    """The same to be changed, exports beside it."""
    whole = Path(shutil.copytree(drafted.portal.parent, tmp_path / "copy"))
    return Drafted(whole / drafted.portal.name, drafted.before)


@pytest.fixture(scope="module")
def both(drafted: Drafted, tmp_path_factory: pytest.TempPathFactory) -> tuple[Printed, Printed]:
    """The files of the draft, and those of what is published of it."""
    whole = Path(shutil.copytree(drafted.portal.parent, tmp_path_factory.mktemp("both") / "copy"))
    folder = whole / drafted.portal.name
    found = []
    for arguments in (("--draft", "1"), ()):
        out = whole / f"out{len(arguments)}"
        if not arguments:
            done = gongshi_here("publish", "--portal", folder, "--draft", "1", *STEPS)
            assert done.returncode == 0, done.stdout + done.stderr
        done = gongshi_here("bulletin", "--portal", folder, "--month", "2024-03", *arguments, "--out", out)
        assert done.returncode == 0, done.stderr
        found.append(read(out))
    return found[0], found[1]


def test_it_is_written_for_its_owner_alone_and_changes_nothing_public(copied: Drafted) -> None:
    done = gongshi_here("bulletin", "--portal", copied.portal, "--month", "2024-03", "--draft", "1")
    assert done.returncode == 0, done.stderr
    folder = copied.folder / "unpublished-bulletin"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.suffix for path in folder.iterdir()} == {".docx", ".pdf", ".xlsx"}
    assert public(copied.portal) == copied.before


def test_word_differs_in_mark_state_head_and_day(both: tuple[Printed, Printed]) -> None:
    draft, published = (one.lines for one in both)
    assert len(draft) == len(published)
    mark, state, head, day = [pair for pair in zip(draft, published, strict=True) if pair[0] != pair[1]]
    assert (MARK in mark[0], mark[0].replace(MARK, "").rstrip(" ·")) == (True, mark[1])
    assert (STATE in state[0], state[0].replace(STATE, "")) == (True, state[1])
    assert head[0] == HEAD
    assert "账本头（SHA-256）" in head[1]
    assert (day[0], day[1]) == (DAY, "2024 年 6 月 6 日")


def test_pdf_differs_in_nothing_else(both: tuple[Printed, Printed]) -> None:
    (head,) = [line for line in both[1].lines if "账本头（SHA-256）" in line]
    flowing = []
    for one in both:
        top = tight(one.lines[0])
        assert [page.startswith(top) for page in one.pages] == [True] * len(one.pages)
        flowing.append("".join(re.sub(r"—\d+—", "", page.removeprefix(top)) for page in one.pages))
    wanted = flowing[0]
    for mine, theirs in ((STATE, ""), (HEAD, head), (DAY, "2024 年 6 月 6 日")):
        assert wanted.count(tight(mine)) == 1
        wanted = wanted.replace(tight(mine), tight(theirs))
    assert wanted == flowing[1]
    assert len(wanted) > 1000


def test_the_workbook_differs_in_nothing_else(both: tuple[Printed, Printed]) -> None:
    draft, published = (one.sheets for one in both)
    assert list(draft) == list(published)
    about = next(iter(draft))
    for name, mine in draft.items():
        plain = [text.replace(MARK, "").rstrip(" ·") for text in mine]
        assert sum(MARK in text for text in mine) == 2, name
        if name == about:
            plain = [text.replace(STATE, "") for text in plain if text and text != HEAD]
            theirs = [text for text in published[name] if text and "账本头（SHA-256）" not in text]
            assert plain == theirs
            assert len(published[name]) - len(theirs) == 1
        else:
            assert plain == published[name], name


def test_a_draft_whose_files_were_altered_has_no_bulletin(copied: Drafted) -> None:
    figures = copied.folder / "unpublished-releases" / "2024-03-f1" / "figures.csv"
    figures.chmod(0o600)
    figures.write_bytes(figures.read_bytes() + b"\r\n")
    done = gongshi_here("bulletin", "--portal", copied.portal, "--draft", "1")
    assert done.returncode == 2
    assert "figures.csv" in done.stderr
