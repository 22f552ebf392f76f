"""The ledgers of a release against its figures and themselves: what follows from other rows is worked out again.

The counts of single kinds and reasons come from cases, which nobody publishes: a reader has to take those on trust.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.definitions.findings import Finding, finding
from generator.definitions.rounding import percent_of
from generator.definitions.rulings import LEDGER_SUMS
from generator.release.draft.case_ledgers import INDICATORS
from generator.release.files.reader import Row, read_json, read_table
from generator.release.format import EVENTS, EXCLUSIONS, FIGURES, RELEASE, Files

_PLACE = ("period", "unit", "reason", "indicator")
_BEFORE = ("numerator_before", "denominator_before")
_AFTER = ("numerator", "denominator")
_RESULTS = (*_BEFORE, "value_before", *_AFTER, "value")


def check_ledgers(release: str, files: Files) -> list[Finding]:
    """Findings about exclusions.csv and ledger.csv, where the release has them. The tables are as their schemas say."""
    try:
        if EXCLUSIONS not in files:
            return []
        stated = read_json(files, RELEASE)
        periods = frozenset(stated["periods"])
        exclusions = _check_exclusions(read_table(files[EXCLUSIONS]), _figures(files), periods)
        events = _check_events(read_table(files[EVENTS]), frozenset(stated["ledger_kinds"]), periods)
        return [
            finding("verify-ledger-row", f"{release}/{file}", row=row, column=column, wanted=wanted)
            for file, problems in ((EXCLUSIONS, exclusions), (EVENTS, events))
            for row, column, wanted in problems
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        return [finding("verify-rules", f"{release}/{RELEASE}")]


def _figures(files: Files) -> dict[tuple[str, str, str], tuple[str, str]]:
    """(period, unit, indicator) → published numerator and denominator."""
    return {
        (row["period"], row["key"], row["indicator"]): (row["numerator"], row["denominator"])
        for row in read_table(files[FIGURES])
        if row["scope"] == "unit" and row["indicator"] in INDICATORS
    }


def _check_exclusions(
    rows: list[Row], figures: Mapping[tuple[str, str, str], tuple[str, str]], periods: frozenset[str]
) -> Iterator[tuple[int, str, str]]:
    """(row, column, what it should be) of each cell of exclusions.csv that cannot be."""
    places = [tuple(row[name] for name in _PLACE) for row in rows]
    for number, (row, place) in enumerate(zip(rows, places, strict=True), start=2):
        if number > 2 and places[number - 3] >= place:
            yield number, "period", f"> {', '.join(places[number - 3])}"
        if row["period"] not in periods:
            yield number, "period", " / ".join(sorted(periods))
        if bool(row["reason"]) == bool(row["indicator"]) or row["indicator"] not in ("", *INDICATORS):
            yield number, "indicator", " / ".join(INDICATORS)
        elif row["reason"]:
            yield from ((number, name, "–") for name in _RESULTS if row[name])
            if int(row["n"]) < 1:
                yield number, "n", "≥ 1"
        else:
            yield from _check_result(number, row, figures)


def _check_result(
    number: int, row: Row, figures: Mapping[tuple[str, str, str], tuple[str, str]]
) -> Iterator[tuple[int, str, str]]:
    """The result after the exclusions is the published figure; before, it differs by the excluded cases at most."""
    after = figures.get((row["period"], row["unit"], row["indicator"]), ("0", "0"))
    for name, wanted in zip(_AFTER, after, strict=True):
        if row[name] != wanted:
            yield number, name, wanted
    for value, (above, below) in (("value_before", _BEFORE), ("value", _AFTER)):
        wanted = percent_of(int(row[above]), int(row[below]))
        if row[value] != wanted:
            yield number, value, wanted
    taken = [int(row[before]) - int(row[now]) for before, now in zip(_BEFORE, _AFTER, strict=True)]
    for name, now, less in zip(_BEFORE, _AFTER, taken, strict=True):
        if not 0 <= less <= int(row["n"]):
            yield number, name, f"{row[now]} … {int(row[now]) + int(row['n'])}"
    if taken[0] > taken[1]:
        yield number, _BEFORE[0], f"≤ {int(row[_AFTER[0]]) + taken[1]}"


def _check_events(rows: list[Row], kinds: frozenset[str], periods: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    """(row, column, what it should be) of each cell of ledger.csv that cannot be."""
    counts = {(row["period"], row["unit"], row["kind"]): row["n"] for row in rows}
    sums = {whole for whole, parts in LEDGER_SUMS.items() if kinds.intersection(parts)}
    places = list(counts)
    for number, row in enumerate(rows, start=2):
        if number > 2 and places[number - 3] >= places[number - 2]:
            yield number, "period", f"> {', '.join(places[number - 3])}"
        if row["period"] not in periods:
            yield number, "period", " / ".join(sorted(periods))
        if row["kind"] not in kinds | sums:
            yield number, "kind", " / ".join(sorted(kinds | sums))
        parts = LEDGER_SUMS.get(row["kind"], ())
        wanted = sum(int(counts.get((row["period"], row["unit"], part), 0)) for part in parts)
        if int(row["n"]) != wanted if parts else int(row["n"]) < 1:
            yield number, "n", str(wanted) if parts else "≥ 1"
        missing = [s for s in sums if row["kind"] in LEDGER_SUMS[s] and (row["period"], row["unit"], s) not in counts]
        yield from ((number, "kind", f"+ {whole}") for whole in missing)
