"""The rules of a release in its JSON files."""

from __future__ import annotations

import json
from fractions import Fraction

from generator.facts.baselines import Allowance, Judging
from generator.release.draft.rules import Rules, judging_json, read_rules


def test_judging_is_read_as_it_was_written() -> None:
    judging = Judging(
        allowances={
            "satisfaction": Allowance(Fraction("0.995415"), Fraction("127.34"), "2023-01", "2023-12", 55),
            "other": None,
        }
    )
    release = {"portal": {"ranking": []}, "bands": json.loads(json.dumps(judging_json(judging)))}
    assert read_rules(release, [], [], []) == Rules((), (), (), {}, judging)
    assert judging_json(Judging()) == {"finding": "0.001", "attention": "0.025", "level": "0.05", "allowances": {}}
