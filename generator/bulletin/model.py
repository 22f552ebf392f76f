"""The model of a bulletin: what its three writers print. Every text is as a reader sees it; nothing is computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# Kinds of cells and columns.
TEXT, COUNT, RATE, PLACE = "text", "count", "rate", "place"


@dataclass(frozen=True)
class Cell:
    """A cell as printed. A rate has its numerator and denominator; a writer of sheets gives these columns of their own.

    `value` is the text without its sign, for sheets; blank where the cell is no number.
    """

    text: str
    kind: str = TEXT
    value: str = ""
    numerator: str = ""
    denominator: str = ""

    @property
    def counts(self) -> str:
        """`49/59`, blank where there are none."""
        return f"{self.numerator}/{self.denominator}" if self.denominator else ""


@dataclass(frozen=True)
class Column:
    """The head of a column, what its cells are, and how wide it is beside the others."""

    head: str
    kind: str = TEXT
    width: int = 2


@dataclass(frozen=True)
class Row:
    """A line of a table; lines of one `part` stand together below its words."""

    cells: tuple[Cell, ...]
    part: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a caption. `sheet` names it in a workbook, `notes` say how its figures are worked out."""

    id: str
    sheet: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A picture as SVG of `width` by `height` points, its caption, and what it shows in words."""

    id: str
    caption: str
    svg: str
    words: str
    width: float
    height: float


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the text; `own` is one that the office wrote."""

    text: str
    own: bool = False


@dataclass(frozen=True)
class Subheading:
    """A heading within a section."""

    text: str


Block = Paragraph | Subheading | Table | Chart


@dataclass(frozen=True)
class Section:
    """A section: its id, by which the office's paragraphs find it, its title without a number, what stands in it."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Letter:
    """What stands around the text of an official letter; blank where the portal does not set it.

    `masthead` is the red line of the issuing office, `number` the document number, `to` whom it goes to, `signed` who
    signs, `day` the day of signing, `copies` who gets copies, `reach` how far it is passed on, `printed` who prints it.
    `attached` lists what comes with it.
    """

    title: str
    subtitle: str = ""
    masthead: str = ""
    number: str = ""
    to: str = ""
    signed: str = ""
    day: str = ""
    copies: str = ""
    reach: str = ""
    printed: str = ""
    attached: tuple[str, ...] = ()
    opening: tuple[Paragraph, ...] = ()
    closing: tuple[Paragraph, ...] = ()


@dataclass(frozen=True)
class Terms:
    """Words that writers need: heads of added columns, names of what stands around the text."""

    numerator: str
    denominator: str
    part: str
    table: str
    chart: str
    attached: str
    copies: str
    reach: str
    about: str
    colon: str
    stop: str


@dataclass(frozen=True)
class Bulletin:
    """A bulletin. `name` is that of its files, `moment` (ISO) their date, `marks` stand at the head of every page."""

    name: str
    lang: str
    moment: str
    author: str
    letter: Letter
    marks: tuple[str, ...]
    sections: tuple[Section, ...]
    terms: Terms
    short: bool = False

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in the order of the text."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def charts(self) -> tuple[Chart, ...]:
        """All charts in the order of the text."""
        return tuple(block for block in self.blocks if isinstance(block, Chart))

    @property
    def blocks(self) -> Iterator[Block]:
        """Everything that stands in the sections."""
        return (block for section in self.sections for block in section.blocks)
