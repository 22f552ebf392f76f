"""What a link to a page looks like where it is shared: its title, what the page says, and that data are invented."""

from __future__ import annotations

from pathlib import Path

import html5lib

from generator.site.draw.share_picture import share_picture


def properties(path: Path) -> dict[str, str]:
    """The Open Graph properties and the description of a page."""
    tree = html5lib.parse(path.read_text(encoding="utf-8"), namespaceHTMLElements=False)
    found = {one.get("property") or one.get("name"): one.get("content") for one in tree.iter("meta")}
    return {str(name): str(words) for name, words in found.items() if name}


def test_a_card_says_its_sentences_and_the_mark(site_dir: Path) -> None:
    found = properties(site_dir / "units" / "D01.html")
    assert found["og:title"].startswith("示范市物业管理局 - ")
    assert "演示数据" in found["og:site_name"]
    assert found["og:description"].startswith("演示数据：2023 年 12 月收到 320 件诉求。本月收到的 320 件中，260 件")
    assert found["description"] == found["og:description"]
    assert "<" not in found["og:description"]
    # Without a public address there is none to give, nor one of a picture.
    assert "og:image" not in found
    assert "og:url" not in found


def test_other_pages_say_what_the_site_is(site_dir: Path) -> None:
    found = properties(site_dir / "method.html")
    assert found["og:title"].startswith("方法 - ")
    assert "每个数字都可以重算" in found["og:description"]
    assert properties(site_dir / "404.html")["og:title"] == found["og:site_name"]


def test_an_address_is_given_where_the_portal_states_it(plain_site_dir: Path) -> None:
    found = properties(plain_site_dir / "units" / "D01.html")
    assert found["og:url"] == "https://example.org/open/units/D01.html"
    assert "演示数据" not in found["og:description"]
    assert found["og:image"] == "https://example.org/open/assets/share.png"
    assert (plain_site_dir / "assets" / "share.png").read_bytes().startswith(b"\x89PNG")


def test_the_picture_says_that_data_are_invented() -> None:
    """Same words, same bytes; a clock or a version of the drawing library would be among the text chunks."""
    one = share_picture("Requests of A", "Invented")
    assert one == share_picture("Requests of A", "Invented")
    assert one != share_picture("Requests of A", "")
    assert b"tIME" not in one
    assert b"atplotlib" not in one
