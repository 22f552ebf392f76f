"""Drawings follow from values alone: made once for every language, the same in any process and order."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from markupsafe import Markup

from generator.site.draw import rank_charts, time_charts
from generator.site.draw.rank_charts import Limits, Spot
from generator.site.draw.time_charts import Bar, Point, Words
from tests.support import ROOT

WORDS = Words("趋势", "说明", ("上", "下"), "演示数据")
ENGLISH = Words("Trend", "Words", ("above", "below"), "demonstration")
POINTS = [Point("2023-11", "91.25", 40), Point("2023-12", "", 0), Point("2024-01", "88.00", 25)]
MONTHS = [Point(f"{2022 + n // 12}-{n % 12 + 1:02d}", "97.50" if n % 7 else "", 900 + n) for n in range(26)]
BARS = [Bar("1", "40.00"), Bar("3", "75.50")]
SPOTS = [Spot("城管局", 90, "99.00", "much_higher"), Spot("", 400, "91.00", "no_difference")]
LIMITS = [Limits(50, ("80.00", "85.00", "98.00", "99.50")), Limits(500, ("88.00", "89.50", "94.00", "95.50"))]


def _charts(words: Words) -> dict[str, Callable[[], Markup]]:
    """Charts of each kind, of which no two are alike: fewer and more of everything."""
    trend, bars = partial(time_charts.trend, words=words), partial(time_charts.distribution, words=words)
    cases = partial(rank_charts.by_cases, words=words)
    return {
        "few months": lambda: trend(POINTS, prefix="p", breaks={"2024-01": words.title}),
        "many months": lambda: trend(MONTHS, prefix="p"),
        "two bars": lambda: bars(BARS, prefix="p"),
        "three bars": lambda: bars([*BARS, Bar("7", "100.00")], prefix="p"),
        "low rates": lambda: cases(SPOTS, baseline="92.00", limits=LIMITS, prefix="p"),
        "high rates": lambda: cases([Spot("", 9000, "99.50", "higher")], baseline="99.00", limits=[], prefix="p"),
    }


def digests(*, backwards: bool) -> list[str]:
    """A hash of each chart, drawn one after the other."""
    charts = _charts(WORDS)
    order = sorted(charts, reverse=backwards)
    return sorted(f"{name} {hashlib.sha256(charts[name]().encode()).hexdigest()}" for name in order)


def test_drawings_are_the_same_in_every_process_and_order() -> None:
    other = "from tests.unit.site.draw.test_drawings import digests; print(*digests(backwards=True), sep='\\n')"
    command = [sys.executable, "-c", other]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    assert done.stdout.splitlines() == digests(backwards=False)


def test_a_chart_in_another_language_differs_in_its_words_alone() -> None:
    words = re.compile(r"(<(?:text|title|desc)[^>]*>)[^<]*")
    for name, draw in _charts(WORDS).items():
        chinese, english = draw(), _charts(ENGLISH)[name]()
        assert words.sub(r"\1", chinese) == words.sub(r"\1", english), name
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
