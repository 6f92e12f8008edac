"""Which selections are refined piece by piece."""

import pytest

from app.long_span import LOOKED_AT, can_be_cut, usually_cut

LONG = "\n\n".join(["One two three four five six seven eight nine ten."] * 10)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("One.", "markdown", False),
        ("One.\n\nTwo.", "markdown", True),
        ("- one\n- two", "markdown", True),
        ("One.\n\n```\ncode\n```", "markdown", False),
        ("def a():\n    pass\n\n\ndef b():\n    pass", "python", True),
        ("def a():\n    x = 1\n\n    return x", "python", False),
        ("", "markdown", False),
    ],
)
def test_what_has_several_blocks_can_be_cut(text: str, language: str, expected: bool) -> None:
    assert can_be_cut(text, language) is expected


@pytest.mark.parametrize(
    ("instruction", "text", "canvas_length", "expected"),
    [
        ("Tighten", LONG, 128, True),
        ("in plain words", LONG, 128, True),
        ("", LONG, 128, True),
        ("Tighten", LONG, 256, False),
        ("Turn into a bullet list", LONG, 128, False),
        ("Make a table", LONG, 128, False),
    ],
)
def test_what_fits_into_no_canvas_is_cut_unless_it_is_built_anew(
    instruction: str, text: str, canvas_length: int, expected: bool
) -> None:
    assert usually_cut(instruction, text, canvas_length) is expected


def test_of_a_book_the_beginning_decides() -> None:
    code = "```\n" + "x\n" * LOOKED_AT + "```\n\n"
    assert can_be_cut(f"One.\n\nTwo.\n\n{code}", "markdown")
    assert not can_be_cut(f"{code}One.\n\nTwo.", "markdown")
