"""The office's own paragraphs: where they go, what stops them, and what the release has otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.bulletin.own_words import Own, contradictions, own_words
from generator.bulletin.scene import catalogue
from generator.errors import UserError
from tests.unit.bulletin.conftest import Opened


def read(folder: Path, text: str, lang: str = "zh") -> Own:
    (folder / "bulletin").mkdir(exist_ok=True)
    name = "2023-12.md" if lang == "zh" else f"2023-12.{lang}.md"
    (folder / "bulletin" / name).write_text(text, encoding="utf-8")
    return own_words(folder, "2023-12", catalogue(lang))


def test_headings_say_where_a_paragraph_goes(tmp_path: Path) -> None:
    text = "本月\n总体平稳。\n\n第二段。\n\n## 未办结诉求\n抓紧办理。\n\n## ranking\n\n另见附件。\n"
    own = read(tmp_path, f"{text}\n## 结尾\n特此通报。\n")
    assert own == {
        "opening": ("本月 总体平稳。", "第二段。"),
        "open": ("抓紧办理。",),
        "ranking": ("另见附件。",),
        "closing": ("特此通报。",),
    }


def test_no_file_no_paragraphs(tmp_path: Path) -> None:
    assert own_words(tmp_path, "2023-12", catalogue("zh")) == {}


def test_english_titles_are_headings_too(tmp_path: Path) -> None:
    assert read(tmp_path, "## What is not done\nHurry up.\n", "en") == {"open": ("Hurry up.",)}


def test_each_language_has_paragraphs_of_its_own(tmp_path: Path) -> None:
    assert read(tmp_path, "本月总体平稳。\n") == {"opening": ("本月总体平稳。",)}
    assert own_words(tmp_path, "2023-12", catalogue("en")) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("第一段。\n\n请联系 13812345678。\n", "第 2 段.*手机"),
        ("## 没有的节\n写在这里。\n", "没有的节.*总体指标"),
    ],
)
def test_what_may_not_be_printed_stops(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as raised:
        read(tmp_path, text)
    assert "13812345678" not in str(raised.value)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bulletin").mkdir()
    (tmp_path / "bulletin" / "2023-12.md").write_bytes("总体平稳".encode("gb18030"))
    with pytest.raises(UserError, match="UTF-8"):
        own_words(tmp_path, "2023-12", catalogue("zh"))


def test_numbers_are_held_against_the_release(opened: Opened) -> None:
    scene = opened()
    title = scene.view.titles["satisfaction"]
    figure = scene.view.figure("2023-12", "all", "all", "satisfaction")
    volume = scene.view.figure("2023-12", "all", "all", "volume")
    assert figure is not None
    assert volume is not None
    right = f"{figure.value}%（{figure.numerator:,}/{figure.denominator:,}）"

    def found(words: str) -> list[tuple[str, str, str]]:
        return [(one.what, one.written, one.right) for one in contradictions(scene, {"opening": (words,)})]

    assert found(f"全市{title}为 {figure.value}%，受理 {volume.numerator:,} 件。") == []
    assert found(f"全市{title}为 1.07%。") == [(title, "1.07%", right)]
    assert found(f"受理 {volume.numerator + 1} 件。") == [
        ("受理", f"{volume.numerator + 1} 件", f"{volume.numerator:,} 件")
    ]
    # To as many decimals as are written.
    assert found(f"{title}{float(figure.value):.1f}%。") == []
    assert figure.value == "97.79"
    assert found(f"{title}98%。") == []
    assert found(f"{title}97%。") == [(title, "97%", right)], "cut off is not rounded"
    assert found(f"去年同期{title}1.07%。") == []
    assert found("占全部的 1.07%。") == []


def test_a_unit_that_is_named_is_the_one_that_is_meant(opened: Opened) -> None:
    scene = opened()
    row = next(row for row in scene.release.ranking if row.status == "ranked" and row.period == "2023-12")
    name, title = scene.view.name("unit", row.unit), scene.view.titles[row.indicator]
    assert contradictions(scene, {"opening": (f"{name}的{title}为 {row.value}%。",)}) == ()
    (wrong,) = contradictions(scene, {"opening": (f"{name}的{title}为 3.33%。",)})
    assert (wrong.what, wrong.right.split("%")[0]) == (f"{name}{title}", row.value)
