"""Drawings follow from values alone: made once for every language, the same in any process and order."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from dataclasses import replace

from generator.site.draw import rank_charts, time_charts
from generator.site.draw.rank_charts import Limits, Span, Spot
from generator.site.draw.time_charts import Bar, Point, Words
from tests.support import ROOT

WORDS = Words("趋势", "说明", ("上", "下"), "演示数据")
ENGLISH = Words("Trend", "Words", ("above", "below"), "demonstration")
POINTS = [Point("2023-11", "91.25", 40), Point("2023-12", "", 0), Point("2024-01", "88.00", 25)]
BARS = [Bar("1", "40.00"), Bar("3", "75.50")]
SPANS = [Span("城管局", 1, 1, 2, "much_higher"), Span("住建局", 2, 1, 2, "no_difference")]
SPOTS = [Spot("城管局", 90, "99.00", "much_higher"), Spot("", 400, "91.00", "no_difference")]
LIMITS = [Limits(50, ("80.00", "85.00", "98.00", "99.50")), Limits(500, ("88.00", "89.50", "94.00", "95.50"))]


def _drawn(kind: str, words: Words) -> str:
    return {
        "trend": lambda: time_charts.trend(POINTS, words, prefix="p", breaks={"2024-01": words.title}),
        "distribution": lambda: time_charts.distribution(BARS, words, prefix="p"),
        "intervals": lambda: rank_charts.intervals(SPANS, words, prefix="p"),
        "by_cases": lambda: rank_charts.by_cases(SPOTS, "92.00", LIMITS, words, prefix="p"),
    }[kind]()


KINDS = ("trend", "distribution", "intervals", "by_cases")


def digests(kinds: tuple[str, ...]) -> list[str]:
    """A hash of each chart, drawn in this order."""
    return [f"{kind} {hashlib.sha256(_drawn(kind, WORDS).encode()).hexdigest()}" for kind in kinds]


def test_drawings_are_the_same_in_every_process_and_order() -> None:
    backwards = "from tests.unit.site.draw.test_drawings import *; print(*digests(KINDS[::-1]), sep='\\n')"
    command = [sys.executable, "-c", backwards]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    assert sorted(done.stdout.splitlines()) == sorted(digests(KINDS))


def test_a_chart_in_another_language_differs_in_its_words_alone() -> None:
    words = re.compile(r"(<(?:text|title|desc)[^>]*>)[^<]*")
    for kind in KINDS:
        chinese, english = _drawn(kind, WORDS), _drawn(kind, ENGLISH)
        assert chinese != english, kind
        assert words.sub(r"\1", chinese) == words.sub(r"\1", english), kind
        assert WORDS.title in chinese
        assert WORDS.title not in english


def test_values_are_drawn_once() -> None:
    drawn = time_charts._distribution.cache_info
    time_charts.distribution([Bar("7", "12.34")], WORDS, prefix="a")
    before = drawn().misses
    time_charts.distribution([Bar("7", "12.34")], replace(WORDS, title="x"), prefix="b")
    assert drawn().misses == before
    time_charts.distribution([Bar("7", "12.35")], WORDS, prefix="a")
    assert drawn().misses == before + 1
