"""稳健性: how much each official order hangs on one case, on what was excluded, on callers who come often.

The order is the official one and stays it: this paper says how far to lean on it. Scores and their weights have a paper
of their own, `generator.dossier.score_orders`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.definitions.public_lists import first_words
from generator.definitions.rounding import percent, percent_of
from generator.dossier.month_store import MonthStore
from generator.dossier.papers import Paper
from generator.dossier.standings import Place, Standing
from generator.dossier.words import words

_say = words("robustness")
# Columns that say where a row belongs: period, indicator and its name, group, unit and its name.
_PLACE_COLUMNS = 6


def robustness(store: MonthStore, standings: Sequence[Standing]) -> Paper:
    """The paper: for each ranking and group a row that sums it up, then a row for each unit in order of rank."""
    titles = {standing.window.indicator.id: first_words(standing.window.indicator.title) for standing in standings}
    # Each order by one indicator alone; with a single one it is the order that stands there already.
    alone: dict[str, dict[str, int]] = {name: {} for name in titles}
    for standing in standings:
        alone[standing.window.indicator.id] |= standing.ranks
    shown = list(titles) if len(titles) > 1 else []
    group_names = store.names("groups")
    rows: list[tuple[str, ...]] = []
    for standing in standings:
        place = _place(standing)
        whole = _say("whole_group", group=group_names[standing.group])
        blank = [""] * (len(_say.heads) - _PLACE_COLUMNS + len(shown))
        rows.append((*place, "", whole, *blank, summary(standing)))
        for unit, cells in _units(standing):
            others = [_number(alone[name].get(unit)) for name in shown]
            rows.append((*place, unit, store.unit_names.get(unit, ""), *cells, *others, _note(standing, unit)))
    heads = (*_say.heads, *(_say("alone", indicator=titles[name]) for name in shown), _say("note"))
    return Paper(heads, tuple(rows))


def _place(standing: Standing) -> tuple[str, ...]:
    indicator = standing.window.indicator
    return (standing.window.period, indicator.id, first_words(indicator.title), standing.group)


def _units(standing: Standing) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each unit, ranked ones first, with the columns from 分子 on."""
    counts, without, ranks = standing.of.counts, standing.of.without, standing.ranks
    for unit in sorted(counts, key=lambda code: (ranks.get(code, len(counts)), code)):
        (x, n), (x_without, n_without) = counts[unit], without[unit]
        turn, voice = standing.one_case.get(unit), standing.voices.get(unit)
        left_out = bool(standing.of.excluded)
        yield (
            unit,
            (
                *(str(x), str(n), percent_of(x, n), state(standing, unit)),
                *(_number(ranks.get(unit)), str(len(ranks)) if unit in ranks else ""),
                _number(turn.one_better if turn else None),
                _number(turn.one_worse if turn else None),
                _number(turn.places if turn else None),
                str(n_without - n) if left_out else "",
                percent_of(x_without, n_without) if left_out else "",
                _number(standing.ranks_without.get(unit)) if left_out else "",
                str(voice.callers) if voice else "",
                percent(voice.rate) if voice else "",
                _number(standing.ranks_voices.get(unit)),
            ),
        )


def state(standing: Standing, unit: str) -> str:
    """Why a unit has a rank, or none."""
    if unit in standing.ranks:
        return _say("state.ranked")
    if unit in standing.of.pooled:
        return _say("state.pooled")
    return _say("state.few" if standing.has_few(unit) else "state.small")


def _note(standing: Standing, unit: str) -> str:
    if unit not in standing.ranks and unit in standing.ranks_without:
        return _say("only_without")
    return line(standing, unit) if unit in standing.ranks else ""


def line(standing: Standing, unit: str) -> str:
    """A ranked unit's place and how far one case moves it, in one line."""
    ranks = standing.ranks
    tied = list(ranks.values()).count(ranks[unit]) > 1
    place = _say("place_tied" if tied else "place", rank=ranks[unit], units=len(ranks))
    turn = standing.one_case.get(unit)
    if turn is None:
        return place
    return _say("one_case", place=place, moves=_say("moves", places=turn.places) if turn.places else _say("stays"))


def lines(standings: Sequence[Standing]) -> dict[Place, str]:
    """Period, indicator and unit → the line of every ranked unit, for the sign-off sheet."""
    return {
        (standing.window.period, standing.window.indicator.id, unit): line(standing, unit)
        for standing in standings
        for unit in standing.ranks
    }


def summary(standing: Standing) -> str:
    """What the group's order hangs on, in one sentence for the head of the office."""
    if not standing.ranks:
        return _say("nobody")
    units, pooled = len(standing.ranks), len(standing.of.pooled)
    parts = (
        _say("ranked_and_pooled", units=units, pooled=pooled) if pooled else _say("ranked", units=units),
        _turned(standing),
        _excluded(standing),
        _callers(standing),
    )
    return _say("and").join(parts)


def _turned(standing: Standing) -> str:
    turns = standing.one_case.values()
    if not turns:
        return _say("no_one_case")
    moved = sum(1 for turn in turns if turn.places)
    most = max(turn.places for turn in turns)
    return _say("turned", moves=_say("some_move", units=moved, places=most) if moved else _say("none_moves"))


def _excluded(standing: Standing) -> str:
    if not standing.of.excluded:
        return _say("none_excluded")
    changed = _changed(standing.ranks, standing.ranks_without)
    return _say("excluded", cases=standing.of.excluded, changed=changed)


def _callers(standing: Standing) -> str:
    if not standing.voices:
        return _say("no_callers")
    unknown = sum(voice.unknown for voice in standing.voices.values())
    changed = _changed(standing.ranks, standing.ranks_voices)
    return _say("callers_unknown", unknown=unknown, changed=changed) if unknown else _say("callers", changed=changed)


def _changed(official: Mapping[str, int], other: Mapping[str, int]) -> str:
    """How many units have another rank, or one in one order only."""
    different = sum(official.get(unit) != other.get(unit) for unit in {*official, *other})
    return _say("differ", units=different) if different else _say("same")


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
