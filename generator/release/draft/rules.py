"""The rules that turn public counts into everything else of a release, and their form in its JSON files.

A release carries its rules whole: what publishes it and what verifies it compute from the same values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any

from generator.definitions.cohorts import OUTCOMES, OUTCOMES_1
from generator.definitions.conditions import parse_condition
from generator.definitions.indicators import Indicator, own_outcomes
from generator.definitions.official import RankingRule
from generator.definitions.portal import Portal
from generator.definitions.rounding import exact_text
from generator.definitions.schemes import SchemeFile
from generator.facts.baselines import Judging
from generator.facts.case_mix import tops


@dataclass(frozen=True)
class Rules:
    """The indicators in force, the official rankings, the schemes, each unit's peer group (code → code), how
    differences are judged, each category's top one, whether the release says how far one case moves a rank, and whether
    it is from before verdicts: then points and case mix are told as they were."""

    indicators: tuple[Indicator, ...]
    ranking: tuple[RankingRule, ...]
    schemes: tuple[SchemeFile, ...]
    group_of: Mapping[str, str]
    judging: Judging = field(default_factory=Judging)
    top_of: Mapping[str, str] = field(default_factory=dict)
    robustness: bool = False
    earlier: bool = False


def portal_rules(portal: Portal, indicators: tuple[Indicator, ...]) -> Rules:
    """The rules of a portal for these `indicators`."""
    groups = {row["code"]: row["group"] for row in portal.registers["units"].rows}
    top_of = tops((row["code"], row["parent"]) for row in portal.registers["categories"].rows)
    return Rules(
        indicators, portal.ranking, portal.schemes, groups, top_of=top_of, robustness=_public_robustness(portal.public)
    )


def read_rules(
    release: Mapping[str, Any],
    indicators: Iterable[Mapping[str, Any]],
    schemes: Iterable[Mapping[str, Any]],
    units: Sequence[Mapping[str, str]],
    categories: Sequence[Mapping[str, str]] = (),
) -> Rules:
    """The rules as a release states them: release.json, indicators.json, schemes.json, the code lists of units and
    categories.

    Raises KeyError, TypeError or ConditionError where the files are not as this program writes them.
    """
    outcomes = OUTCOMES_1 if release["format"] == 1 else OUTCOMES
    ranking = tuple(RankingRule(**rule) for rule in release["portal"]["ranking"])
    groups = {row["code"]: row["group"] for row in units}
    return Rules(
        tuple(_read_indicator(indicator, outcomes) for indicator in indicators),
        ranking,
        tuple(_read_scheme(s) for s in schemes),
        groups,
        _read_judging(release["bands"]),
        tops((row["code"], row["parent"]) for row in categories),
        _public_robustness(release["portal"]),
    )


def _public_robustness(portal: Mapping[str, Any]) -> bool:
    """Whether the portal's public settings switch robustness.csv on."""
    return bool(portal.get("robustness") == "public")


def judging_json(judging: Judging) -> dict[str, Any]:
    """How differences are judged, as release.json states it under `bands`; exact numbers as texts."""
    return {name: exact_text(getattr(judging, name)) for name in ("finding", "attention", "level")}


def earlier_concentrations(release: Mapping[str, Any]) -> dict[str, Fraction | None]:
    """The allowances that a release from before verdicts states: indicator → concentration, None without one."""
    stated = release["bands"]["allowances"]
    return {name: fitted and Fraction(fitted["concentration"]) for name, fitted in stated.items()}


def _read_judging(data: Mapping[str, Any]) -> Judging:
    return Judging(Fraction(data["finding"]), Fraction(data["attention"]), Fraction(data["level"]))


def indicator_json(indicator: Indicator) -> dict[str, Any]:
    """An indicator as indicators.json states it."""
    return {
        "id": indicator.id,
        "version": indicator.version,
        "valid_from": indicator.valid_from,
        "valid_to": indicator.valid_to,
        "title": indicator.title,
        "meaning": indicator.meaning,
        "why": indicator.why,
        "change": indicator.change,
        "cohort": indicator.table,
        "numerator": indicator.numerator.sql,
        "denominator": indicator.denominator.sql if indicator.denominator else None,
        "ratio": indicator.ratio,
        "case": None
        if indicator.case is None
        else {
            "numerator": indicator.case.numerator.sql,
            "denominator": indicator.case.denominator.sql if indicator.denominator else None,
        },
        "direction": indicator.direction,
        "ratings": indicator.ratings,
        "minimum_n": indicator.minimum_n,
        "needs": list(indicator.needs),
        "matures_after_days": indicator.matures_after_days,
        "caveats": list(indicator.caveats),
        "author": indicator.author,
        "checker": indicator.checker,
        "reviewed": indicator.reviewed,
    }


def scheme_json(scheme: SchemeFile) -> dict[str, Any]:
    """A scheme as schemes.json states it."""
    settings = asdict(scheme)
    return {key: value for key, value in settings.items() if key != "rules"} | {"settings": settings["rules"]}


def _read_indicator(data: Mapping[str, Any], outcomes: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Indicator:
    allowed = outcomes[data["cohort"]]
    if data["case"]:
        allowed = own_outcomes(data["id"], data["cohort"] if outcomes is OUTCOMES else "")
    below = data["denominator"]
    names = "id version valid_from valid_to title meaning why change ratio direction ratings minimum_n"
    kept = (*names.split(), "matures_after_days", "author", "checker", "reviewed")
    return Indicator(
        **{key: data[key] for key in kept},
        table=data["cohort"],
        numerator=parse_condition(data["numerator"], allowed),
        denominator=parse_condition(below, allowed) if below is not None else None,
        needs=tuple(data["needs"]),
        caveats=tuple(data["caveats"]),
    )


def _read_scheme(data: Mapping[str, Any]) -> SchemeFile:
    plain = {key: value for key, value in data.items() if key != "settings"}
    return SchemeFile(**plain | {"assumed": tuple(plain["assumed"]), "rules": data["settings"]})
