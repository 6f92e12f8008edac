"""Lists, tables and headings: the rules by hand, and their properties in many draws."""

import re

import pytest

from capitals import sentence_case, title_case
from tasks_structure import format_list, format_table, join_items
from tests.starter.task_draws import draws


def test_list_items_begin_with_a_capital_unless_they_are_code() -> None:
    assert format_list(["one thing", "read_config", "Two."], numbered=False) == (
        "- One thing\n- read_config\n- Two."
    )
    assert format_list(["a b", "c"], numbered=True) == "1. A b\n2. C"


def test_an_enumeration_is_joined_with_and() -> None:
    assert join_items(["a", "b", "c"], oxford=True) == "a, b, and c"
    assert join_items(["a", "b", "c"], oxford=False) == "a, b and c"


@pytest.mark.parametrize(("task", "mark"), [("bullets", r"- "), ("numbered", r"\d\. ")])
def test_lists_have_a_mark_on_every_line_below_the_lead_in(task: str, mark: str) -> None:
    for example in draws(task):
        lead_in, _, items = example.target.rpartition("\n\n")
        assert not lead_in or lead_in.endswith(":")
        assert all(re.match(mark, line) for line in items.split("\n"))
        assert len(items.split("\n")) >= 2


def test_list_items_keep_their_words() -> None:
    def words(text: str) -> list[str]:
        return [word for word in re.findall(r"\w+", text.lower()) if word != "and"]

    for example in draws("bullets"):
        selected = re.sub(r"(?m)^\d+\) ", "", example.selected)
        assert words(selected) == words(example.target)


def test_a_table_is_written_without_padding() -> None:
    assert format_table(("Key", "Value"), [("a", "b c")]) == (
        "| Key | Value |\n| --- | --- |\n| a | b c |"
    )


def test_table_targets_hold_every_cell_of_the_source_in_order() -> None:
    for example in draws("table"):
        rows = [line.strip("| ").split(" | ") for line in example.target.split("\n")]
        assert len({len(row) for row in rows}) == 1
        assert set(rows[1]) == {"---"}
        body = rows[2:] if rows[0] == ["Key", "Value"] else [rows[0], *rows[2:]]
        rest = example.selected
        for cell in (cell for row in body for cell in row):
            assert cell in rest
            rest = rest[rest.index(cell) + len(cell) :]


@pytest.mark.parametrize(
    ("heading", "titled", "plain"),
    [
        ("how to read a file", "How to Read a File", "How to read a file"),
        ("The GPU and the CPU", "The GPU and the CPU", "The GPU and the CPU"),
        ("what it is for", "What It Is For", "What it is for"),
        ("a Python primer", "A Python Primer", "A Python primer"),
        ("use read_config with care", "Use read_config with Care", "Use read_config with care"),
    ],
)
def test_heading_cases(heading: str, titled: str, plain: str) -> None:
    assert title_case(heading) == titled
    assert sentence_case(heading) == plain
    assert title_case(titled) == titled
    assert sentence_case(titled) == plain


def test_headings_keep_level_and_text_below() -> None:
    for example in draws("headings"):
        before, after = example.selected.split("\n"), example.target.split("\n")
        assert len(before) == len(after)
        assert example.selected.lower() == example.target.lower()
        for old, new in zip(before, after, strict=True):
            assert old == new or old.startswith("#") or len(before) == 1
