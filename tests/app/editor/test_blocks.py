import pytest

from app.editor.blocks import block_at, block_near

MARKDOWN = """\
---
title: Notes
---
# Heading one

First paragraph line one
line two of it.

Intro to a list:
- one
- two
  continued

- loose three

Between.

```python
def f():

    return 1
```
After the fence.
1. first
2. second
> quoted
> more

- item with code

  indented part

Last paragraph
"""

CODE = """\
import os
import sys

# About f.
@cached
def f(x):
    a = 1

    return a


class C:
    def g(self):
        pass

    def h(self):
        return (
            1
        )
x = [
    1,

    2,
]
"""


@pytest.mark.parametrize(
    ("at", "block"),
    [
        ("title", "---\ntitle: Notes\n---"),
        ("Heading", "# Heading one"),
        ("line two", "First paragraph line one\nline two of it."),
        ("Intro", "Intro to a list:"),
        ("two\n  con", "- one\n- two\n  continued\n\n- loose three"),
        ("continued", "- one\n- two\n  continued\n\n- loose three"),
        ("loose", "- one\n- two\n  continued\n\n- loose three"),
        ("Between", "Between."),
        ("return 1", "```python\ndef f():\n\n    return 1\n```"),
        ("```python", "```python\ndef f():\n\n    return 1\n```"),
        ("After", "After the fence."),
        ("second", "1. first\n2. second"),
        ("more", "> quoted\n> more"),
        ("indented part", "- item with code\n\n  indented part"),
        ("Last", "Last paragraph"),
    ],
)
def test_markdown_gives_the_block_at_the_caret(at: str, block: str) -> None:
    span = block_at(MARKDOWN, MARKDOWN.index(at), "markdown")
    assert MARKDOWN[span.start : span.end] == block


@pytest.mark.parametrize(
    ("at", "block"),
    [
        ("sys", "import os\nimport sys"),
        ("a = 1", CODE[CODE.index("# About") : CODE.index("\n\n\nclass")]),
        ("@cached", CODE[CODE.index("# About") : CODE.index("\n\n\nclass")]),
        ("def h", CODE[CODE.index("class C") : -1]),
        ("2,", CODE[CODE.index("class C") : -1]),
    ],
)
def test_code_gives_the_top_level_block(at: str, block: str) -> None:
    span = block_at(CODE, CODE.index(at), "python")
    assert CODE[span.start : span.end] == block


def test_a_large_block_of_code_gives_the_lines_up_to_the_blank_ones() -> None:
    body = "\n".join(f"    a{k} = {k}" for k in range(80))
    text = f"def f():\n{body}\n\n    tail = 1\n    more = 2\n"
    span = block_at(text, text.index("more"), "python")
    assert text[span.start : span.end] == "    tail = 1\n    more = 2"


@pytest.mark.parametrize("language", ["markdown", "python"])
def test_blank_ground_gives_an_empty_span(language: str) -> None:
    span = block_at("a\n\n\nb", 2, language)
    assert (span.start, span.end) == (2, 2)
    assert len(block_at("", 0, language)) == 0


@pytest.mark.parametrize(
    ("text", "caret", "block"),
    [
        ("above\n\nbelow", 6, "below"),  # as near: what is about to be read
        ("above\n\n\n\nbelow", 6, "above"),
        ("above\n\n\n\nbelow", 8, "below"),
        ("above\n  \n", 8, "above"),
        ("above\n\n\n", 8, "above"),
        ("\n\n\nbelow\ntwo\n", 0, "below\ntwo"),
        ("here\n\nbelow", 2, "here"),
        ("- a\n- b\n\n\n# Title\n", 8, "- a\n- b"),
    ],
)
def test_blank_ground_means_the_nearest_block(text: str, caret: int, block: str) -> None:
    span = block_near(text, caret, "markdown")
    assert text[span.start : span.end] == block


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_a_blank_text_has_no_block_near(text: str) -> None:
    assert len(block_near(text, len(text), "markdown")) == 0


def test_an_open_fence_reaches_the_end_of_the_text() -> None:
    text = "a\n\n```\nx\n\ny\n\n"
    span = block_at(text, text.index("y"), "markdown")
    assert text[span.start : span.end] == "```\nx\n\ny"


def test_a_caret_at_either_end_of_the_text_is_in_a_block() -> None:
    text = "one\ntwo"
    for caret in (0, len(text)):
        span = block_at(text, caret, "markdown")
        assert text[span.start : span.end] == text


def test_another_marker_begins_another_list_but_an_inner_one_does_not() -> None:
    text = "- a\n- b\n  1. inner\n\n1. one\n2. two\n* star"
    for at, block in (
        ("inner", "- a\n- b\n  1. inner"),
        ("two", "1. one\n2. two"),
        ("star", "* star"),
    ):
        span = block_at(text, text.index(at), "markdown")
        assert text[span.start : span.end] == block
