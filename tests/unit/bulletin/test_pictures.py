"""Charts of a bulletin are the site's, in a font that bulletins have."""

from __future__ import annotations

import re

import pytest

from generator.bulletin.pictures import elapsed_chart, spoken_words
from generator.bulletin.scene import catalogue
from generator.bulletin.write.pdf import picture
from tests.unit.bulletin.conftest import Opened


def test_every_word_and_number_of_a_chart_is_drawn(opened: Opened) -> None:
    chart = elapsed_chart(opened())
    assert chart is not None
    assert set(re.findall(r'font-family="([^"]*)"', chart.svg)) == {"Noto Serif CJK SC"}
    texts = re.findall(r"<text[^>]*>[^<]+</text>", chart.svg)
    assert len(texts) > 8
    drawn = picture(chart.svg, chart.width, chart.height, 1)
    for text in texts:
        without = chart.svg.replace(text, "", 1)
        assert picture(without, chart.width, chart.height, 1) != drawn, text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_chart_of_many_units_says_is_cut_between_two_of_them(lang: str) -> None:
    w = catalogue(lang)
    between, last = w.plain("chart.separator"), w.plain("bulletin.spoken_more")
    units = [f"单位{number}的名称" + "长" * 50 for number in range(300)]
    spoken = spoken_words(w, between.join(units))
    assert len(spoken) < 1300
    assert spoken.endswith(f"{between}{last}")
    assert set(spoken.split(between)[:-1]) <= {*units}
    assert spoken_words(w, between.join(units[:3])) == between.join(units[:3])
