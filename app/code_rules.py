"""Colours of code, line by line, from the grammars of pygments; knows no Qt.

A pygments lexer reads a whole text. Its grammar is a stack of states, though, and that stack is
all that one line hands to the next: kept from line to line, it makes the lexer incremental.
"""

from __future__ import annotations

import re
import types
from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache

from pygments.lexer import ExtendedRegexLexer, Lexer, RegexLexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound

from app.line_rules import LineRules, PlainRules, Style, Styled

_LONGEST = 4000  # characters: a longer line is data, and colouring it takes too long
_KEPT_LINES = 8192
_DEEPEST = 64  # states: a broken text must not push for ever
_ROOT = ("root",)

_SLASH_STAR = frozenset(
    {"c", "cpp", "csharp", "css", "dart", "go", "java", "javascript", "kotlin", "less", "php"}
    | {"objective-c", "rust", "scala", "scss", "sql", "swift", "typescript", "glsl", "hlsl"}
    | {"cuda", "groovy", "protobuf", "solidity", "zig"}
)
_ANGLE = frozenset({"html", "xml", "svg", "vue", "xhtml"})
"""Languages whose grammar reads a comment over several lines in one go, which a line cannot."""

_STYLES: dict[_TokenType, Style] = {
    Token.Keyword: Style.KEYWORD,
    Token.Keyword.Type: Style.TYPE,
    Token.Keyword.Constant: Style.NUMBER,
    Token.Name.Function: Style.FUNCTION,
    Token.Name.Decorator: Style.FUNCTION,
    Token.Name.Builtin: Style.FUNCTION,
    Token.Name.Builtin.Pseudo: Style.KEYWORD,
    Token.Name.Attribute: Style.FUNCTION,
    Token.Name.Class: Style.TYPE,
    Token.Name.Exception: Style.TYPE,
    Token.Name.Namespace: Style.TYPE,
    Token.Name.Tag: Style.KEYWORD,
    Token.Name.Constant: Style.NUMBER,
    Token.Literal.String: Style.STRING,
    Token.Literal.String.Escape: Style.NUMBER,
    Token.Literal.String.Interpol: Style.NUMBER,
    Token.Literal.String.Doc: Style.STRING,
    Token.Literal.Number: Style.NUMBER,
    Token.Operator: Style.OPERATOR,
    Token.Operator.Word: Style.KEYWORD,
    Token.Punctuation: Style.OPERATOR,
    Token.Comment: Style.COMMENT,
    Token.Comment.Preproc: Style.KEYWORD,
    Token.Generic.Heading: Style.HEADING_4,
    Token.Generic.Subheading: Style.TYPE,
    Token.Generic.Inserted: Style.STRING,
    Token.Generic.Deleted: Style.REMOVED,
    Token.Generic.Emph: Style.EMPHASIS,
    Token.Generic.Strong: Style.STRONG,
}


class _LineLexer(RegexLexer):
    """Mixed in before a regex lexer: the stack of states goes in and comes out.

    Attributes:
        stack_after: the stack when the last text ended.
    """

    stack_after: tuple[str, ...] = _ROOT

    def get_tokens_unprocessed(
        self, text: str, stack: Iterable[str] = _ROOT
    ) -> Iterator[tuple[int, _TokenType, str]]:
        """Yield the tokens of ``text``, as ``RegexLexer`` does."""
        # A grammar with variants keeps the chosen one in the instance.
        grammar = vars(self).get("_tokens") or vars(type(self))["_tokens"]
        states = list(stack)
        place = 0
        while place < len(text):
            for matches, action, change in grammar[states[-1]]:
                match = matches(text, place)
                if match is None:
                    continue
                if type(action) is _TokenType:
                    yield place, action, match[0]
                elif action is not None:
                    yield from action(self, match)
                place = match.end()
                _change(states, change)
                break
            else:
                if text[place] == "\n":
                    states = ["root"]
                yield place, Token.Text, text[place]
                place += 1
        self.stack_after = tuple(states) if len(states) <= _DEEPEST else _ROOT


def _change(states: list[str], change: object) -> None:
    """Apply what a grammar's rule does to the stack of states: pops, pushes, names."""
    if change is None:
        return
    if isinstance(change, int):
        del states[max(1, len(states) + change) :]
        return
    for name in change if isinstance(change, tuple) else (change,):
        if name == "#pop":
            del states[max(1, len(states) - 1) :]
        else:
            states.append(states[-1] if name == "#push" else name)


@lru_cache(maxsize=64)
def code_rules(language: str) -> LineRules:
    """Return the rules of ``language`` (a pygments name), plain ones where it is unknown."""
    try:
        lexer = get_lexer_by_name(language.lower(), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return PlainRules()
    if not isinstance(lexer, RegexLexer) or isinstance(lexer, ExtendedRegexLexer):
        return _StatelessRules(lexer)
    mixed = types.new_class(f"Line{type(lexer).__name__}", (_LineLexer, type(lexer)))
    return CodeRules(mixed(stripnl=False, ensurenl=False), frozenset(lexer.aliases))


@lru_cache(maxsize=_KEPT_LINES)
def style_code_line(
    language: str, line: str, state: Hashable
) -> tuple[tuple[Styled, ...], Hashable]:
    """Return the styles of ``line`` and the state after it, at once for lines seen lately.

    Most lines of a changed piece of code are the ones that they were, and code in Markdown is
    shown twice: in the editor and on the page.
    """
    styled, after = code_rules(language).style_line(line, state)
    return tuple(styled), after


class CodeRules:
    """The rules of one language of code."""

    initial: Hashable = _ROOT
    usual: Hashable = _ROOT

    def __init__(self, lexer: _LineLexer, aliases: frozenset[str]) -> None:
        self._lexer = lexer
        self._comment = ("", "")
        if aliases & _SLASH_STAR:
            self._comment = ("/*", "*/")
        elif aliases & _ANGLE:
            self._comment = ("<!--", "-->")

    def style_line(self, line: str, state: Hashable) -> tuple[list[Styled], Hashable]:
        """Return the styles of ``line`` and the grammar's stack after it."""
        if len(line) > _LONGEST or not isinstance(state, tuple):
            return [], state
        opener, closer = self._comment
        offset = 0
        styled: list[Styled] = []
        if opener and state[0] == opener:
            end = line.find(closer)
            if end < 0:
                return [(0, len(line), Style.COMMENT)], state
            offset = end + len(closer)
            styled.append((0, offset, Style.COMMENT))
            state = state[1:]
        rest = line[offset:]
        found, stack = self._lex(rest, state)
        left_open = self._open_comment(rest, found) if opener else None
        if left_open is not None:
            found, stack = self._lex(rest[:left_open], state)
            stack = (opener, *stack)
        styled += [(offset + start, length, style) for start, length, style in _shown(found)]
        if left_open is not None:
            styled.append((offset + left_open, len(rest) - left_open, Style.COMMENT))
        return styled, stack

    def inner_language(self, state: Hashable) -> str | None:
        """Return ``None``: a code file holds no code blocks."""
        del state
        return None

    def _lex(self, text: str, stack: tuple[str, ...]) -> tuple[list[_Found], tuple[str, ...]]:
        tokens = self._lexer.get_tokens_unprocessed(f"{text}\n", stack)
        found = [(start, value, kind) for start, kind, value in tokens]
        return found, self._lexer.stack_after

    def _open_comment(self, text: str, found: list[_Found]) -> int | None:
        """Return where a comment begins that ``text`` does not close."""
        opener, closer = self._comment
        if opener not in text:
            return None
        place = text.rfind(opener)
        if text.find(closer, place + len(opener)) >= 0:
            return None
        for start, value, kind in found:
            if start <= place < start + len(value):
                in_string = _style_of(kind) is Style.STRING
                return None if in_string or kind is Token.Comment.Single else place
        return place


class _StatelessRules:
    """A language whose lexer is no grammar: every line stands for itself."""

    initial: Hashable = ()
    usual: Hashable = ()

    def __init__(self, lexer: Lexer) -> None:
        self._lexer = lexer

    def style_line(self, line: str, state: Hashable) -> tuple[list[Styled], Hashable]:
        """Return the styles of ``line`` alone."""
        if len(line) > _LONGEST:
            return [], state
        found = [
            (start, value, kind)
            for start, kind, value in self._lexer.get_tokens_unprocessed(f"{line}\n")
        ]
        return _shown(found), state

    def inner_language(self, state: Hashable) -> str | None:
        """Return ``None``: a code file holds no code blocks."""
        del state
        return None


_Found = tuple[int, str, _TokenType]


def _shown(found: list[_Found]) -> list[Styled]:
    return [
        (start, len(value.rstrip("\n")), style)
        for start, value, kind in found
        if (style := _style_of(kind)) is not None and not value.isspace()
    ]


@lru_cache(maxsize=512)
def _style_of(kind: _TokenType) -> Style | None:
    at: _TokenType | None = kind
    while at is not None:
        if at in _STYLES:
            return _STYLES[at]
        at = at.parent
    return None


_INFO_WORD = re.compile(r"[\w+#.-]+")


def language_of_info(info: str) -> str:
    """Return the language that the info string of a Markdown fence names, or ""."""
    match = _INFO_WORD.search(info)
    return match[0].lower() if match else ""
