"""Which drafts would change how a text is built."""

import pytest

from engine.pieces.structure import keeps_structure

SAME = [
    ("# A title", "# Another one"),
    ("Some words here.", "Other words."),
    ("- one\n- two", "- uno\n- due"),
    ("3. one\n4. two", "3. a\n4. b"),
    ("See [this](https://a.org).", "Look at [that](https://a.org)."),
    ("See [this][ref] and [^1].", "[that][ref], [^1]"),
    ("Go to https://a.org/x now.", "https://a.org/x."),
    ("| a | b |\n|:--|--:|\n| 1 | 2 |", "| c | d |\n|:--|--:|\n| 3 | 4 |"),
    ("> quoted words", "> other words"),
    ("Use `x` **now**.", "Now use `y`."),
    ("- [x] one\n- [ ] two", "- [X] uno\n- [ ] due"),
    ("- a\n\n  [ref]: b.md", "- c\n\n  [ref]: b.md"),
    ("| a \\| b | c |\n|---|---|", "| d | e |\n|---|---|"),
    ("> > deep\n>\n> words", "> > other\n>\n> ones"),
]
OTHER = [
    ("# A title", "## A title"),
    ("# A title", "A title"),
    ("Some words.", ""),
    ("One.\n\nTwo.", "One. Two."),
    ("- one\n- two", "- one"),
    ("- one\n- two", "1. one\n2. two"),
    ("3. one", "1. one"),
    ("See [this](https://a.org).", "See this."),
    ("See [this](https://a.org).", "See [this](https://b.org)."),
    ("![p](a.png)", "![p](b.png)"),
    ("See [this][ref].", "See this."),
    ("Go to https://a.org/x now.", "Go to https://a.org/y now."),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|:--|\n| 1 | 2 |"),
    ("> quoted", "quoted"),
    ("> > deep", "> deep"),
    ("- [ ] one", "- [x] one"),
    ("- [ ] one", "- one"),
    ("- a\n\n  [ref]: b.md", "- a"),
    ("- a\n\n  [ref]: b.md", "- a\n\n  [ref]: c.md"),
    ("| a \\| b | c |\n|---|---|", "| a | b | c |\n|---|---|---|"),
    ("- a\n\n  ```\n  x\n  ```", "- a\n\n  ```\n  y\n  ```"),
    ("Words.", "Words.\n\n```\ncode\n```"),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_other_words_keep_the_structure(before: str, after: str) -> None:
    assert keeps_structure(before, after, "markdown")


@pytest.mark.parametrize(("before", "after"), OTHER)
def test_another_structure_is_noticed(before: str, after: str) -> None:
    assert not keeps_structure(before, after, "markdown")


def test_python_that_could_be_read_stays_readable() -> None:
    assert keeps_structure("    x = 1", "    y = 2", "python")
    assert not keeps_structure("x = 1", "x = (", "python")
    assert keeps_structure("x = (", "x = [", "python")
    assert not keeps_structure("x = 1", " ", "python")


def test_other_languages_are_not_judged_but_for_a_loss_of_all() -> None:
    assert keeps_structure("a {", "b", "css")
    assert not keeps_structure("a", "", "css")
