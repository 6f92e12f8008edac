"""Which paragraphs are broken anywhere: those with a word that is many lines long."""

import pytest

from app.long_words import LONG_WORD, has_long_word


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("", False),
        ("word " * LONG_WORD, False),
        ("a" * (LONG_WORD - 1), False),
        ("a" * LONG_WORD, True),
        ("some words, then " + "QUJD" * LONG_WORD + " and others", True),
        # Written without gaps, and broken by rules of their own.
        ("前の文。これは日本語の文です、" * LONG_WORD, False),
        ("ภาษาไทย" * LONG_WORD, False),
        ("前の文。" + "x" * LONG_WORD, True),
    ],
)
def test_a_word_is_long_where_it_fills_many_lines(text: str, long: bool) -> None:
    assert has_long_word(text) is long
