"""What counts as a word."""

import pytest

from app.word_count import count_words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("one two\n\nthree\n", 3),
        ("# Title\n\n- one\n- **two**\n", 3),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |\n", 4),
        ("well-known – it\u2019s 3.5 %", 3),
        ("___ *** ... 🙂", 0),
        ("größer 日本 x=1", 3),
        ("again again again", 3),
    ],
)
def test_a_word_has_a_letter_or_a_digit(text: str, count: int) -> None:
    assert count_words(text) == count
