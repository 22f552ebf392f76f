"""Deductions and scores of a release in words and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from generator.site.edition import View
from generator.site.show.figures.tables import WordRow, WordTable
from generator.site.show.schemes.doubt import official, scheme_of, table_notes, unit_notes
from generator.site.words.catalogue import Wording
from generator.site.words.escape import strong
from generator.site.words.names import count

Row = Mapping[str, str]


def assessed(view: View, unit: str) -> list[Markup]:
    """What a unit's card says of its deductions and scores, one line each."""
    own = [row for row in view.release.deductions if row["unit"] == unit]
    results = {_scheme_period(row) for row in own if official(view.release, row)}
    # A year's other mode is told beside its result.
    told = [row for row in own if official(view.release, row) or _scheme_period(row) not in results]
    lines = [_deduction(view, row) for row in told]
    totals = [row for row in view.release.scores if row["unit"] == unit and row["component"] == "total"]
    return lines + [_score(view, row) for row in totals]


def assessment_tables(view: View) -> list[WordTable]:
    """A table for each scheme and period of the release: the units with a deduction and those without, or the scores.

    A baseline that is the same for all stands in the caption. Of a year only the mode that is the city's result.
    """
    deductions = [row for row in view.release.deductions if official(view.release, row)]
    totals = [row for row in view.release.scores if row["component"] == "total"]
    places = dict.fromkeys((row["scheme"], row["period"]) for row in view.release.scores)
    return [
        *(_deduction_table(view, rows) for rows in _in_runs(deductions)),
        *(_score_table(view, place, [row for row in totals if _scheme_period(row) == place]) for place in places),
    ]


def _in_runs(deductions: Sequence[Row]) -> list[list[Row]]:
    """The rows of each scheme, period and mode, in the order in which these first come."""
    runs: dict[tuple[str, str, str], list[Row]] = {}
    for row in deductions:
        runs.setdefault((row["scheme"], row["period"], row["mode"]), []).append(row)
    return list(runs.values())


def _deduction_table(view: View, rows: Sequence[Row]) -> WordTable:
    added_up = rows[0]["mode"] == "sum"
    shared = not added_up and len({row["baseline"] for row in rows}) == 1 and rows[0]["baseline_numerator"] != ""
    heads = ["scope.unit", "assess.rate", "assess.points", "assess.gap", "assess.baseline", "assess.status"]
    if shared or added_up:
        heads.remove("assess.baseline")
    if added_up:
        heads.remove("assess.gap")
    lost, kept = (
        tuple(
            _line(view, row, _deduction_cells(view.w, row, baseline=not (shared or added_up)))
            for row in rows
            if (row["points"] != "0.00") is losing
        )
        for losing in (True, False)
    )
    caption = _shared_caption(view, rows[0]) if shared else _caption(view, _scheme_period(rows[0]))
    table = _table(view.w, _scheme_period(rows[0]), caption, heads, (lost, kept))
    return replace(table, notes=table_notes(view, rows))


def _score_table(view: View, place: tuple[str, str], totals: Sequence[Row]) -> WordTable:
    lines = tuple(_line(view, row, ((row["points"], _exact(view.w, row)),)) for row in totals)
    return _table(view.w, place, _caption(view, place), ["scope.unit", "assess.total"], (lines, None))


def _deduction(view: View, row: Row) -> Markup:
    w, scheme = view.w, scheme_of(view.release, row["scheme"])
    words = {"scheme": w.pick(scheme["title"]), "period": view.period(row["period"])}
    if row["mode"] == "sum":
        line = w("assess.deduction_sum", points=strong(row["points"]), **words)
    else:
        status = "official" if row["status"] == "reference" else row["status"]
        # Nothing to deduct reads the same whether the month is final or not.
        nothing = float(row["gap"]) == 0 and row["points"] == "0.00" and row["status"] != "few_answers"
        status = "zero" if nothing else status
        line = w(
            f"assess.deduction_{status}",
            name=view.titles[scheme["settings"]["indicator"]],
            rate=row["rate"],
            n=row["numerator"],
            d=row["denominator"],
            baseline=row["baseline"],
            gap=row["gap"],
            points=strong(row["points"]),
            minimum=scheme["settings"]["minimum_answers"],
            **words,
        )
    line += w("assess.deduction_reference") if row["status"] == "reference" else ""
    notes = (Markup('<span class="g-line">{}</span>').format(note) for note in unit_notes(view, row))
    return line + Markup("").join(notes)


def _score(view: View, total: Row) -> Markup:
    w, scheme = view.w, scheme_of(view.release, total["scheme"])
    per_case = scheme["kind"] == "per_case"
    line = w(
        "assess.case_score" if per_case else "assess.score",
        scheme=w.pick(scheme["title"]),
        period=view.period(total["period"]),
        points=strong(total["points"]),
    )
    parts = score_parts(view, total, "assess.case_part" if per_case else "assess.score_part")
    return line + parts + w("card.stop") + _exact(w, total)


def score_parts(view: View, total: Row, words: str) -> Markup:
    """The components of a score, each in the wording `words`."""
    w = view.w
    parts = [
        w(
            words,
            name=view.titles[row["component"]],
            rate=row["rate"],
            n=row["numerator"],
            d=row["denominator"],
            points=strong(row["points"]),
        )
        for row in view.release.scores
        if (_scheme_period(row), row["unit"]) == (_scheme_period(total), total["unit"])
        and row["component"] != "total"
        and row["points"]
    ]
    return w("chart.separator").join(parts)


def _scheme_period(row: Row) -> tuple[str, str]:
    return row["scheme"], row["period"]


def _exact(w: Wording, row: Row) -> str:
    """The score by exact rates, where it differs from the official one."""
    return w.plain("assess.exact", points=row["points_exact"]) if row["points"] != row["points_exact"] else ""


def _caption(view: View, place: tuple[str, str]) -> str:
    scheme, period = place
    title = view.w.pick(scheme_of(view.release, scheme)["title"])
    return view.w.plain("assess.caption", scheme=title, period=view.period(period))


def _shared_caption(view: View, row: Row) -> str:
    return view.w.plain(
        "assess.caption_baseline",
        scheme=view.w.pick(scheme_of(view.release, row["scheme"])["title"]),
        period=view.period(row["period"]),
        baseline=row["baseline"],
        n=count(int(row["baseline_numerator"])),
        d=count(int(row["baseline_denominator"])),
    )


def _deduction_cells(w: Wording, row: Row, *, baseline: bool) -> tuple[tuple[str, str], ...]:
    counted = f"{row['baseline_numerator']} / {row['baseline_denominator']}" if row["baseline_numerator"] else ""
    return (
        (f"{row['rate']}%", f"{row['numerator']} / {row['denominator']}"),
        (w.plain("assess.points_value", points=row["points"]), ""),
        *(((w.plain("assess.gap_value", gap=row["gap"]), ""),) if row["mode"] != "sum" else ()),
        *(((f"{row['baseline']}%", counted),) if baseline else ()),
        (w.plain(f"assess.status_words.{row['status']}"), ""),
    )


def _line(view: View, row: Row, cells: tuple[tuple[str, str], ...]) -> WordRow:
    return WordRow(view.name("unit", row["unit"]), view.href("unit", row["unit"]), cells)


def _table(
    w: Wording,
    place: tuple[str, str],
    caption: str,
    heads: Sequence[str],
    rows: tuple[tuple[WordRow, ...], tuple[WordRow, ...] | None],
) -> WordTable:
    """The table of a scheme and period; `rows` are those that are shown and those to be folded away."""
    scheme, period = place
    return WordTable(f"assess-{scheme}-{period}", caption, tuple(w.plain(head) for head in heads), *rows)
