"""What a finding is before it has words: its kind, the form of its sentence, exact values, and the rows it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from generator.definitions.rounding import half_up

# The version of the rules by which findings are made, as release.json states it.
RULES: Final = 1
FIGURES: Final = "figures.csv"
VERDICTS: Final = "verdicts.csv"


@dataclass(frozen=True)
class Part:
    """A share, a difference of shares or a growth, printed as a hundredfold with so many decimals: 1/4 → 25."""

    value: Fraction
    places: int


@dataclass(frozen=True)
class Name:
    """An entry of a code list of the release, printed as its name; `indicators` are those of indicators.json."""

    codelist: str
    code: str


@dataclass(frozen=True)
class Period:
    """A period, printed as a page prints it."""

    code: str


@dataclass(frozen=True)
class Item:
    """One of several of a kind within a sentence: the form of its words, and its values."""

    form: str
    values: Mapping[str, Slot]


Slot: TypeAlias = "int | Part | Name | Period | tuple[Item, ...]"


@dataclass(frozen=True)
class Row:
    """A row of the release: its file, column → value of what names it, and its counts."""

    file: str
    key: Mapping[str, str]
    numerator: int
    denominator: int | None


@dataclass(frozen=True)
class Found:
    """A finding without words. `side` is better, worse or blank; `form` names the sentence of the catalogue."""

    kind: str
    form: str
    values: Mapping[str, Slot]
    rests_on: tuple[Row, ...]
    side: str = ""


def places_of(*shares: Fraction) -> int:
    """With how many decimals (1 or 2) a share and those beside it are printed, as hundredfolds.

    With one where no two that differ look alike, and where each difference from the first is that of what is printed.
    """
    shown = [half_up(100 * share, 1) for share in shares]
    apart = len(set(shown)) == len(set(shares))
    agree = all(
        half_up(100 * (shares[0] - share), 1) == shown[0] - other for share, other in zip(shares, shown, strict=True)
    )
    return 1 if apart and agree else 2
