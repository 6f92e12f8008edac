import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.preview.closing import mended, open_inline
from app.preview.parsing import parse_blocks
from tests.app.preview.markdown_texts import markdown_texts


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("plain", ()),
        ("**bold and *it", ("**", "*")),
        ("***both", ("***",)),
        ("**done** *here*", ()),
        ("`code", ("`",)),
        ("``a ` b", ("``",)),
        ("`a` `b", ("`",)),
        ("a `", ()),
        ("2 * 3 and snake_case", ()),
        ("~~struck", ("~~",)),
        (r"\*not", ()),
        ("see [x](http://e", ("](",)),
        ("**see [x](u", ("**", "](")),
        ("*a **b*", ("*", "*")),
    ],
)
def test_the_marks_that_a_paragraph_leaves_open(text: str, marks: tuple[str, ...]) -> None:
    assert open_inline(text) == marks


@pytest.mark.parametrize(
    ("head", "selected", "draft", "tail", "result"),
    [
        ("", "x", "**bold and `co", "", "**bold and `co`**"),
        ("", "x", "**bold \n", "\n", "**bold** \n\n"),
        ("", "x", "```py\ncode", "\n\n", "```py\ncode\n```\n\n"),
        ("", "x", "```py\ncode\n", "tail\n", "```py\ncode\n```\ntail\n"),
        ("", "x", "- a\n  ```\n  x", "", "- a\n  ```\n  x\n  ```"),
        ("", "x", "> ```\n> a\n\nout", "", "> ```\n> a\n\nout"),
        ("a ", "**wor", "new **wor", "ld** b", "a new **world** b"),
        ("a ", "**wor", "new ", "ld** b", "a new **ld** b"),
        ("```py\n", "x\n", "y\n```\nz\n", "t\n```\n", "```py\ny\n```\nz\n```py\nt\n```\n"),
        ("```py\n", "x\n", "y `z\n", "t\n```\n", "```py\ny `z\nt\n```\n"),
        ("", "x", "| a | b |\n|--", "", "| a | b |\n|-- |---|"),
        ("", "x", "| a | b | c |\n|-|", "\n", "| a | b | c |\n|-|---|---|\n"),
        ("", "x", "| a | b |\n|-|-|\n| **1", "", "| a | b |\n|-|-|\n| **1**"),
        ("", "x", "<!-- half", "\n\n", "<!-- half -->\n\n"),
        ("", "x", "see [x](http://e", "", "see [x](http://e)"),
        ("", "x", "<pre>\nhalf", "\n\n", "<pre>\nhalf </pre>\n\n"),
        ("", "x", "<?php", "tail", "<?php ?>\ntail"),
        ("", "x", "<script>x</script>", "", "<script>x</script>"),
        ("<pre>\n", "x", "y", "\n</pre>\n", "<pre>\ny\n</pre>\n"),
        ("", "x", "| a | b", "", "| a | b |\n|---|---|"),
        ("", "x", "| a | b |\n|-|-|\n| c | d |", "", "| a | b |\n|-|-|\n| c | d |"),
        ("", "x", "words\n-", "\n", "words\n-\u2060\n"),
        ("words\n", "x", "--", "", "words\n--\u2060"),
        ("", "x", "words\n---", "", "words\n---"),
        ("", "x", "- a\n\n-", "", "- a\n\n-"),
    ],
)
def test_what_a_draft_leaves_open_is_closed(
    head: str, selected: str, draft: str, tail: str, result: str
) -> None:
    assert mended(head, selected, draft, tail) == result


def test_a_finished_draft_is_shown_as_it_will_stand() -> None:
    assert mended("", "x", "**open", "", finished=True) == "**open"
    assert mended("", "x", "```\nopen", "\n", finished=True) == "```\nopen\n```\n"
    assert mended("", "x", "<pre", "", finished=True, behind="\nmore") == "<pre </pre>"
    assert mended("", "x", "<pre", "", finished=True, behind="more") == "<pre"


@given(markdown_texts, st.sampled_from(("", "\n", "\n\n")))
def test_a_draft_that_changes_nothing_is_shown_unchanged(text: str, tail: str) -> None:
    assert mended("", text, text, tail) == text + tail


@given(st.text("`~\n ab*_[](|-<!>#", max_size=60), st.text("`~\n ab*", max_size=20))
def test_nothing_of_the_draft_or_around_it_is_lost(draft: str, tail: str) -> None:
    result = mended("head ", "x", draft, tail)
    assert result.startswith("head " + draft.rstrip())
    assert result.endswith(tail)


@given(st.integers(3, 6), st.sampled_from("`~"), st.text("ab\n", max_size=20))
def test_an_open_fence_never_reaches_the_text_behind_it(size: int, mark: str, inside: str) -> None:
    result = mended("", "x", f"{mark * size}py\n{inside}", "\n\nbehind\n")
    last = parse_blocks(result)[-1]
    assert (last.kind, last.source) == ("paragraph", "behind\n")
