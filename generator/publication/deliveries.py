"""What a delivery should have repeated and did not, and an as-of that goes back: findings with a way on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.counts.deliveries import compare_deliveries, read_delivery
from generator.counts.imports import Import, Known, latest, moment_key
from generator.counts.missing import Missing, missing_cases, status_contradictions
from generator.counts.rulings import load_rulings
from generator.counts.state import State
from generator.definitions.findings import Finding, finding
from generator.definitions.mappings import CHANGES
from generator.definitions.portal import Portal
from generator.definitions.rulings import EXCLUDED
from generator.intake.staging import Intake
from generator.publication.imports import fresh_imports
from generator.publication.request import Request

VANISHED = "cases-vanished"
NOT_REPEATED = "open-not-repeated"
# So many case numbers are named; the others are counted.
_NAMED = 10


@dataclass(frozen=True)
class Delivery:
    """What was found, and what of it the next delivery can settle: code → how many cases."""

    problems: tuple[Finding, ...] = ()
    pending: Mapping[str, int] = field(default_factory=dict)


def look_into(portal: Portal, state: State, known: Known, request: Request) -> Delivery:
    """Compare the cases that were delivered now with those in the store, mapping by mapping."""
    fresh = tuple(imported for imported in fresh_imports(state, known) if imported.table == "cases")
    problems = list(_going_back(state, fresh, request))
    pending = dict(state.pending)
    # A case that the office has excluded need not come again.
    excluded = {ruling.case_id for ruling in load_rulings(portal)[0] if ruling.ruling == EXCLUDED}
    for mapping in dict.fromkeys(imported.mapping for imported in fresh):
        delivered = tuple(imported for imported in fresh if imported.mapping == mapping)
        before = [each for each in state.known.imports if each.mapping == mapping and each.files]
        if before:
            problems += _less(max(before, key=lambda each: each.sequence), delivered)
        as_of = latest(*(imported.as_of for imported in delivered))
        stored = Known(tuple(each for each in state.known.imports if each.mapping == mapping), as_of)
        missing = missing_cases(stored, delivered)
        missing = replace(missing, vanished=tuple(each for each in missing.vanished if each not in excluded))
        problems += _missing(missing, delivered[0])
        pending[NOT_REPEATED] = len(missing.not_repeated)
    return Delivery(tuple(problems), {code: count for code, count in pending.items() if count})


def beyond_today(request: Request) -> list[Finding]:
    """A stated as-of later than anything can be. The gate names the cells of exports that are."""
    if not request.newest or request.as_of[:10] <= request.newest:
        return []
    return [finding("as-of-far", "--as-of", value=request.as_of, expected=request.newest)]


def status_findings(intakes: Sequence[Intake]) -> list[Finding]:
    """Closing times that contradict the status of their case. The closing time counts."""
    problems = []
    for intake in intakes:
        if intake.table != "cases" or intake.staged is None or not {"status", "closed_at"} <= {*intake.fields}:
            continue
        codes = ("closed-though-open", "open-though-closed")
        for code, count in zip(codes, status_contradictions(intake.staged), strict=True):
            if count:
                problems.append(finding(code, intake.file, count=count))
    return problems


def _less(before: Import, delivered: Sequence[Import]) -> list[Finding]:
    """What collapsed since the delivery before; how much there is of a month is said only where months come whole."""
    paths = [path for imported in delivered for path in imported.files]
    if not paths:
        return []
    volumes = CHANGES not in (before.delivery, delivered[0].delivery)
    return compare_deliveries(delivered[0].file, read_delivery(before.files), read_delivery(paths), volumes=volumes)


def _missing(missing: Missing, delivered: Import) -> Iterator[Finding]:
    for code, ids in ((VANISHED, missing.vanished), (NOT_REPEATED, missing.not_repeated)):
        if ids:
            named = ", ".join(ids[:_NAMED]) + (" …" if len(ids) > _NAMED else "")
            yield finding(code, delivered.file, count=len(ids), delivery=delivered.delivery, cases=named)


def _going_back(state: State, fresh: Sequence[Import], request: Request) -> Iterator[Finding]:
    """Deliveries, or a stated day, from before the as-of that the months were last worked with."""
    stands = state.known.as_of
    moments = {imported.file: imported.as_of for imported in fresh} | (
        {"--as-of": request.as_of} if request.as_of else {}
    )
    for place, as_of in moments.items():
        if moment_key(as_of) < moment_key(stands):
            yield finding("as-of-back", place, as_of=as_of, stands=stands)
