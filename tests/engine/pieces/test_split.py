"""Where a long text is cut: at the edges of blocks, code and markup kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.pieces.split import Piece, smaller_pieces, split_pieces

TEXT = """# Title

First paragraph, two
lines of it.

Second paragraph.

```python
x = 1
```

- one
- two
  goes on

| a | b |
|---|---|
| 1 | 2 |

[ref]: https://example.org

Last.
"""


def words(text: str) -> int:
    return len(text.split())


def shown(text: str, pieces: tuple[Piece, ...]) -> list[tuple[str, bool]]:
    return [(text[piece.span.start : piece.span.end], piece.kept) for piece in pieces]


def test_blocks_are_joined_up_to_the_limit_and_code_is_kept() -> None:
    pieces = split_pieces(TEXT, "markdown", most=12, measure=words)
    assert shown(TEXT, pieces) == [
        ("# Title\n\nFirst paragraph, two\nlines of it.\n\nSecond paragraph.", False),
        ("```python\nx = 1\n```", True),
        ("- one\n- two\n  goes on", False),
        ("| a | b |\n|---|---|\n| 1 | 2 |", False),
        ("Last.", False),
    ]


def test_a_list_that_is_too_long_is_cut_at_its_items() -> None:
    text = "1. one two three\n2. four five six\n\n   more\n3. seven"
    pieces = split_pieces(text, "markdown", most=5, measure=words)
    assert shown(text, pieces) == [
        ("1. one two three", False),
        ("2. four five six\n\n   more", False),
        ("3. seven", False),
    ]


def test_a_paragraph_that_is_too_long_stays_whole() -> None:
    text = "one two three four five six\n\nseven"
    pieces = split_pieces(text, "markdown", most=3, measure=words)
    assert [piece for piece, _ in shown(text, pieces)] == ["one two three four five six", "seven"]


def test_code_is_cut_where_an_unindented_line_follows_a_blank_one() -> None:
    text = "def a():\n    x = 1\n\n    return x\n\n\ndef b():\n    pass\n"
    pieces = split_pieces(text, "python", most=6, measure=words)
    assert [piece for piece, _ in shown(text, pieces)] == [
        "def a():\n    x = 1\n\n    return x",
        "def b():\n    pass",
    ]


def test_the_next_smaller_cut_is_blocks_then_items_then_none() -> None:
    both = "One.\n\n- a\n- b"
    assert [piece for piece, _ in shown(both, smaller_pieces(both, "markdown"))] == [
        "One.",
        "- a\n- b",
    ]
    items = "- a\n- b"
    assert [piece for piece, _ in shown(items, smaller_pieces(items, "markdown"))] == ["- a", "- b"]
    assert smaller_pieces("One.", "markdown") == ()


def test_nothing_to_cut() -> None:
    assert split_pieces("", "markdown", most=5, measure=words) == ()
    assert split_pieces("\n \n", "text", most=5, measure=words) == ()


def test_values_at_the_top_of_a_file_are_kept() -> None:
    values = "---\ntitle: A title\ntags:\n  - one\n# note\n\ndraft: true\n---"
    text = f"{values}\n\nOne.\n"
    pieces = split_pieces(text, "markdown", most=99, measure=words)
    assert shown(text, pieces) == [(values, True), ("One.", False)]
    for text in ("---\n\nOne.\n\n---", "---\nOne\n---", "---\ntitle: x", "---"):
        for piece, kept in shown(text, split_pieces(text, "markdown", most=99, measure=words)):
            assert kept == (piece == "---")


def test_a_link_definition_is_in_no_piece() -> None:
    text = "One.\n\n[ref]: other.md\n\nTwo."
    pieces = split_pieces(text, "markdown", most=99, measure=words)
    assert [piece for piece, _ in shown(text, pieces)] == ["One.", "Two."]


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
@pytest.mark.parametrize("language", ["markdown", "python"])
def test_every_line_end_is_one(end: str, language: str) -> None:
    text = end.join(["One", "goes on.", "", "Two.", "", "- a", "- b"])
    pieces = split_pieces(text, language, most=1, measure=words)
    found = [piece for piece, _ in shown(text, pieces)]
    items = ["- a", "- b"] if language == "markdown" else [f"- a{end}- b"]
    assert found == [f"One{end}goes on.", "Two.", *items]


lines = st.sampled_from(
    ["", "a b c", "- x", "  y", "1. z", "# h", "```", "> q", "| a |", "|---|", "    code", "---"]
)


@given(st.lists(lines, max_size=14), st.sampled_from(["markdown", "python", "text"]))
def test_pieces_ascend_and_leave_out_white_space_alone_or_definitions(
    chosen: list[str], language: str
) -> None:
    text = "\n".join(chosen)
    pieces = split_pieces(text, language, most=6, measure=words)
    here = 0
    for piece in pieces:
        assert piece.span.start >= here
        assert not text[here : piece.span.start].strip()
        source = text[piece.span.start : piece.span.end]
        assert source == source.rstrip() != ""
        here = piece.span.end
    assert not text[here:].strip()
