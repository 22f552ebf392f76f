"""How long the parts of a report are on a phone, what is out of sight there, and how many sheets it prints."""

from __future__ import annotations

import re

from playwright.sync_api import Page

# A part of a report is at most so many screens of a phone, a printed report so many sheets.
SCREENS = 6
SHEETS = 12
# Longer lists are folded.
ROWS = 20
_PARTS = """() => {
  const heads = [...document.querySelectorAll(".md-content h2")];
  const tops = heads.map(one => one.getBoundingClientRect().top + scrollY);
  tops.push(document.querySelector(".g-foot").getBoundingClientRect().top + scrollY);
  return heads.map((one, i) => [one.id, (tops[i + 1] - tops[i]) / 844]);
}"""
_UNFOLDED = """most => [...document.querySelectorAll(".md-content table, .md-content ul, .md-content ol")]
  .filter(one => (one.rows || one.children).length > most + 1 && !one.closest("details:not([open])"))
  .map(one => one.outerHTML.slice(0, 120))"""
_SIDEWAYS = """() => {
  const all = [...document.querySelectorAll("details")], were = all.map(one => one.open);
  all.forEach(one => { one.open = true; });
  const over = [...document.querySelectorAll(".g-scroll")].filter(one => one.scrollWidth > one.clientWidth)
    .map(one => one.querySelector("table").id);
  all.forEach((one, i) => { one.open = were[i]; });
  return over;
}"""


def parts(page: Page) -> dict[str, float]:
    """The screens of a phone that each part takes, folded as it is served."""
    return {str(id): float(screens) for id, screens in page.evaluate(_PARTS)}


def unfolded(page: Page) -> list[str]:
    """Lists and tables of more rows than a reader takes in at once that are not folded."""
    return list(page.evaluate(_UNFOLDED, ROWS))


def sideways(page: Page) -> list[str]:
    """The tables of which a part is out of sight, everything unfolded."""
    return list(page.evaluate(_SIDEWAYS))


def sheets(page: Page) -> int:
    """The sheets of A4 that the page prints as its style sheet says."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
