"""Deductions and scores of a release in words and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generator.site.read.releases import Release
from generator.site.show.figures.cells import titles
from generator.site.show.sentences import strong
from generator.site.words.catalogue import Wording
from generator.site.words.names import count, key_name, period_label

Row = Mapping[str, str]


@dataclass(frozen=True)
class WordRow:
    """One unit of a table of words: its name, a link from the site's root, and (text, note) for each column."""

    name: str
    href: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WordTable:
    """A table of words with a caption; the first head is that of the names.

    `kept` are the lines of units that lose nothing, to be folded away; None where no unit can lose anything.
    """

    id: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[WordRow, ...]
    kept: tuple[WordRow, ...] | None = None


def assessed(w: Wording, release: Release, unit: str) -> list[Markup]:
    """What a unit's card says of its deductions and scores, one line each."""
    lines = [_deduction(w, release, row) for row in release.deductions if row["unit"] == unit]
    totals = [row for row in release.scores if row["unit"] == unit and row["component"] == "total"]
    return lines + [_score(w, release, row) for row in totals]


def assessment_tables(w: Wording, release: Release, hrefs: Mapping[str, str]) -> list[WordTable]:
    """A table for each scheme and period of the release: the units with a deduction and those without, or the scores.

    A baseline that is the same for all stands in the caption.
    """
    tables: list[WordTable] = []
    for place in dict.fromkeys((row["scheme"], row["period"], row["mode"]) for row in release.deductions):
        scheme, period, mode = place
        rows = [row for row in release.deductions if (row["scheme"], row["period"], row["mode"]) == place]
        if mode == "sum":
            continue
        shared = len({row["baseline"] for row in rows}) == 1 and rows[0]["baseline_numerator"] != ""
        heads = ["scope.unit", "assess.rate", "assess.points", "assess.gap", "assess.baseline", "assess.status"]
        if shared:
            heads.remove("assess.baseline")
        lost, kept = (
            tuple(
                _line(w, release, row, hrefs, _deduction_cells(w, row, baseline=not shared))
                for row in rows
                if (row["points"] != "0.00") is losing
            )
            for losing in (True, False)
        )
        caption = _shared_caption(w, release, rows[0]) if shared else ""
        tables.append(_table(w, release, scheme, period, heads, lost, kept, caption))
    for scheme, period in dict.fromkeys((row["scheme"], row["period"]) for row in release.scores):
        rows = [row for row in release.scores if (row["scheme"], row["period"]) == (scheme, period)]
        totals = [row for row in rows if row["component"] == "total"]
        lines = tuple(_line(w, release, row, hrefs, ((row["points"], _exact(w, row)),)) for row in totals)
        tables.append(_table(w, release, scheme, period, ["scope.unit", "assess.total"], lines))
    return tables


def _deduction(w: Wording, release: Release, row: Row) -> Markup:
    scheme = scheme_of(release, row["scheme"])
    words = {"scheme": scheme_title(w, release, row["scheme"]), "period": period_label(w, row["period"])}
    if row["mode"] == "sum":
        line = w("assess.deduction_sum", points=strong(row["points"]), **words)
    else:
        status = "official" if row["status"] == "reference" else row["status"]
        # Nothing to deduct reads the same whether the month is final or not.
        nothing = row["gap"] == row["points"] == "0.00" and row["status"] != "few_answers"
        status = "zero" if nothing else status
        line = w(
            f"assess.deduction_{status}",
            name=titles(w, release)[scheme["settings"]["indicator"]],
            rate=row["rate"],
            n=row["numerator"],
            d=row["denominator"],
            baseline=row["baseline"],
            gap=row["gap"],
            points=strong(row["points"]),
            minimum=scheme["settings"]["minimum_answers"],
            **words,
        )
    return line + w("assess.deduction_reference") if row["status"] == "reference" else line


def _score(w: Wording, release: Release, total: Row) -> Markup:
    per_case = scheme_of(release, total["scheme"])["kind"] == "per_case"
    line = w(
        "assess.case_score" if per_case else "assess.score",
        scheme=scheme_title(w, release, total["scheme"]),
        period=period_label(w, total["period"]),
        points=strong(total["points"]),
    )
    parts = score_parts(w, release, total, "assess.case_part" if per_case else "assess.score_part")
    return line + parts + w("card.stop") + _exact(w, total)


def score_parts(w: Wording, release: Release, total: Row, words: str) -> Markup:
    """The components of a score, each in the wording `words`."""
    names = titles(w, release)
    parts = [
        w(
            words,
            name=names[row["component"]],
            rate=row["rate"],
            n=row["numerator"],
            d=row["denominator"],
            points=strong(row["points"]),
        )
        for row in release.scores
        if _place(row) == _place(total) and row["component"] != "total" and row["points"]
    ]
    return w("chart.separator").join(parts)


def _place(row: Row) -> tuple[str, str, str]:
    return row["scheme"], row["period"], row["unit"]


def _exact(w: Wording, row: Row) -> str:
    """The score by exact rates, where it differs from the official one."""
    return w.plain("assess.exact", points=row["points_exact"]) if row["points"] != row["points_exact"] else ""


def _shared_caption(w: Wording, release: Release, row: Row) -> str:
    return w.plain(
        "assess.caption_baseline",
        scheme=scheme_title(w, release, row["scheme"]),
        period=period_label(w, row["period"]),
        baseline=row["baseline"],
        n=count(int(row["baseline_numerator"])),
        d=count(int(row["baseline_denominator"])),
    )


def _deduction_cells(w: Wording, row: Row, *, baseline: bool) -> tuple[tuple[str, str], ...]:
    counted = f"{row['baseline_numerator']} / {row['baseline_denominator']}" if row["baseline_numerator"] else ""
    return (
        (f"{row['rate']}%", f"{row['numerator']} / {row['denominator']}"),
        (w.plain("assess.points_value", points=row["points"]), ""),
        (w.plain("assess.gap_value", gap=row["gap"]), ""),
        *(((f"{row['baseline']}%", counted),) if baseline else ()),
        (w.plain(f"assess.status_words.{row['status']}"), ""),
    )


def _line(
    w: Wording, release: Release, row: Row, hrefs: Mapping[str, str], cells: tuple[tuple[str, str], ...]
) -> WordRow:
    return WordRow(key_name(w, release, "unit", row["unit"]), hrefs.get(row["unit"], ""), cells)


def _table(
    w: Wording,
    release: Release,
    scheme: str,
    period: str,
    heads: Sequence[str],
    rows: tuple[WordRow, ...],
    kept: tuple[WordRow, ...] | None = None,
    caption: str = "",
) -> WordTable:
    usual = w.plain("assess.caption", scheme=scheme_title(w, release, scheme), period=period_label(w, period))
    words = tuple(w.plain(head) for head in heads)
    return WordTable(f"assess-{scheme}-{period}", caption or usual, words, rows, kept)


def scheme_of(release: Release, definition: str) -> Mapping[str, Any]:
    """The scheme with this id and version, as the release describes it."""
    return next(one for one in release.schemes if f"{one['name']}@{one['version']}" == definition)


def scheme_title(w: Wording, release: Release, definition: str) -> str:
    """The title of the scheme with this id and version."""
    return w.pick(scheme_of(release, definition)["title"])
