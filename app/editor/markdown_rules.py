"""Colours of Markdown source, line by line; knows no Qt.

What spans lines is kept in the state: fences with the language inside, front matter, comments.
Emphasis that goes on over a line end is left uncoloured: the page beside the text shows it.
"""

import re
from collections.abc import Hashable
from dataclasses import dataclass

from app.code_rules import code_rules, language_of_info, style_code_line
from app.line_rules import Style, Styled

_LONGEST = 8000  # characters: a longer line is no prose
_UNNAMED = "text"  # the language of a fence that names none

_FENCE = re.compile(r"^([ \t]*(?:>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+)*)(`{3,}|~{3,})([^`]*)$")
_HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+|$)")
_HEADING_END = re.compile(r"[ \t]+#+[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{2,})[ \t]*$")
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_ITEM = re.compile(r"^[ \t]*([-*+]|\d{1,9}[.)])[ \t]+(\[[ xX]\](?=\s))?")
_DEFINITION = re.compile(r"^ {0,3}(\[(?!\^)[^\]]+\]:)[ \t]*(\S*)")
_TABLE_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_FRONT = re.compile(r"^---[ \t]*$")
_FRONT_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$")

_SPECIAL = re.compile(r"[`*_~\[<|\\]|https?:")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]")
_LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\](\((?:[^()\s]|\([^()]*\))*(?:\s+[^()]*)?\)|\[[^\]]*\])"
)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:?")
_ADDRESS = re.compile(r"<(?:[a-z][a-z0-9+.-]*:|[\w.+-]+@)[^\s<>]*>|https?://[^\s<>)\]]+", re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_STRONG = re.compile(r"(\*\*\*|___|\*\*|__)(?=[^\s*_])(.+?)(?<=\S)\1(?![*_])")
# What strong text ends with: without one, every mark would be followed to the end of the line. As
# below, what stands before a mark is looked at behind it: a search for a literal is much quicker.
_STRONG_END = re.compile(r"\*\*(?<=\S\*\*)(?![*_])|__(?<=\S__)(?![*_])")
_EMPHASIS = re.compile(
    r"\*(?<![*\w\\]\*)(?![\s*])([^*]+?)(?<![\s*])\*(?!\*)"
    r"|_(?<![_\w\\]_)(?![\s_])([^_]+?)(?<![\s_])_(?![_\w])"
)
_STRUCK = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
_PIPE = re.compile(r"\|")
_COMMENT_OPEN, _COMMENT_CLOSE = "<!--", "-->"

_HEADINGS = (Style.HEADING_1, Style.HEADING_2, Style.HEADING_3)


@dataclass(frozen=True, slots=True)
class _Open:
    """What the lines so far left open: ``closer`` ends it."""

    kind: str  # "fence", "front" or "comment"
    closer: str
    language: str = ""
    inner: Hashable = ()


class MarkdownRules:
    """The rules of Markdown, with those of the languages inside its fences."""

    initial: Hashable = "start"
    usual: Hashable = ""

    def style_line(self, line: str, state: Hashable) -> tuple[list[Styled], Hashable]:
        """Return the styles of ``line`` and what it leaves open."""
        if len(line) > _LONGEST:
            return [], state
        if isinstance(state, _Open):
            if state.kind == "comment":
                return self._in_comment(line, 0, state)
            return self._in_block(line, state)
        if state == self.initial and _FRONT.match(line):
            opened = _Open("front", "", "yaml", code_rules("yaml").initial)
            return [(0, len(line), Style.MARKER)], opened
        fence = _FENCE.match(line)
        if fence is not None:
            language = language_of_info(fence[3])
            styled: list[Styled] = [(fence.end(1), len(line) - fence.end(1), Style.MARKER)]
            inner = code_rules(language or _UNNAMED).initial
            return styled, _Open("fence", fence[2], language, inner)
        return self._in_text(line)

    def inner_language(self, state: Hashable) -> str | None:
        """Return the language of the fence or front matter that is open, "" for none given."""
        if isinstance(state, _Open) and state.kind != "comment":
            return state.language
        return None

    def _in_block(self, line: str, state: _Open) -> tuple[list[Styled], Hashable]:
        stripped = line.strip(" \t>")
        if state.kind == "front":
            closed = _FRONT_END.match(line) is not None
        else:
            mark = state.closer[0]
            closed = stripped.startswith(state.closer) and not stripped.strip(mark)
        if closed:
            return [(0, len(line), Style.MARKER)], self.usual
        styled, inner = style_code_line(state.language or _UNNAMED, line, state.inner)
        return list(styled), _Open(state.kind, state.closer, state.language, inner)

    def _in_comment(self, line: str, start: int, state: _Open) -> tuple[list[Styled], Hashable]:
        end = line.find(state.closer, start)
        if end < 0:
            return [(start, len(line) - start, Style.COMMENT)], state
        end += len(state.closer)
        styled: list[Styled] = [(start, end - start, Style.COMMENT)]
        rest, after = self._in_text(" " * end + line[end:])
        return styled + rest, after

    def _in_text(self, line: str) -> tuple[list[Styled], Hashable]:
        styled: list[Styled] = []
        body = self._block_start(line, styled)
        if not _SPECIAL.search(line, body):
            return styled, self.usual
        comment = line.find(_COMMENT_OPEN, body)
        if comment >= 0:
            _style_inline(line[:comment], body, styled)
            rest, after = self._in_comment(line, comment, _Open("comment", _COMMENT_CLOSE))
            return styled + rest, after
        _style_inline(line, body, styled)
        return styled, self.usual

    def _block_start(self, line: str, styled: list[Styled]) -> int:
        """Style what makes ``line`` a heading, quote or item; return where its text begins."""
        heading = _HEADING.match(line)
        if heading is not None:
            level = len(heading[1])
            style = _HEADINGS[level - 1] if level <= len(_HEADINGS) else Style.HEADING_4
            styled.append((0, len(line), style))
            styled.append((0, heading.end(1), Style.MARKER))
            closing = _HEADING_END.search(line, heading.end())
            if closing is not None:
                styled.append((closing.start(), len(line) - closing.start(), Style.MARKER))
            return heading.end()
        if _UNDERLINE.match(line) or _RULE.match(line) or ("|" in line and _TABLE_RULE.match(line)):
            styled.append((0, len(line), Style.MARKER))
            return len(line)
        start = 0
        quote = _QUOTE.match(line)
        if quote is not None:
            start = quote.end()
            styled.append((0, start, Style.MARKER))
            styled.append((start, len(line) - start, Style.QUOTE))
        item = _ITEM.match(line[start:])
        if item is not None:
            styled.append((start + item.start(1), item.end(1) - item.start(1), Style.BULLET))
            if item[2] is not None:
                styled.append((start + item.start(2), len(item[2]), Style.BULLET))
            return start + item.end()
        definition = _DEFINITION.match(line)
        if definition is not None:
            styled.append((definition.start(1), len(definition[1]), Style.LINK))
            styled.append((definition.start(2), len(definition[2]), Style.ADDRESS))
            return definition.end()
        return start


def _style_inline(line: str, start: int, styled: list[Styled]) -> None:
    """Style emphasis, code, links and table bars of ``line`` from ``start`` on."""
    text = line
    codes: list[Styled] = []
    for match in _CODE.finditer(line, start):
        codes.append((match.start(), len(match[0]), Style.CODE))
        text = _masked(text, match)
    for match in _ESCAPE.finditer(text, start):
        styled.append((match.start(), 1, Style.MARKER))
        text = _masked(text, match)
    if text.lstrip("> \t").startswith("|"):
        styled += [(match.start(), 1, Style.MARKER) for match in _PIPE.finditer(text, start)]
    strong = _STRONG_END.search(text, start) is not None
    for match in _STRONG.finditer(text, start) if strong else ():
        if len(match[1]) == 3:
            styled.append((match.start(), len(match[0]), Style.EMPHASIS))
        styled.append((match.start(), len(match[0]), Style.STRONG))
        styled += _marks(match, len(match[1]))
    bare = _STRONG.sub(_without_stars, text) if strong else text
    for match in _EMPHASIS.finditer(bare, start):
        styled.append((match.start(), len(match[0]), Style.EMPHASIS))
        styled += _marks(match, 1)
    for match in _STRUCK.finditer(text, start):
        styled.append((match.start(), len(match[0]), Style.STRUCK))
        styled += _marks(match, 2)
    _style_links(text, start, styled)
    styled += codes


def _style_links(text: str, start: int, styled: list[Styled]) -> None:
    for match in _TAG.finditer(text, start):
        styled.append((match.start(), len(match[0]), Style.MARKER))
    for match in _LINK.finditer(text, start):
        styled.append((match.start(), match.start(2) - match.start(), Style.LINK))
        styled.append((match.start(2), len(match[2]), Style.ADDRESS))
    for match in _FOOTNOTE.finditer(text, start):
        styled.append((match.start(), len(match[0]), Style.LINK))
    for match in _ADDRESS.finditer(text, start) if "<" in text or "://" in text else ():
        styled.append((match.start(), len(match[0]), Style.ADDRESS))


def _marks(match: re.Match[str], length: int) -> list[Styled]:
    return [
        (match.start(), length, Style.MARKER),
        (match.end() - length, length, Style.MARKER),
    ]


def _masked(text: str, match: re.Match[str]) -> str:
    # A letter, so that the emphasis around still touches a word.
    return f"{text[: match.start()]}{'x' * len(match[0])}{text[match.end() :]}"


def _without_stars(match: re.Match[str]) -> str:
    # Same length: the marks of strong text must not open or close emphasis.
    marks = "x" * len(match[1])
    return f"{marks}{match[2]}{marks}"
