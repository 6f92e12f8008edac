"""What Enter and Tab do at a caret: indents, list items, brackets; pure, knows no Qt."""

import re
from dataclasses import dataclass

from app.editor.blocks import MARKDOWN

_PREFIX = re.compile(
    r"^(?P<indent>[ \t]*(?:>[ \t]?)*[ \t]*)"
    r"(?P<marker>(?:[-*+]|(?P<number>\d{1,9})(?P<close>[.)]))[ \t]+)?"
    r"(?P<task>\[[ xX]\][ \t]+)?"
)
_INDENT = re.compile(r"^[ \t]*")
_OPENERS = {"(": ")", "[": "]", "{": "}"}
_PYTHON_LIKE = frozenset({"python", "python3", "cython", "yaml", "coffeescript", "nim", "sass"})
_PYTHON_EXIT = re.compile(r"^\s*(?:return|raise|pass|break|continue)\b")
_DEFAULT_UNIT = "    "
_MARKDOWN_UNIT = "  "


@dataclass(frozen=True, slots=True)
class Insertion:
    """What Enter puts at the caret.

    Attributes:
        text: stands before the caret afterwards.
        after: stands behind the caret afterwards.
        swallowed: characters before the caret that go first (an empty list item's marker).
    """

    text: str
    after: str = ""
    swallowed: int = 0


def enter_at(line: str, column: int, language: str, unit: str = _DEFAULT_UNIT) -> Insertion:
    """Return what Enter does in ``line`` with the caret at ``column``, in code points.

    Args:
        line: the whole line without its end.
        column: where the caret stands in it.
        language: the text's language; "markdown" goes on with lists and quotes.
        unit: one level of indent in this file.
    """
    head, tail = line[:column], line[column:]
    if language == MARKDOWN:
        return _enter_in_markdown(head, tail)
    indent = _leading(head)
    opener = head.rstrip()[-1:]
    if opener in _OPENERS:
        closes = tail.lstrip().startswith(_OPENERS[opener])
        return Insertion(f"\n{indent}{unit}", f"\n{indent}" if closes else "")
    if language in _PYTHON_LIKE:
        if opener == ":":
            return Insertion(f"\n{indent}{unit}")
        if _PYTHON_EXIT.match(head) and not tail.strip() and indent.endswith(unit):
            return Insertion(f"\n{indent[: -len(unit)]}")
    return Insertion(f"\n{indent}")


def _enter_in_markdown(head: str, tail: str) -> Insertion:
    match = _PREFIX.match(head)
    if match is None or not match[0]:
        return Insertion("\n")
    indent, marker, task = match["indent"], match["marker"], match["task"]
    empty = match.end() == len(head) and not tail.strip()
    if marker is None:
        if ">" not in indent:
            return Insertion(f"\n{indent}")
        return Insertion("", swallowed=len(head)) if empty else Insertion(f"\n{indent}")
    if empty and indent and not indent.strip():  # a second Enter leaves the inner list
        outer = outdented(indent, _MARKDOWN_UNIT)
        return Insertion(f"{outer}{marker}{task or ''}", swallowed=len(head))
    if empty:  # or ends the list, but not the quote that it stands in
        return Insertion(indent, swallowed=len(head))
    if match["number"] is not None:
        following = str(int(match["number"]) + 1)
        marker = following + marker[len(match["number"]) :]
    return Insertion(f"\n{indent}{marker}{'[ ] ' if task else ''}")


def indent_unit(lines: list[str], language: str) -> str:
    """Return one level of indent as ``lines`` use it: a tab, or as many blanks."""
    widths: dict[int, int] = {}
    for line in lines:
        indent = _leading(line)
        if indent.startswith("\t"):
            return "\t"
        if indent and len(indent) < len(line):
            widths[len(indent)] = widths.get(len(indent), 0) + 1
    if language == MARKDOWN or not widths:
        return _MARKDOWN_UNIT if language == MARKDOWN else _DEFAULT_UNIT
    return " " * min(8, max(2, min(widths)))


def tab_at(column: int, unit: str) -> str:
    """Return what Tab inserts at ``column``: blanks up to the next stop, or a tab."""
    if unit == "\t":
        return unit
    return " " * (len(unit) - column % len(unit))


def indented(line: str, unit: str) -> str:
    """Return ``line`` one level deeper; a blank line stays as it is."""
    return f"{unit}{line}" if line.strip() else line


def outdented(line: str, unit: str) -> str:
    """Return ``line`` one level less deep."""
    if line.startswith("\t"):
        return line[1:]
    blanks = len(line) - len(line.lstrip(" "))
    return line[min(blanks, len(unit) if unit != "\t" else len(_DEFAULT_UNIT)) :]


def hanging_columns(line: str, language: str) -> int:
    """Return how many characters of ``line`` its wrapped lines are indented by."""
    if language == MARKDOWN:
        match = _PREFIX.match(line)
        return match.end() if match else 0
    return len(_leading(line))


def is_list_item(line: str) -> bool:
    """Return whether ``line`` begins a Markdown list item."""
    match = _PREFIX.match(line)
    return match is not None and match["marker"] is not None


def _leading(line: str) -> str:
    match = _INDENT.match(line)
    return match[0] if match else ""
