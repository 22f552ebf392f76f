"""The format of a release: how releases and their files are called, which tables there are, and rows as read.

Whoever writes a release or reads one takes every name from here; docs/reference/release.md says what each file holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# Releases are written in the newest format; each is read by the rules of its own.
FORMAT: Final = 2
FORMATS: Final = (1, 2)

# The shelf: the chain with the newest release of each month, every figure of those, the head of the chain to keep.
CHAIN: Final = "latest.json"
FIGURES_ALL: Final = "figures-all.csv"
CHAIN_HEAD: Final = "chain-head.txt"

# Documents of a release; a member of the first says who answers for what was published from a draft.
RELEASE: Final = "release.json"
SIGN_OFF: Final = "sign_off"
INDICATORS: Final = "indicators.json"
SCHEMES: Final = "schemes.json"
INTAKE: Final = "intake.json"
STORY: Final = "story.json"
PACKAGE: Final = "datapackage.json"
README: Final = "README.md"
WHAT_CHANGED: Final = "CHANGES.md"
WORKBOOK: Final = ".xlsx"

# What proves that nothing was altered: hashes of all files, their signature, and the publisher's public keys.
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.json.sig"
SIGNERS: Final = "allowed_signers"

# What readers check a release with: the program that published it, and two that share no line with it.
PROGRAM: Final = "verify/"
REQUIREMENTS: Final = "verify/requirements.txt"
VERIFY_SQL: Final = "verify.sql"
VERIFY_PY: Final = "verify.py"

# Tables that follow from the count tables.
FIGURES: Final = "figures.csv"
RANKING: Final = "ranking.csv"
VERDICTS: Final = "verdicts.csv"
COMPARISONS: Final = "comparisons.csv"
SCORES: Final = "scores.csv"
DEDUCTIONS: Final = "deductions.csv"
DEDUCTION_TOTALS: Final = "deduction-totals.csv"
DEDUCTION_SOURCES: Final = "deduction-sources.csv"
INTERVALS: Final = "intervals.csv"
BASELINES: Final = "baselines.csv"
FUNNEL: Final = "funnel.csv"
TRENDS: Final = "trends.csv"
ADJUSTED: Final = "adjusted.csv"
ROBUSTNESS: Final = "robustness.csv"

# What people answered, set by set: each atom with its sum, and the answers that it consists of.
ATOMS: Final = "atoms.csv"
ATOM_PARTS: Final = "atom-parts.csv"

# The other tables: what happened to cases, what differs from the release before, what people wrote.
EXCLUSIONS: Final = "exclusions.csv"
EVENTS: Final = "ledger.csv"
CHANGES: Final = "changes.csv"
REVISIONS: Final = "revisions.csv"
TEXTS: Final = "texts.csv"
# Figures without cases, in place of everything that is counted.
REPORTED: Final = "figures-reported.csv"

# How the files of count tables and of open tables begin. An open table is there as CSV and, the same rows, as Parquet.
COUNTS: Final = "counts-"
OPEN: Final = "open-"
CODELISTS: Final = "codelists/"
SCHEMAS: Final = "schemas/"
# In front of the names of what is passed on by itself, where it is a demonstration.
DEMONSTRATION: Final = "demo-"
# The last column of every table of a demonstration.
SYNTHETIC: Final = "synthetic"

# Marks of a month, a period or a figure; their words are in `definitions/public_lists.py`.
PROVISIONAL: Final = "P"
FINAL: Final = "F"
REVISED: Final = "R"
INCOMPLETE: Final = "incomplete"

# The files of a release, or of a folder of them, by path.
Files = Mapping[str, bytes]
# Which figure it is: period, scope, key, indicator.
FigureKey = tuple[str, str, str, str]

_NAME: Final = re.compile(r"(\d{4}-\d{2})-([pf])(\d+)")
_LETTERS: Final = {False: "p", True: "f"}


@dataclass(frozen=True)
class ComputedTable:
    """A table that is computed: `file` and the name that it shares with its schema and, with `_` for `-`, with its rows
    in `Computed`.

    `switched`: only portals that switch it on publish it.
    """

    file: str
    switched: bool = False

    @property
    def name(self) -> str:
        """The name of its schema."""
        return self.file.removesuffix(".csv")

    @property
    def attribute(self) -> str:
        """The name of its rows in `Computed`."""
        return self.name.replace("-", "_")


COMPUTED: Final = (
    *(ComputedTable(file) for file in (FIGURES, RANKING, VERDICTS, SCORES, DEDUCTIONS)),
    *(ComputedTable(file) for file in (INTERVALS, BASELINES, FUNNEL, TRENDS, ADJUSTED)),
    *(ComputedTable(file) for file in (DEDUCTION_TOTALS, DEDUCTION_SOURCES)),
    ComputedTable(ROBUSTNESS, switched=True),
)
# Releases from before verdicts compared units instead.
EARLIER: Final = (*(table for table in COMPUTED if table.file != VERDICTS), ComputedTable(COMPARISONS))


@dataclass(frozen=True, order=True)
class ReleaseName:
    """The name of a release; names are ordered as the releases of a month come out.

    `2024-03-p1`, `-p2` … are provisional, `-f1` is the final release of its month, `-f2` … are its corrections.
    """

    month: str
    final: bool
    number: int

    def __str__(self) -> str:
        return f"{self.month}-{_LETTERS[self.final]}{self.number}"

    @property
    def corrects(self) -> bool:
        """Whether it corrects a final release."""
        return self.final and self.number > 1


def release_name(text: str) -> ReleaseName:
    """The parts of a release's name. Raises ValueError for a text that names none."""
    match = _NAME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return ReleaseName(match[1], match[2] == _LETTERS[True], int(match[3]))


def is_release_name(text: str) -> bool:
    """Whether a text is the name of a release."""
    return _NAME.fullmatch(text) is not None


def count_file(table: str) -> str:
    """The file of a public count table."""
    return f"{COUNTS}{table}.csv"


def open_file(table: str) -> str:
    """The file of an open table."""
    return f"{OPEN}{table}.csv"


def parquet_file(file: str) -> str:
    """The Parquet copy of a CSV table."""
    return f"{file.removesuffix('.csv')}.parquet"


def codelist_file(name: str) -> str:
    """The file of a code list."""
    return f"{CODELISTS}{name}.csv"


def schema_file(name: str) -> str:
    """The file of a table's schema."""
    return f"{SCHEMAS}{name}.schema.json"


def demonstration_prefix(synthetic: bool) -> str:
    """What stands in front of a name that leaves the release, so that nobody takes a demonstration for real."""
    return DEMONSTRATION if synthetic else ""


def table_of(file: str, prefix: str = "") -> str:
    """The name of a table from that of its file, `prefix` being COUNTS, OPEN or CODELISTS."""
    return file.removeprefix(prefix).removesuffix(".csv")


@dataclass(frozen=True)
class Figure:
    """A row of figures.csv: counts, and the percentage as the release gives it (two decimals, may be empty).

    `denominator` is None for a volume. `ratio`: the value is so many for a hundred, not a share of them.
    """

    period: str
    scope: str
    key: str
    indicator: str
    numerator: int
    denominator: int | None
    value: str
    mark: str
    ratio: bool = False

    @property
    def place(self) -> FigureKey:
        """Which figure it is."""
        return self.period, self.scope, self.key, self.indicator


@dataclass(frozen=True)
class RankRow:
    """A row of ranking.csv; counts, rank and the places that chance leaves open are None where they are blank."""

    period: str
    indicator: str
    group: str
    unit: str
    numerator: int | None
    denominator: int | None
    value: str
    rank: int | None
    tied: int | None
    status: str
    rank_from: int | None = None
    rank_to: int | None = None


@dataclass(frozen=True)
class Verdict:
    """A row of verdicts.csv: what is said of a unit in an official window; texts are blank where there is nothing.

    `state` and `longer_state` are codes of the list of bands, `direction` is better or worse. `since`, `windows` and
    `judged` say how long; in releases that had no verdicts yet they are blank and None.
    """

    period: str
    indicator: str
    group: str
    unit: str
    state: str
    state_with_allowance: str
    direction: str
    numerator: int
    denominator: int
    value: str
    group_numerator: int
    group_denominator: int
    group_value: str
    tail: str = ""
    concentration: str = ""
    since: str = ""
    windows: int | None = None
    judged: int | None = None
    longer: str = ""
    longer_state: str = ""


@dataclass(frozen=True)
class Change:
    """A row of changes.csv: a figure whose counts differ from those in the release of its month before.

    Where one of the two has no such figure, its numerator is None.
    """

    period: str
    scope: str
    key: str
    indicator: str
    old_numerator: int | None
    old_denominator: int | None
    new_numerator: int | None
    new_denominator: int | None
    cause: str

    @property
    def place(self) -> FigureKey:
        """Which figure it is."""
        return self.period, self.scope, self.key, self.indicator

    @property
    def old(self) -> tuple[int | None, int | None]:
        """Numerator and denominator in the release before."""
        return self.old_numerator, self.old_denominator

    @property
    def new(self) -> tuple[int | None, int | None]:
        """Numerator and denominator now."""
        return self.new_numerator, self.new_denominator
