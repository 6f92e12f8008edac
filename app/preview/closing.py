"""Closes what a half-finished draft leaves open, so that what follows keeps its look; no Qt.

A draft may end in the middle of a fence, a table or an emphasis, or lose a mark that the text
behind it needs. ``mended`` brings the text behind the draft into the state that the selected text
left it in: what the draft opened and the original did not is closed, and the other way round.

The scan knows fences, raw HTML such as comments, code spans, emphasis, links, and lines that are
about to be a table or the rule below a heading. It is a reading aid for one draft, not a parser:
where it guesses wrong, the draft itself looks odd for a step, and nothing outside of its blocks
can.
"""

import re
from dataclasses import dataclass

_FENCE = re.compile(
    r"(?P<prefix>(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(?P<mark>`{3,}(?=[^`]*$)|~{3,})"
)
_OWN_LINE = re.compile(r"[ \t]*(?:>|#{1,6}[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t]|\|)")
_OPEN_LINK = re.compile(r"!?\[[^\[\]]*\]\([^()\s]*$")
_DELIMITER_ROW = re.compile(r"[ \t]*\|?[ \t]*:?-[-:| \t]*$")
_ROW = re.compile(r" {0,3}\|(?:[^|\n]*\|){2,}[ \t]*$|[ ]{0,3}\|[^|\n]*\|[^|\n]*[^|\s][^|\n]*$")
_RULE_BEGUN = re.compile(r" {0,3}(?:-{1,2}|={1,2})[ \t]*$")
_UNSEEN = "\u2060"  # word joiner: takes no room, and what it joins is no rule
# How raw HTML begins that goes on over blank lines, and how it ends: CommonMark 4.6, 1 to 5.
_RAW = (
    (re.compile(r" {0,3}<!--"), "-->"),
    (re.compile(r" {0,3}<\?"), "?>"),
    (re.compile(r" {0,3}<!\[CDATA\["), "]]>"),
    (re.compile(r" {0,3}<![A-Za-z]"), ">"),
    (re.compile(r" {0,3}<pre(?:[\s>]|$)", re.IGNORECASE), "</pre>"),
    (re.compile(r" {0,3}<script(?:[\s>]|$)", re.IGNORECASE), "</script>"),
    (re.compile(r" {0,3}<style(?:[\s>]|$)", re.IGNORECASE), "</style>"),
    (re.compile(r" {0,3}<textarea(?:[\s>]|$)", re.IGNORECASE), "</textarea>"),
)
_MARKS = re.compile(r"\\.|`+|\*+|_+|~~", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Fence:
    """A fence that is open: its opening line, what stands before its mark, and the mark."""

    opening: str
    prefix: str
    mark: str


@dataclass(frozen=True, slots=True)
class _State:
    """What is open at the end of a text: a fence, raw HTML by what ends it, and marks."""

    fence: _Fence | None
    raw: str
    inline: tuple[str, ...]


def mended(
    head: str, selected: str, draft: str, tail: str, *, finished: bool = False, behind: str = ""
) -> str:
    """Return ``head``, ``draft`` and ``tail`` joined, what the draft leaves open closed.

    Args:
        head: text of the draft's first block before it.
        selected: what stood between ``head`` and ``tail`` in the document.
        draft: what stands there now.
        tail: text of the draft's last block behind it.
        finished: nothing more will come, so only what would swallow the text behind is closed:
            the person is to see what accepting the draft would give. Its last line then goes on
            in the text behind it, which may make another thing of what it begins.
        behind: text behind ``tail``.
    """
    if draft == selected:
        return head + draft + tail
    body = draft.rstrip()
    blank = draft[len(body) :]
    line_on = (tail + behind).partition("\n")[0] if finished else ""
    before, now = (_state(head + _whole_line(text, line_on)) for text in (selected, draft))
    if now.fence != before.fence:
        return head + draft + _mended_fence(now.fence, before.fence, draft, tail) + tail
    if now.fence is not None:
        return head + draft + tail
    if now.raw and not before.raw:
        return f"{head}{draft} {now.raw}{_line_end(tail)}{tail}"
    if finished:
        return head + draft + tail
    line = (head + body).rpartition("\n")[2]
    if not tail.strip() or tail.startswith("\n") or blank.startswith("\n"):
        row = _missing_cells(head + body, line) or _missing_row(head + body, line)
        if row or _begins_rule(head + body, line):
            return head + body + (row or _UNSEEN) + blank + tail
    same = 0
    while same < min(len(now.inline), len(before.inline)) and (
        now.inline[same] == before.inline[same]
    ):
        same += 1
    closers = "".join(_closer(mark) for mark in reversed(now.inline[same:]))
    openers = "".join(before.inline[same:]) if tail[:1].strip() else ""
    return head + body + closers + blank + openers + tail


def _whole_line(text: str, line_on: str) -> str:
    """Return ``text`` with the rest of its last line, without the blanks where it ends."""
    body = text.rstrip()
    return body + line_on if len(body) == len(text) else body


def _line_end(tail: str) -> str:
    return "" if not tail or tail.startswith("\n") else "\n"


def _mended_fence(now: _Fence | None, before: _Fence | None, draft: str, tail: str) -> str:
    """Return the lines that bring the text behind the draft back into ``before``."""
    lines = []
    if now is not None:
        prefix = re.sub(r"[^ \t>]", " ", now.prefix)
        lines.append(prefix + now.mark)
    if before is not None:
        lines.append(before.opening)
    start = "" if draft.endswith("\n") else "\n"
    return start + "\n".join(lines) + _line_end(tail)


def _closer(mark: str) -> str:
    return ")" if mark == "](" else mark


def _state(text: str) -> _State:
    """Return what is open at the end of ``text``, which begins at the start of a block."""
    fence: _Fence | None = None
    raw = ""
    paragraph: list[str] = []
    for line in text.split("\n"):
        if fence is not None and not _left(fence, line):
            if _closes(fence, line):
                fence = None
            continue
        fence = None
        if raw:
            raw = "" if raw in line.lower() else raw
            continue
        found = _FENCE.match(line)
        if found is not None:
            fence = _Fence(line, found["prefix"], found["mark"])
            paragraph = []
            continue
        end = next((end for start, end in _RAW if start.match(line)), None)
        if end is not None:
            raw = "" if end in line.lower() else end
            paragraph = []
            continue
        if not line.strip() or _OWN_LINE.match(line):
            paragraph = []
        paragraph.append(line)
    inline = () if fence is not None or raw else open_inline("\n".join(paragraph))
    return _State(fence, raw, inline)


def _left(fence: _Fence, line: str) -> bool:
    """Return whether ``line`` stands outside of the list item or quote that holds the fence."""
    if not line.strip():
        return False
    if ">" in fence.prefix:
        return not line.lstrip().startswith(">")
    if not fence.prefix.strip():
        return False
    return len(line) - len(line.lstrip()) < len(fence.prefix)


def _closes(fence: _Fence, line: str) -> bool:
    bare = line.strip(" \t>")
    return len(bare) >= len(fence.mark) and set(bare) == {fence.mark[0]}


def open_inline(text: str) -> tuple[str, ...]:
    """Return the marks that the paragraph ``text`` opens and does not close, outermost first.

    Delimiter runs open and close by their flanks, as CommonMark says in 6.2.
    """
    stack: list[str] = []
    at = 0
    while (found := _MARKS.search(text, at)) is not None:
        mark = found.group()
        at = found.end()
        if mark[0] == "\\":
            continue
        if mark[0] == "`":
            close = re.compile(rf"(?<!`){mark}(?!`)").search(text, at)
            if close is None:
                return (*stack, mark) if text[at:].strip() else tuple(stack)
            at = close.end()
            continue
        _take(stack, mark, *_flanks(text, found.start(), found.end()))
    if _OPEN_LINK.search(text):
        stack.append("](")
    return tuple(stack)


def _flanks(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Return whether the delimiter run at ``start`` can open and whether it can close."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    word_before, word_after = before.isalnum(), after.isalnum()
    left = not after.isspace() and (word_after or before.isspace() or not word_before)
    right = not before.isspace() and (word_before or after.isspace() or not word_after)
    if text[start] == "_":
        return left and (not right or not word_before), right and (not left or not word_after)
    return left, right


def _take(stack: list[str], mark: str, opens: bool, closes: bool) -> None:
    """Match a delimiter run with what is open, and open what is left of it."""
    left = len(mark)
    while closes and left:
        at = next((at for at in reversed(range(len(stack))) if stack[at][0] == mark[0]), None)
        if at is None:
            break
        size = len(stack[at])
        if size > left:
            stack[at] = stack[at][: size - left]
            left = 0
        else:
            left -= size
            del stack[at:]
    if opens and left:
        stack.append(mark[:left])


def _missing_cells(text: str, line: str) -> str:
    """Return what the line below a table's header lacks, "" where it is none or whole."""
    if _DELIMITER_ROW.match(line) is None:
        return ""
    lines = text.split("\n")
    header = lines[-2] if len(lines) > 1 else ""
    if "|" not in header or _DELIMITER_ROW.match(header):
        return ""
    wanted = header.strip().strip("|").count("|") + 1
    cells = line.strip().removeprefix("|").split("|")
    done = [cell for cell in cells if "-" in cell]
    missing = wanted - len(done)
    if missing <= 0:
        return ""
    start = "" if line.rstrip().endswith("|") else (" |" if "-" in cells[-1] else "")
    return start + "---|" * missing


def _missing_row(text: str, line: str) -> str:
    """Return the line below a table's header where the draft ends in the header, else ""."""
    if _ROW.match(line) is None or _line_above(text, line).strip():
        return ""
    cells = line.strip().strip("|").count("|") + 1
    end = "" if line.rstrip().endswith("|") else " |"
    return f"{end}\n" + "|" + "---|" * cells


def _begins_rule(text: str, line: str) -> bool:
    """Return whether ``line`` would make a heading of what may become a list or a longer rule."""
    return _RULE_BEGUN.match(line) is not None and bool(_line_above(text, line).strip())


def _line_above(text: str, line: str) -> str:
    return text[: len(text) - len(line)].removesuffix("\n").rpartition("\n")[2]
