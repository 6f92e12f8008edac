"""Breaks of Markdown and of Python: the rules by hand, and their properties in many draws."""

import ast
import random
import re

from tasks_code import drop_bracket, drop_colon, drop_indent, parses
from tasks_repair import break_emphasis, break_link
from tests.starter.task_draws import draws


def test_markdown_repairs_balance_the_marks() -> None:
    for example in draws("repair-markdown"):
        assert example.target.count("```") % 2 == 0
        assert example.target.count("`") % 2 == 0
        assert example.target.count("**") % 2 == 0
        assert example.target.count("[") == example.target.count("]")
    assert any(example.selected != example.target for example in draws("repair-markdown"))


def test_a_broken_emphasis_holds_one_word_or_the_whole_line() -> None:
    sentence = "We write the output to a small file."
    for seed in range(60):
        pair = break_emphasis(random.Random(seed), sentence)
        assert pair is not None
        found = re.search(r"(\*\*|\*|_)(.+?)\1", pair.target)
        assert found is not None
        assert found[2] == sentence or " " not in found[2]
        assert re.sub(r"[*_]", "", pair.selected) == sentence


def test_a_broken_link_keeps_its_word_and_its_address() -> None:
    for seed in range(60):
        pair = break_link(random.Random(seed), "We write the output to a small file.")
        assert pair is not None
        found = re.search(r"\[(\w+)\]\((https://\S+?)\)", pair.target)
        assert found is not None
        assert found[1] in pair.selected
        assert found[2] in pair.selected
        assert pair.selected != pair.target


def test_python_repairs_parse_and_their_sources_do_not() -> None:
    for example in draws("repair-python"):
        ast.parse(example.target)
        assert example.language == "python"
        assert example.selected == example.target or not parses(example.selected)


def test_python_breaks_by_hand() -> None:
    rng = random.Random(1)
    assert drop_colon(rng, "if a:\n    b()") == "if a\n    b()"
    assert drop_bracket(rng, "print(a)") == "print(a"
    assert drop_bracket(rng, "a = [\n    1,\n]") == "a = [\n    1,"
    assert drop_indent(rng, "while a:\n    b()\n    c()") == "while a:\nb()\nc()"


def test_a_lost_indent_is_not_used_where_the_end_of_the_block_is_unknown() -> None:
    assert drop_indent(random.Random(1), "if a:\n    b()\nc()") is None
