"""What a rewrite without a selection takes: the block of text at the caret; pure, knows no Qt.

Positions are code points. A block never begins or ends with a blank line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.request import Span

MARKDOWN = "markdown"
_LARGEST_CODE_BLOCK = 60  # lines: more than that is a file, not a block
_FARTHEST = 400  # lines looked at above and below the caret

_CONTAINERS = r"[ \t]*(?:>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+)*"
_FENCE = re.compile(rf"^{_CONTAINERS}(`{{3,}}|~{{3,}})(.*)$", re.M)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
_HEADING = re.compile(r"^ {0,3}#{1,6}(?:\s|$)")
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]+){2,}-[ \t]*)$")
_LIST_ITEM = re.compile(r"^[ \t]*(?:([-*+])|\d{1,9}([.)]))[ \t]+\S")
_INDENTED = re.compile(r"^(?: {2,}|\t)[ \t]*\S")
_QUOTE = ">"
_INK = re.compile(r"\S")
_CLOSER = re.compile(r"^(?:[\])}]|(?:end|fi|done|esac|else|elif|except|finally|catch)\b)")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text.strip()


def block_at(text: str, caret: int, language: str) -> Span:
    """Return the block of ``text`` at ``caret``, or an empty span on blank ground.

    In Markdown that is the fenced code block, the front matter, the list, the heading or the
    paragraph; in code the top-level block, or the lines up to the next blank ones where that
    block is large.
    """
    line = _line_at(text, caret)
    if language == MARKDOWN:
        special = _fence_at(text, line) or _front_matter_at(text, line)
        if special is not None:
            return special
    if line.blank:
        return Span(caret, caret)
    return _markdown_block(text, line) if language == MARKDOWN else _code_block(text, line)


def block_near(text: str, caret: int, language: str) -> Span:
    """Return the block at ``caret``, on blank ground the nearest one, below where both are as near.

    The span is empty where there is nothing but blanks.
    """
    span = block_at(text, caret, language)
    if len(span):
        return span
    next_ink = _INK.search(text, caret)
    above, below = len(text[:caret].rstrip()) - 1, -1 if next_ink is None else next_ink.start()
    if below < 0:
        return span if above < 0 else block_at(text, above, language)
    up, down = text.count("\n", max(above, 0), caret), text.count("\n", caret, below)
    return block_at(text, above if above >= 0 and up < down else below, language)


def _line_at(text: str, position: int) -> _Line:
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    end = len(text) if end < 0 else end
    return _Line(start, end, text[start:end])


def _lines_above(text: str, line: _Line) -> Iterator[_Line]:
    for _ in range(_FARTHEST):
        if line.start == 0:
            return
        line = _line_at(text, line.start - 1)
        yield line


def _lines_below(text: str, line: _Line) -> Iterator[_Line]:
    for _ in range(_FARTHEST):
        if line.end >= len(text):
            return
        line = _line_at(text, line.end + 1)
        yield line


def _fence_at(text: str, line: _Line) -> Span | None:
    opened: re.Match[str] | None = None
    for match in _FENCE.finditer(text):
        if opened is None:
            if match.start() > line.end:
                return None
            if match[1][0] != "`" or "`" not in match[2]:  # else it is a code span in a line
                opened = match
        elif match[1].startswith(opened[1]) and not match[2].strip():
            if opened.start() <= line.start <= match.end():
                return Span(opened.start(), match.end())
            opened = None
    if opened is None or opened.start() > line.start:
        return None
    return Span(opened.start(), max(opened.end(), len(text.rstrip())))


def _front_matter_at(text: str, line: _Line) -> Span | None:
    match = _FRONT_MATTER.match(text)
    return None if match is None or line.start >= match.end() else Span(0, match.end())


def _markdown_block(text: str, line: _Line) -> Span:
    if _stands_alone(line):
        return Span(line.start, line.end)
    first = last = line
    kind = ""
    after_blank = True
    for each in _neighbourhood(text, line):
        if each.blank:
            after_blank = True
            continue
        own = _kind_of(each)
        in_list = kind not in ("", _QUOTE)
        if in_list and _INDENTED.match(each.text):
            goes_on = True
        elif own:
            goes_on = own == kind and (own != _QUOTE or not after_blank)
        else:  # a line without a mark goes on with whatever it touches
            goes_on = not after_blank
        if not goes_on:
            if each.start > line.start:
                break
            first, kind = each, own
        last = each
        after_blank = False
    return Span(first.start, last.end)


def _kind_of(line: _Line) -> str:
    item = _LIST_ITEM.match(line.text)
    if item is not None:  # another marker begins another list
        return item[1] or item[2]
    return _QUOTE if line.text.lstrip().startswith(">") else ""


def _neighbourhood(text: str, line: _Line) -> list[_Line]:
    """Return the lines around ``line`` up to a heading, a fence, a rule or two blank lines."""
    around = [line]
    for lines in (_lines_above(text, line), _lines_below(text, line)):
        blank = False
        for each in lines:
            if _stands_alone(each) or _FENCE.match(each.text) or (each.blank and blank):
                break
            blank = each.blank
            around.append(each)
    return sorted(around, key=lambda each: each.start)


def _stands_alone(line: _Line) -> bool:
    return _HEADING.match(line.text) is not None or _RULE.match(line.text) is not None


def _code_block(text: str, line: _Line) -> Span:
    whole = _top_level_block(text, line)
    if text.count("\n", whole.start, whole.end) < _LARGEST_CODE_BLOCK:
        return whole
    first = last = line
    for above in _lines_above(text, line):
        if above.blank:
            break
        first = above
    for below in _lines_below(text, line):
        if below.blank:
            break
        last = below
    return Span(first.start, last.end)


def _top_level_block(text: str, line: _Line) -> Span:
    """Return the lines from one at the margin to the next such one that follows a blank line.

    So statements that touch are one block, with the comments and decorators that lead it, and a
    closing bracket belongs to what it closes.
    """
    first = last = line
    for above in _lines_above(text, line):
        if above.blank and _at_margin(first):
            break
        if not above.blank:
            first = above
    for below in _lines_below(text, line):
        if below.blank:
            continue
        touches = below.start == last.end + 1
        if _at_margin(below) and not touches:
            break
        last = below
    return Span(first.start, last.end)


def _at_margin(line: _Line) -> bool:
    return not line.blank and not line.text[0].isspace() and not _CLOSER.match(line.text)
