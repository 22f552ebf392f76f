"""The rules of a release in its JSON files."""

from __future__ import annotations

import json
from fractions import Fraction

from generator.facts.baselines import Judging
from generator.release.draft.rules import Rules, earlier_concentrations, judging_json, read_rules


def test_judging_is_read_as_it_was_written() -> None:
    judging = Judging(finding=Fraction("0.002"))
    release = {"format": 2, "portal": {"ranking": []}, "bands": json.loads(json.dumps(judging_json(judging)))}
    assert read_rules(release, [], [], []) == Rules((), (), (), {}, judging)
    assert judging_json(Judging()) == {"finding": "0.001", "attention": "0.025", "level": "0.05"}


def test_allowances_are_read_as_they_were_written_before_verdicts() -> None:
    stated = {"mean": "0.995415", "concentration": "127.34", "first": "2023-01", "last": "2023-12", "units": 55}
    release = {"bands": {"allowances": {"satisfaction": stated, "other": None}}}
    assert earlier_concentrations(release) == {"satisfaction": Fraction("127.34"), "other": None}


def test_a_ranking_may_name_a_window_of_trends() -> None:
    rules = [{"indicator": "on_time", "window": "P12M", "trend": "P3M"}, {"indicator": "volume", "window": "month"}]
    release = {"format": 2, "portal": {"ranking": rules}, "bands": judging_json(Judging())}
    assert [rule.trend_window for rule in read_rules(release, [], [], []).ranking] == ["P3M", "month"]
