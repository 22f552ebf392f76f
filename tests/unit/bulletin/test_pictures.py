"""Charts of a bulletin are the site's, in a font that bulletins have."""

from __future__ import annotations

import re

from generator.bulletin.pictures import elapsed_chart
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
