"""The colours of the stylesheet: text can be read in light and dark, and better and worse are not told by hue alone."""

from __future__ import annotations

import re

import pytest

from generator.resources import resource_dir

TEXT = ("ink", "muted", "link", "brand", "better", "worse")
PAIRS = [(text, ground) for text in TEXT for ground in ("paper", "surface")]
PAIRS += [("demo-ink", "demo-paper"), ("ink", "demo-paper"), ("paper", "brand")]
# Of Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency (2009),
# severity 1; over linear RGB.
VISION = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
Colour = tuple[float, float, float]


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme by name."""
    css = (resource_dir("site_templates") / "assets" / "gongshi.css").read_text(encoding="utf-8")
    block = re.search(rf'^\[data-md-color-scheme="{scheme}"\] \{{(.*?)^\}}', css, re.S | re.M)
    assert block is not None
    return dict(re.findall(r"--g-([a-z-]+): (#[0-9a-f]{6});", block[1]))


def linear(colour: str) -> Colour:
    """Linear RGB of `#rrggbb`, 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return red, green, blue


def luminance(colour: Colour) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    low, high = sorted((luminance(linear(one)), luminance(linear(other))))
    return (high + 0.05) / (low + 0.05)


def lab(colour: Colour) -> Colour:
    """CIE L*a*b* (D65) of linear RGB."""
    r, g, b = (min(max(one, 0.0), 1.0) for one in colour)
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    x, y, z = (one ** (1 / 3) if one > 0.008856 else 7.787 * one + 16 / 116 for one in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(colour: str, matrix: tuple[Colour, Colour, Colour]) -> Colour:
    """A colour as somebody with this vision sees it, in L*a*b*."""
    r, g, b = linear(colour)
    red, green, blue = (row[0] * r + row[1] * g + row[2] * b for row in matrix)
    return lab((red, green, blue))


def test_contrast_is_measured_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_text_can_be_read(scheme: str) -> None:
    colours = tokens(scheme)
    low = {f"{text} on {ground}": contrast(colours[text], colours[ground]) for text, ground in PAIRS}
    low["white on head"] = contrast("#ffffff", colours["head"])
    low["footer text on head"] = contrast("#dceae8", colours["head"])
    assert {pair: round(ratio, 2) for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_lines_and_bars_can_be_seen(scheme: str) -> None:
    colours = tokens(scheme)
    for name in ("brand", "muted", "better", "worse"):
        assert contrast(colours[name], colours["paper"]) >= 3, name


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("vision", VISION)
def test_better_and_worse_differ_for_every_eye(scheme: str, vision: str) -> None:
    colours = tokens(scheme)
    better, worse = (seen(colours[name], VISION[vision]) for name in ("better", "worse"))
    # CIE76; 2.3 is just noticeable.
    assert sum((a - b) ** 2 for a, b in zip(better, worse, strict=True)) ** 0.5 > 20
