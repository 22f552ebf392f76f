"""`gongshi bulletin`: every number of the files is a published one, and every line of the tables is in them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from generator.bulletin.compose import bulletin
from generator.bulletin.letter import letter_settings
from generator.bulletin.model import Bulletin
from generator.bulletin.scene import scene
from generator.bulletin.write.numbered import numbered
from generator.site.read.releases import read_shelf
from tests.site.fixture import make_portal
from tests.support import gongshi_here, read_csv, tree_hash

NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
# Columns of a rate and of what it is a rate of.
RATES = tuple(
    (value + behind, f"{before}numerator{behind}", f"{before}denominator{behind}")
    for behind in ("", "_before")
    for before, value in (("", "value"), ("", "rate"), ("group_", "group_value"), ("baseline_", "baseline"))
)
# The portal that publishes it, its kind, its period, its language.
PERIODS = (
    pytest.param(("laoshan_spring", "month", "2023-06", "zh"), id="a month in spring"),
    pytest.param(("laoshan_spring", "quarter", "2023-Q2", "en"), id="a quarter in spring, English"),
    pytest.param(("laoshan", "month", "2023-12", "zh"), id="month", marks=pytest.mark.slow),
    pytest.param(("laoshan", "month", "2023-12", "en"), id="month, English", marks=pytest.mark.slow),
    pytest.param(("laoshan", "quarter", "2023-Q4", "zh"), id="quarter", marks=pytest.mark.slow),
    pytest.param(("laoshan", "year", "2023", "zh"), id="year", marks=pytest.mark.slow),
    pytest.param(("laoshan", "year", "2023", "en"), id="year, English", marks=pytest.mark.slow),
)


@dataclass(frozen=True)
class Written:
    """The files of a bulletin, the model that they were made from, and its portal."""

    folder: Path
    model: Bulletin
    portal: Path

    def content(self, end: str) -> bytes:
        return next(path for path in self.folder.iterdir() if path.suffix == end).read_bytes()


@pytest.fixture(scope="module", params=PERIODS)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The bulletin of a month, a quarter and a year of the demonstration portal, in both languages. Read only."""
    name, kind, period, lang = request.param
    portal: Path = request.getfixturevalue(name)
    folder = tmp_path_factory.mktemp("bulletin")
    done = gongshi_here("bulletin", "--portal", portal, f"--{kind}", period, "--lang", lang, "--out", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(done.stdout.splitlines()) == 3
    model = bulletin(scene(read_shelf(portal), period, lang), letter_settings(portal), {})
    return Written(folder, model, portal)


@cache
def published(portal: Path) -> set[str]:
    """Every number in the tables of the portal's releases, as bulletins write them."""
    tables = [path for path in portal.glob("releases/*/*.csv") if not path.name.startswith(("counts-", "open-"))]
    cells = {cell for path in tables for row in read_csv(path) for cell in row.values() if NUMBER.fullmatch(cell)}
    return cells | {f"{int(cell):,}" for cell in cells if cell.isdecimal()}


@cache
def rates(portal: Path) -> set[tuple[str, str, str]]:
    """Every rate of the portal's releases with its numerator and its denominator, as one row has them."""
    tables = [path for path in portal.glob("releases/*/*.csv") if not path.name.startswith(("counts-", "open-"))]
    return {
        (row[value], row[numerator], row[denominator])
        for path in tables
        for row in read_csv(path)
        for value, numerator, denominator in RATES
        if {value, numerator, denominator} <= row.keys()
    }


@cache
def ages(portal: Path) -> set[str]:
    """How many cases were open at the end of a month, by age: counts of the whole, and 0 where there is none."""
    rows = (row for path in portal.glob("releases/*/counts-open.csv") for row in read_csv(path))
    return {"0", *(row["n"] for row in rows if (row["scope"], row["point"]) == ("all", "end"))}


@cache
def told(portal: Path) -> set[str]:
    """Every number that the releases and the head of their chain say in words."""
    names = ("story", "indicators", "release", "schemes")
    files = [path for name in names for path in portal.glob(f"releases/*/{name}.json")]
    words = (path.read_text("utf-8") for path in (*files, portal / "releases" / "chain-head.txt"))
    return {number for text in words for number in NUMBER.findall(text)}


def texts(model: Bulletin) -> Iterator[str]:
    """Every text of the model."""
    letter = model.letter
    yield from (letter.title, letter.masthead, letter.number, letter.to, letter.signed, letter.day, *letter.attached)
    yield from (letter.copies, letter.reach, letter.printed)
    for section in model.sections:
        yield section.title
    for block in model.blocks:
        yield getattr(block, "text", "")
        yield getattr(block, "caption", "")
        yield from re.findall(r">([^<>]+)<", getattr(block, "svg", ""))
    for table in model.tables:
        yield from table.notes
        yield from (column.head for column in table.columns)
        for row in table.rows:
            yield row.part
            for cell in row.cells:
                yield from (cell.text, cell.counts)


def numbers(words: str) -> set[str]:
    return {number for number in NUMBER.findall(words) if number not in ("0", "1")}


def tight(words: str) -> str:
    return re.sub(r"\s+", "", words)


def test_every_number_of_a_table_is_published(written: Written) -> None:
    known, checked = published(written.portal), 0
    aged, rated = ages(written.portal), rates(written.portal)
    for table in written.model.tables:
        for row in table.rows:
            for cell in row.cells:
                if cell.denominator:
                    of = (cell.numerator.replace(",", ""), cell.denominator.replace(",", ""))
                    assert (cell.value, *of) in rated, (table.caption, cell)
                for number in (cell.value, cell.numerator, cell.denominator):
                    if number:
                        assert number in (aged if table.id == "ages" else known), (table.caption, cell)
                        checked += 1
    assert checked > 300


def test_the_pdf_holds_every_line_and_no_number_of_its_own(written: Written) -> None:
    read = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(written.content(".pdf"))).pages]
    whole = tight("".join(read))
    for table in written.model.tables:
        for row in table.rows:
            assert tight("".join(f"{cell.text}{cell.counts}" for cell in row.cells)) in whole, (table.caption, row)
    own = set().union(*(numbers(tight(words)) for words in texts(numbered(written.model))))
    own |= {str(number) for number in range(len(read) + len(written.model.tables) + 1)}
    printed = set().union(*(numbers(line) for page in read for line in page.splitlines()))
    assert len(printed) > 200
    # A hash may break between any eight digits.
    hashes = {digest for words in texts(written.model) for digest in re.findall(r"[0-9a-f]{64}", words)}
    own |= {
        number for digest in hashes for end in range(0, 64, 8) for number in numbers(f"{digest[:end]} {digest[end:]}")
    }
    # A line of text may break within a number, and what stands beside each other in a chart is read as one.
    broken = {part for number in own for part in re.split(r"[.,]", number)}
    ticks = {text for chart in written.model.charts for text in re.findall(r">([\d.,]+)<", chart.svg)}
    joined = {first + second for first in ticks for second in ticks}
    assert printed - own - broken - joined == set()


def test_every_number_of_the_word_document_is_in_the_releases(written: Written) -> None:
    document = docx.Document(io.BytesIO(written.content(".docx")))
    # Headings count themselves, captions have fields that do.
    lines = [line.text for line in document.paragraphs if not line.style.name.startswith("Heading")]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    found = [number.replace(",", "") for line in lines for number in NUMBER.findall(line)]
    known = {n.replace(",", "") for n in published(written.portal) | told(written.portal) | ages(written.portal)}
    assert [number for number in found if number not in known] == []
    assert (len(found) > 500, len({*found}) > 200) == (True, True)


def test_the_word_document_holds_every_line(written: Written) -> None:
    document = docx.Document(io.BytesIO(written.content(".docx")))
    tables = written.model.tables
    assert len(document.tables) == len(tables)
    for made, table in zip(document.tables, tables, strict=True):
        rows = [[tight(cell.text) for cell in row.cells] for row in made.rows]
        for row in table.rows:
            assert [tight(f"{cell.text}{cell.counts}") for cell in row.cells] in rows


def test_the_workbook_holds_every_line(written: Written) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written.content(".xlsx")), read_only=True)
    assert len(book.sheetnames) == len(written.model.tables) + 1
    for sheet, table in zip(book.worksheets[1:], written.model.tables, strict=True):
        lines = list(sheet.iter_rows(min_row=3, max_row=2 + len(table.rows), values_only=True))
        for line, row in zip(lines, table.rows, strict=True):
            held = [str(value) for value in line]
            for cell in row.cells:
                wanted = [cell.value, cell.numerator, cell.denominator] if cell.value else [cell.text]
                for text in filter(None, wanted):
                    same = any(value == text or _same_number(value, text) for value in held)
                    assert same, (table.caption, text, held)


def _same_number(value: str, text: str) -> bool:
    return (
        NUMBER.fullmatch(value) is not None
        and NUMBER.fullmatch(text) is not None
        and (float(value) == float(text.replace(",", "")))
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The fixture portal of the site's tests, to be changed."""
    return make_portal(tmp_path / "fixture")


def write(portal: Path, text: str) -> None:
    (portal / "bulletin").mkdir()
    (portal / "bulletin" / "2023-12.md").write_text(text, encoding="utf-8")


def test_the_same_release_gives_the_same_bytes_and_changes_nothing(small: Path, tmp_path: Path) -> None:
    before = tree_hash(small)
    for name in ("a", "b"):
        assert gongshi_here("bulletin", "--portal", small, "--short", "--out", tmp_path / name).returncode == 0
    assert tree_hash(tmp_path / "a") == tree_hash(tmp_path / "b")
    assert {path.name for path in (tmp_path / "a").iterdir()} == {
        f"demo-fixture-2023-12-brief.{end}" for end in ("docx", "pdf", "xlsx")
    }
    assert len(pypdf.PdfReader(tmp_path / "a" / "demo-fixture-2023-12-brief.pdf").pages) <= 2
    assert tree_hash(small) == before


def test_a_telephone_number_in_the_offices_words_stops(small: Path, tmp_path: Path) -> None:
    write(small, "请找小区物业，电话 13812345678。\n")
    done = gongshi_here("bulletin", "--portal", small, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "13812345678" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_wrong_number_in_the_offices_words_is_named_with_the_right_one(small: Path, tmp_path: Path) -> None:
    write(small, "本月受理 7 件。\n")
    done = gongshi_here("bulletin", "--portal", small, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert re.search(r"受理 写作 7 件，发布版为 [\d,]+ 件", done.stderr)
    assert len(list((tmp_path / "out").iterdir())) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--month", "2023-12", "--year", "2023"], "--month"),
        (["--month", "2020-01"], "2023-11、2023-12"),
        (["--quarter", "2023-12"], "2024-Q1"),
        (["--template", "nowhere.docx"], "nowhere.docx"),
        (["--draft", "3"], "portal.yml"),
    ],
)
def test_wrong_use_is_one_line(small: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    done = gongshi_here("bulletin", "--portal", small, "--out", tmp_path / "out", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
