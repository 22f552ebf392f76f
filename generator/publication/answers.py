"""Answers over releases: what is held back, what is recorded, and the audit that stops a publication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from generator.counts.answered import AnswersRecord, kept_answers
from generator.counts.engine import Counts
from generator.definitions.cohorts import MARGIN_SCOPES
from generator.definitions.findings import Finding, finding
from generator.disclosure.answers.corrections import revise
from generator.disclosure.answers.published import Published
from generator.disclosure.audit import PublishedAnswers, audit_releases
from generator.disclosure.disclose import answers_frame
from generator.disclosure.policy import Policy
from generator.disclosure.tables import PublicTable
from generator.release.files.count_tables import published_answers
from generator.release.format import count_file
from generator.release.shelf.chain import latest_releases, read_chain
from generator.release.shelf.decisions import Decision
from generator.release.shelf.frozen import read_release


@dataclass(frozen=True)
class RevisedAnswers:
    """The frame of answers to publish, by its table's name, and the units held back in each month."""

    tables: Mapping[str, pd.DataFrame]
    held: frozenset[tuple[str, str]]

    def held_in(self, month: str) -> tuple[str, ...]:
        """The units whose answers are held back in a month; blank stands for all."""
        return tuple(sorted(unit for where, unit in self.held if where == month))


def earlier_answers(store: Path, releases: Path) -> dict[str, Published]:
    """Month → the answers of its newest release, as far as the store has its record."""
    earlier: dict[str, Published] = {}
    for month, name in latest_releases(releases).items():
        record = kept_answers(store, name)
        if record is not None:
            earlier[month] = Published(record.frame, record.hidden, record.margins)
    return earlier


def revise_answers(
    counts: Counts, earlier: Mapping[str, Published], policy: Policy, months: Sequence[str]
) -> RevisedAnswers:
    """The closed cohort as far as its answers may be published now; empty for a portal that has none."""
    if "closed" not in counts.tables:
        return RevisedAnswers({}, frozenset())
    columns = counts.outcomes["answers"]
    revised = revise(counts.tables["closed"], earlier, columns, policy, frozenset(months))
    return RevisedAnswers({"answers": revised.frame}, revised.held)


def corrected_months(
    counts: Mapping[str, pd.DataFrame], store: Path, releases: Path, months: Iterable[str]
) -> frozenset[str]:
    """The months whose answers are other ones than in their first final release, or of which no record says so."""
    if "closed" not in counts:
        return frozenset()
    frame = answers_frame(counts)
    first = {entry.release for entry in read_chain(releases) if entry.release.endswith("-f1")}
    corrected: set[str] = set()
    for month in months:
        if f"{month}-f1" in first:
            record = kept_answers(store, f"{month}-f1")
            if record is None or _answers_of(record.frame) != _answers_of(frame[frame["period"] == month]):
                corrected.add(month)
    return frozenset(corrected)


def _answers_of(frame: pd.DataFrame) -> dict[tuple[str, ...], int]:
    """Cases by everything that is known of them."""
    names = sorted(set(frame.columns) - {"n"})
    sums = frame.groupby(names, observed=True)["n"].sum().reset_index()
    return {tuple(map(str, key)): int(n) for *key, n in sums.itertuples(index=False)}


def answers_records(
    decisions: Iterable[Decision], counts: Mapping[str, pd.DataFrame], tables: Mapping[str, PublicTable]
) -> dict[str, AnswersRecord]:
    """New release → the record of its answers, for the releases after it."""
    if "answers" not in tables:
        return {}
    frame, hidden = answers_frame(counts), tables["answers"].hidden
    records: dict[str, AnswersRecord] = {}
    for decision in decisions:
        if decision.files is None:
            continue
        published = _published_table(decision)
        margins = any((row.period, row.scope) == (decision.month, MARGIN_SCOPES[0]) for row in published.rows)
        places = {
            place for place in hidden if place[0] in decision.periods and (margins or place[1] not in MARGIN_SCOPES)
        }
        of_month = frame[frame["period"] == decision.month]
        records[decision.name] = AnswersRecord(of_month, frozenset(places), margins)
    return records


def _published_table(decision: Decision) -> PublicTable:
    published = published_answers(decision.name, decision.files or {})
    return published.answers if published else PublicTable("answers", (), (), frozenset())


def exposures(decisions: Iterable[Decision], releases: Path, policy: Policy) -> list[Finding]:
    """A finding for everything that the shelf and the new releases together would give away."""
    known = [published_answers(entry.release, read_release(releases, entry.release)) for entry in read_chain(releases)]
    fresh = [published_answers(decision.name, decision.files) for decision in decisions if decision.files is not None]
    everything: list[PublishedAnswers] = [published for published in (*known, *fresh) if published is not None]
    return [
        finding(
            "answers-exposed", f"{exposed.release}/{count_file('answers')}", place=exposed.place, reason=exposed.reason
        )
        for exposed in audit_releases(everything, policy.group_of, policy.tier_of, policy.k)
    ]
