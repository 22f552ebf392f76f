"""Data on pages: the same to a reader whether a value lands in Markdown or in HTML, and nothing active in it."""

from __future__ import annotations

import re

import html5lib
import markdown
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from generator.site.words.escape import anchor, slug, text, title

EXTENSIONS = ["attr_list", "tables", "toc"]


def _read(html: str) -> str:
    """What a reader sees of an HTML fragment."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return "".join(tree.itertext())


def _plain(value: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+", " ", value).strip()


VALUES = st.text(
    st.one_of(st.sampled_from("*_`[](){}<>&|#+-.!~^$=:\\\"' \n1a物?"), st.characters(exclude_categories=["Cs"]))
)


@given(VALUES)
def test_data_reads_the_same_in_markdown(value: str) -> None:
    html = markdown.markdown(f"名称 {text(value)} 后\n\n# x{text(value)}", extensions=EXTENSIONS)
    shown = [re.sub(r"\s+", " ", line) for line in (_read(html).split("\n", 1))]
    assert shown[0] == re.sub(r"\s+", " ", f"名称 {_plain(value)} 后")
    assert "<script" not in html


@given(VALUES)
def test_data_reads_the_same_at_the_start_of_a_line(value: str) -> None:
    html = markdown.markdown(f"{text(value)}", extensions=EXTENSIONS)
    assert re.sub(r"\s+", " ", _read(html)).strip() == re.sub(r"\s+", " ", _plain(value)).strip()


@given(VALUES)
def test_data_reads_the_same_in_html_blocks(value: str) -> None:
    html = markdown.markdown(f'<div title="{text(value)}">{text(value)}</div>', extensions=EXTENSIONS)
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    box = tree.find("div")
    assert box is not None
    assert list(box) == []
    assert (box.text or "") == _plain(value)
    assert box.get("title") == _plain(value)


@given(st.text(), st.sampled_from(["zh", "en"]))
def test_titles_hold_nothing_active(value: str, lang: str) -> None:
    assert not set(title(value, lang)) & set("<>&\"'`{}\n")


def test_titles_take_the_signs_of_their_language() -> None:
    assert title("供热&<供水>", "zh") == "供热＆＜供水＞"
    assert title("Parks & Recreation", "en") == "Parks and Recreation"
    assert title('A&B "{now}" <b>', "en") == "A and B ”(now)” ‹b›"


@given(st.lists(st.text("ABab01_. -", min_size=1), unique=True))
def test_slugs_are_distinct_and_plain(codes: list[str]) -> None:
    slugs = [slug(code) for code in codes]
    assert len(set(slugs)) == len(codes)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", one) for one in slugs)


def test_markup_passes_and_anchors_are_plain() -> None:
    assert text(Markup("<b>1</b>")) == "<b>1</b>"
    assert anchor("on_time 1") == "on_time-1"
