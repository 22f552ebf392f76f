"""Words by which files name what has words in several languages."""

from generator.definitions.first_words import first_words


def test_chinese_comes_before_english() -> None:
    assert first_words({"zh": "类别", "en": "Category"}) == "类别"
    assert first_words({"en": "Category"}) == "Category"
    assert first_words({}) == ""
