import pytest

from app.editor.typing_rules import (
    Insertion,
    enter_at,
    hanging_columns,
    indent_unit,
    indented,
    is_list_item,
    outdented,
    tab_at,
)


@pytest.mark.parametrize(
    ("line", "insertion"),
    [
        ("plain", Insertion("\n")),
        ("  deep", Insertion("\n  ")),
        ("- one", Insertion("\n- ")),
        ("* one", Insertion("\n* ")),
        ("  9. nine", Insertion("\n  10. ")),
        ("3) three", Insertion("\n4) ")),
        ("- [x] done", Insertion("\n- [ ] ")),
        ("> quote", Insertion("\n> ")),
        ("> - both", Insertion("\n> - ")),
        ("- ", Insertion("", swallowed=2)),
        ("1. ", Insertion("", swallowed=3)),
        ("> ", Insertion("", swallowed=2)),
        ("  - ", Insertion("- ", swallowed=4)),
        ("> - ", Insertion("> ", swallowed=4)),
        ("-no item", Insertion("\n")),
    ],
)
def test_enter_in_markdown(line: str, insertion: Insertion) -> None:
    assert enter_at(line, len(line), "markdown") == insertion


def test_enter_before_a_marker_only_breaks_the_line() -> None:
    assert enter_at("- one", 0, "markdown") == Insertion("\n")


@pytest.mark.parametrize(
    ("head", "tail", "language", "insertion"),
    [
        ("    x = 1", "", "python", Insertion("\n    ")),
        ("def f():", "", "python", Insertion("\n    ")),
        ("    return 1", "", "python", Insertion("\n")),
        ("    return f(", ")", "python", Insertion("\n        ", "\n    ")),
        ("if (a) {", "}", "javascript", Insertion("\n    ", "\n")),
        ("if (a) {", "", "javascript", Insertion("\n    ")),
        ("case 1:", "", "c", Insertion("\n")),
        ("a(b)", "", "c", Insertion("\n")),
    ],
)
def test_enter_in_code(head: str, tail: str, language: str, insertion: Insertion) -> None:
    assert enter_at(head + tail, len(head), language) == insertion


def test_the_indent_unit_is_the_files_own() -> None:
    assert indent_unit(["a", "\tb"], "python") == "\t"
    assert indent_unit(["a", "  b", "    c"], "javascript") == "  "
    assert indent_unit(["a"], "python") == "    "
    assert indent_unit(["a", "    b"], "markdown") == "  "


def test_tab_goes_to_the_next_stop() -> None:
    assert tab_at(3, "    ") == " "
    assert tab_at(4, "    ") == "    "
    assert tab_at(1, "\t") == "\t"


def test_indent_and_outdent_are_inverse() -> None:
    assert outdented(indented("  a", "    "), "    ") == "  a"
    assert indented("", "    ") == ""
    assert outdented(" a", "    ") == "a"
    assert outdented("\ta", "    ") == "a"


def test_wrapped_lines_hang_under_the_text_of_an_item() -> None:
    assert hanging_columns("- [ ] task", "markdown") == 6
    assert hanging_columns("  10. ten", "markdown") == 6
    assert hanging_columns("    x = 1", "python") == 4
    assert hanging_columns("plain", "markdown") == 0
    assert is_list_item("  - a")
    assert not is_list_item("a - b")
