"""Indicators: one declarative file each; the page text and the calculation share it.

`indicators/<id>.yml`, and `indicators/<id>@2.yml` for a second version. Numerator and denominator are conditions over
the outcome columns of a count table or, with `over: case`, over the fields and events of a case; the latter become an
outcome column of their own, named by the indicator: yes (counts in both), no (in the denominator only), out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from generator.definitions.case_conditions import ANSWERS, EVENT_COLUMNS, CaseCondition, parse_case_condition
from generator.definitions.cohorts import CENTRE, DIMENSIONS, INDICATOR_OUTCOMES, OUTCOMES
from generator.definitions.conditions import Condition, ConditionError, parse_condition
from generator.definitions.findings import Finding, finding
from generator.definitions.periods import month_end
from generator.definitions.public_lists import MINIMUM_RANKED_N
from generator.definitions.settings import Settings, read_settings
from generator.resources import resource_dir

Text = dict[str, str]
# Columns of count tables, public or not, that no indicator may be named like.
_TAKEN = frozenset(
    {"period", "scope", "key", "n", "caller", "answer_id", "all", "tier", "group", "street", *DIMENSIONS}
).union(*OUTCOMES.values(), OUTCOMES["answers"]["question"])


@dataclass(frozen=True)
class CaseRule:
    """An indicator's own conditions on a case, with the line of each in its file."""

    numerator: CaseCondition
    denominator: CaseCondition
    numerator_line: int
    denominator_line: int


@dataclass(frozen=True)
class Indicator:
    """A rate or a volume over one count table.

    `table` names the public count table; `denominator` is None for a volume. `needs` are the canonical fields
    without which a source does not report the indicator. `matures_after_days`: the days after a period's end
    until every case had its chance; before that there is no figure. Validity is in months, blank = open; `minimum_n`
    is the least denominator with which a unit is ranked. `own`: it is the portal's, not of the standard set. `case`
    holds the conditions on a case, None where the indicator reads the outcomes that every portal counts. `ratio`: the
    numerator is counted beside the denominator and not in it, so that the result may exceed 100 %. `change`: what a
    later version changes, in plain words; None for the first. `ratings`: which ratings the rate counts: `active` (given
    by people), `default` (also those that a system enters for silence), `inferred` (by a system: not a sample, so
    nothing is said about chance); blank for everything that is no rate of ratings.
    """

    id: str
    version: int
    title: Text
    meaning: Text
    why: Text
    table: str
    numerator: Condition
    denominator: Condition | None
    direction: str
    needs: tuple[str, ...]
    matures_after_days: int
    caveats: tuple[Text, ...]
    author: str
    checker: str
    reviewed: str
    file: str = ""
    own: bool = False
    valid_from: str = ""
    valid_to: str = ""
    minimum_n: int = MINIMUM_RANKED_N
    case: CaseRule | None = None
    ratio: bool = False
    change: Text | None = None
    ratings: str = ""

    @property
    def definition(self) -> str:
        """Id and version, as figures name it."""
        return f"{self.id}@{self.version}"

    def holds_in(self, months: Iterable[str]) -> bool:
        """Whether this version is the rule in every one of the months."""
        return all(self.valid_from <= month <= (self.valid_to or "9999") for month in months)

    def is_ripe(self, last_month: str, as_of: str) -> bool:
        """Whether at `as_of` every case of a period that ends with `last_month` has had the indicator's days."""
        if not self.matures_after_days:
            return True
        return date.fromisoformat(as_of[:10]) > month_end(last_month) + timedelta(days=self.matures_after_days)

    def reads(self, outcomes: Iterable[Mapping[str, str]]) -> bool:
        """Whether any of these outcomes counts, in the numerator or the denominator."""
        below = self.denominator
        return any(self.numerator.holds(row) or (below is not None and below.holds(row)) for row in outcomes)

    def asks(self, question: str) -> bool:
        """Whether the indicator is about a question that people answer."""
        values = (*OUTCOMES["answers"]["value"], *INDICATOR_OUTCOMES)
        return self.reads({"question": question, "value": value} for value in values)

    @property
    def least_n(self) -> int:
        """The fewest cases with which a unit's rate is ranked, compared and judged; never a rate of no case at all."""
        return max(self.minimum_n, 1)

    @property
    def sampled(self) -> bool:
        """Whether the rate is a share of cases around which chance can be worked out."""
        return self.denominator is not None and not self.ratio and self.ratings != "inferred"

    def reported_by(self, fields: frozenset[str]) -> bool:
        """Whether sources that fill these canonical fields report the indicator."""
        return fields.issuperset(self.needs)


def load_indicators(portal_dir: Path, wanted: tuple[str, ...]) -> tuple[tuple[Indicator, ...], list[Finding]]:
    """The indicators `wanted`, in that order, every version of each, from the portal's folder or the standard set."""
    problems: list[Finding] = []
    indicators: list[Indicator] = []
    for name in wanted:
        own = _files(portal_dir / "indicators", name)
        paths = own or _files(resource_dir("indicators"), name)
        if not paths:
            problems.append(finding("indicator-missing", "portal.yml", column="indicators", id=name))
        versions: list[tuple[Indicator, Settings]] = []
        for path in paths:
            settings, trouble = read_settings(path, "indicator", f"indicators/{path.name}")
            problems.extend(trouble)
            if settings is not None:
                indicator, trouble = _indicator(settings, path.stem, name, own=bool(own))
                problems.extend(trouble)
                if indicator is not None:
                    versions.append((indicator, settings))
        problems.extend(_versions_clash(versions))
        indicators.extend(indicator for indicator, _ in versions)
    return tuple(indicators), problems


def adopted(indicators: tuple[Indicator, ...], people: Mapping[str, Any] | None) -> tuple[Indicator, ...]:
    """The indicators, the standard ones with the roles of those who adopted them for the city, if it says who did."""
    if people is None:
        return indicators
    author, checker, day = (str(people[name]) for name in ("author", "checker", "reviewed"))
    named = (replace(item, author=author, checker=checker, reviewed=day) for item in indicators)
    return tuple(old if old.own else new for old, new in zip(indicators, named, strict=True))


def own_outcomes(name: str, table: str) -> dict[str, tuple[str, ...]]:
    """The columns that an indicator over cases reads, with their values; over answers it is a question of its own."""
    return {"question": (name,), "value": INDICATOR_OUTCOMES} if table == "answers" else {name: INDICATOR_OUTCOMES}


def _files(folder: Path, name: str) -> list[Path]:
    """The first version, then the later ones."""
    return [path for path in (folder / f"{name}.yml", *sorted(folder.glob(f"{name}@*.yml"))) if path.exists()]


def _versions_clash(versions: list[tuple[Indicator, Settings]]) -> Iterable[Finding]:
    for index, (later, settings) in enumerate(versions):
        for earlier, _ in versions[:index]:
            if later.valid_from <= (earlier.valid_to or "9999") and earlier.valid_from <= (later.valid_to or "9999"):
                row = settings.line(["valid_from"])
                yield finding(
                    "validity-overlaps", settings.file, row=row, column="valid_from", other=earlier.definition
                )
            # What is open in some months must not be protected in others.
            if later.case and earlier.case and {later.table, earlier.table} == {"closed", "answers"}:
                yield finding("indicator-column", settings.file, row=settings.line(["cohort"]), column="cohort")


def _indicator(settings: Settings, stem: str, name: str, *, own: bool) -> tuple[Indicator | None, list[Finding]]:
    data: dict[str, Any] = settings.data
    problems: list[Finding] = []
    if data["id"] != name or stem not in (name, f"{name}@{data['version']}"):
        problems.append(finding("name-differs", settings.file, row=settings.line(["id"]), column="id"))
    if data.get("valid_to") and data["valid_to"] < data.get("valid_from", ""):
        problems.append(finding("range-backwards", settings.file, row=settings.line(["valid_to"]), column="valid_to"))
    needs = tuple(data["needs"])
    rule: CaseRule | None = None
    numerator, denominator = data["numerator"], data.get("denominator")
    allowed = OUTCOMES[data["cohort"]]
    if data.get("over") == "case":
        rule, trouble = _case_rule(settings)
        problems += trouble
        if rule is not None and (rule.numerator.columns | rule.denominator.columns) & EVENT_COLUMNS:
            needs = tuple(dict.fromkeys((*needs, "events")))
        allowed = own_outcomes(data["id"], data["cohort"])
        column = f"question = '{data['id']}' AND value" if data["cohort"] == "answers" else data["id"]
        numerator = f"{column} = 'yes'"
        denominator = f"{column} IN ('yes', 'no')" if denominator is not None else None
    conditions: dict[str, Condition | None] = {"numerator": None, "denominator": None}
    for key, text in (("numerator", numerator), ("denominator", denominator)):
        if text is None:
            continue
        try:
            conditions[key] = parse_condition(text, allowed)
        except ConditionError as error:
            row = settings.line([key])
            problems.append(_condition_fault(error, settings.file, row, key))
    if problems or conditions["numerator"] is None:
        return None, problems
    undeclared = _undeclared_ratings(data, conditions["numerator"], conditions["denominator"])
    if undeclared:
        row = settings.line(["ratings" if "ratings" in data else "id"])
        return None, [finding("setting-invalid", settings.file, row=row, column="ratings", expected=undeclared)]
    return (
        Indicator(
            id=data["id"],
            version=data["version"],
            title=data["title"],
            meaning=data["meaning"],
            why=data["why"],
            table=data["cohort"],
            numerator=conditions["numerator"],
            denominator=conditions["denominator"],
            direction=data["direction"],
            needs=needs,
            matures_after_days=data.get("matures_after_days", 0),
            caveats=tuple(data.get("caveats", ())),
            author=data["author"],
            checker=data["checker"],
            reviewed=str(data["reviewed"]),
            file=settings.file,
            own=own,
            valid_from=data.get("valid_from", ""),
            valid_to=data.get("valid_to", ""),
            minimum_n=data.get("minimum_n", MINIMUM_RANKED_N),
            case=rule,
            ratio=data.get("ratio", False),
            change=data.get("change"),
            ratings=data.get("ratings", ""),
        ),
        [],
    )


def _undeclared_ratings(data: dict[str, Any], numerator: Condition, denominator: Condition | None) -> str:
    """What `ratings` should say where conditions over outcomes count ratings that nobody gave; blank where it is right.

    They do where a case counts like a satisfied one although nobody rated it, and not like one without any rating.
    """
    if data.get("over") == "case":
        return ""

    def counts(**outcomes: str) -> bool:
        return numerator.holds(outcomes) and (denominator is None or denominator.holds(outcomes))

    if data["cohort"] == "closed":
        inferred = counts(inferred="yes") and not counts(inferred="no")
        return "inferred" if inferred and data.get("ratings") != "inferred" else ""
    if data["cohort"] != "answers":
        return ""
    for kind, fitting in (("inferred", ("inferred",)), ("default", ("default", "inferred"))):
        values = {value: counts(question="satisfaction", value=value) for value in ("yes", kind, "none")}
        if values["yes"] and values[kind] and not values["none"] and data.get("ratings") not in fitting:
            return kind
    return ""


def _condition_fault(error: ConditionError, file: str, row: int, key: str) -> Finding:
    if error.unknown:
        names, known = ", ".join(error.unknown), ", ".join(error.known)
        return finding("condition-column", file, row=row, column=key, names=names, known=known)
    return finding("condition-invalid", file, row=row, column=key, reason=error)


def _case_rule(settings: Settings) -> tuple[CaseRule | None, list[Finding]]:
    """The conditions on a case; those that read answers must be of the table of answers."""
    data, file = settings.data, settings.file
    problems: list[Finding] = []
    if data["id"] in _TAKEN:
        problems.append(finding("indicator-column", file, row=settings.line(["id"]), column="id"))
    if data["cohort"] in CENTRE:
        # A row of theirs may be a hand-over, and they carry nothing of the case beside it.
        row = settings.line(["over"])
        problems.append(finding("setting-invalid", file, row=row, column="over", expected="outcomes"))
    parsed: dict[str, CaseCondition] = {}
    for key in ("numerator", "denominator"):
        row = settings.line([key])
        try:
            parsed[key] = parse_case_condition(data.get(key, "TRUE"))
        except ConditionError as error:
            problems.append(_condition_fault(error, file, row, key))
            continue
        read = parsed[key].columns & ANSWERS
        if read and data["cohort"] != "answers":
            names = ", ".join(sorted(read))
            problems.append(finding("condition-answers", file, row=row, column=key, names=names))
    if problems:
        return None, problems
    lines = (settings.line(["numerator"]), settings.line(["denominator"]))
    return CaseRule(parsed["numerator"], parsed["denominator"], *lines), []
