"""The sites of the two real portals are built, and say what their data cannot say."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tests.support import figures, gongshi


def build(portal: Path, out: Path) -> Path:
    done = gongshi("site", "--portal", portal, "--out", out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (out / "site" / "index.html").is_file()
    return out / "site"


def words(page: Path) -> str:
    """The text of a page as a reader sees it, without spaces."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page.read_text("utf-8"), flags=re.DOTALL)
    return re.sub(r"\s+", "", unescape(text))


@pytest.mark.slow
def test_boston_says_what_the_label_gives_and_why_it_differs(boston: Path, tmp_path: Path) -> None:
    site = build(boston, tmp_path / "boston")
    report = words(site / "months" / "2011-10.html")
    shown = {row["indicator"]: row for row in figures(boston, "2011-10") if row["scope"] == "all"}
    for indicator in ("on_time", "on_time_label", "on_time_label_no_deadline"):
        row = shown[indicator]
        assert f"{row['value']}%" in report, indicator
        fraction = f"{int(row['numerator']):,}/{int(row['denominator']):,}"
        assert fraction in report, indicator
    assert "everycasewithoutaduedatecarriesONTIMEtoo.Bothresultsareshown" in words(site / "index.html")
    assert "EverycasewithoutaduedatecarriesONTIMEtoo" in words(site / "method.html")
    for unit in ("PWDx", "ISD", "INFO"):
        assert list((site / "units").glob(f"{unit}*.html"))


@pytest.mark.slow
def test_pingshan_says_which_months_are_incomplete(pingshan: Path, tmp_path: Path) -> None:
    site = build(pingshan, tmp_path / "pingshan")
    december = words(site / "months" / "2018-12.html")
    assert "数据不完整" in december
    assert "恰好10,000行" in words(site / "about.html")
    # The newest whole month stands on the home page, not the one that ends on its first day.
    home = words(site / "index.html")
    assert "2018年11月" in home
    assert "2,977" in home
