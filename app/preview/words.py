"""Inline Markdown as plain text with styled runs; knows no Qt, no theme and no files.

Nothing here is executed or fetched: HTML tags stay text, a picture is a name.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntFlag

from markdown_it.token import Token

PICTURE = "\ufffc"
"""Stands in the text where a picture is drawn."""

_WEB_ADDRESS = re.compile(r"\bhttps?://[^\s<>]+[^\s<>.,:;!?'\"()\[\]{}*_~]")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


class Style(IntFlag):
    """How a run looks; the flags add up."""

    PLAIN = 0
    STRONG = 1
    EMPHASIS = 2
    STRIKE = 4
    CODE = 8
    LINK = 16
    RAISED = 32
    SOURCE = 64
    PICTURE = 128
    ABSENT = 256
    KEY = 512


_OPENERS = {"strong": Style.STRONG, "em": Style.EMPHASIS, "s": Style.STRIKE}

# A picture that is no file of this machine; one letter and a colon are a drive.
_ELSEWHERE = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+:|//|\\\\", re.IGNORECASE)

_TAGS = {
    "kbd": Style.KEY,
    "sup": Style.RAISED,
    "b": Style.STRONG,
    "strong": Style.STRONG,
    "i": Style.EMPHASIS,
    "em": Style.EMPHASIS,
    "s": Style.STRIKE,
    "del": Style.STRIKE,
}
"""The HTML tags that are more than source: they say how words look, and nothing else."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters ``start <= i < end`` of a text that look alike.

    Attributes:
        start: first character.
        end: behind the last one.
        style: how they look; "RAISED" is a footnote's number, "SOURCE" an HTML tag shown as it
            is written, "ABSENT" the words in place of a picture that is not shown.
        href: where a link leads, "" for none.
        title: what a link or a picture says of itself.
        picture: source of a picture, as written.
    """

    start: int
    end: int
    style: Style = Style.PLAIN
    href: str = ""
    title: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    r"""A text in runs; the runs ascend and only styled text has one; ``"\n"`` breaks a line."""

    text: str = ""
    runs: tuple[Run, ...] = ()


class _Writer:
    """Collects text and runs; a run keeps the styles that are open when it is written."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._runs: list[Run] = []
        self._open = [Style.PLAIN]  # each with those around it: adding flags up takes its time
        self._links: list[tuple[str, str]] = []

    def open(self, style: Style) -> None:
        self._open.append(self._open[-1] | style)

    def close(self) -> None:
        if len(self._open) > 1:
            self._open.pop()

    def open_link(self, href: str, title: str) -> None:
        self._links.append((href, title))

    def close_link(self) -> None:
        if self._links:
            self._links.pop()

    @property
    def in_link(self) -> bool:
        return bool(self._links)

    def write(
        self,
        text: str,
        style: Style = Style.PLAIN,
        *,
        href: str = "",
        title: str = "",
        picture: str = "",
    ) -> None:
        around = self._open[-1]
        if around:
            style |= around
        if self._links:
            href, tip = self._links[-1]
            title = title or tip
        if href:
            style |= Style.LINK
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        if style and text:
            self._runs.append(Run(start, self._length, style, href, title, picture))

    def words(self) -> Words:
        return Words("".join(self._parts), tuple(self._runs))


def words_of(children: Sequence[Token], numbers: Mapping[str, int]) -> Words:
    """Return the inline tokens ``children`` as words.

    Args:
        children: what the parser made of one line of thought: a paragraph, a cell, a heading.
        numbers: label and number of each footnote.
    """
    writer = _Writer()
    paired = _paired_tags(children)
    for at, token in enumerate(children):
        style = paired.get(at)
        if style is None:
            _write(writer, token, numbers)
        elif token.content.startswith("</"):
            writer.close()
        else:
            writer.open(style)
    return writer.words()


def _paired_tags(children: Sequence[Token]) -> dict[int, Style]:
    """Return the index of each tag that only says how words look, where both of its ends stand."""
    found: dict[int, Style] = {}
    opened: list[tuple[int, str]] = []
    for at, token in enumerate(children):
        if token.type != "html_inline":
            # A tag that closes outside of the emphasis that it was opened in stays source.
            opened = [] if token.nesting else opened
            continue
        name = token.content.strip("</> ").lower()
        if name not in _TAGS:
            continue
        if not token.content.startswith("</"):
            opened.append((at, name))
        elif opened and opened[-1][1] == name:
            found[opened.pop()[0]] = found[at] = _TAGS[name]
    return found


def _write(writer: _Writer, token: Token, numbers: Mapping[str, int]) -> None:
    kind = token.type
    if kind == "text":
        _write_text(writer, token.content)
    elif kind == "softbreak":
        writer.write(" ")
    elif kind == "hardbreak":
        writer.write("\n")
    elif kind == "code_inline":
        writer.write(token.content, Style.CODE)
    elif kind == "link_open":
        writer.open_link(str(token.attrs.get("href", "")), str(token.attrs.get("title", "")))
    elif kind == "link_close":
        writer.close_link()
    elif kind == "image":
        source = str(token.attrs.get("src", ""))
        alt = _plain(token.children or ()) or str(token.attrs.get("title", ""))
        writer.write(PICTURE, Style.PICTURE, title=alt, picture=source)
    elif kind == "html_inline":
        broken = _LINE_BREAK.fullmatch(token.content) is not None
        writer.write("\n" if broken else token.content, Style.PLAIN if broken else Style.SOURCE)
    elif kind == "footnote_ref":
        label = str(token.meta["label"])
        number = numbers.get(label)
        writer.write("?" if number is None else str(number), Style.RAISED, href=f"#fn:{label}")
    elif token.nesting == 1:
        writer.open(_OPENERS[token.tag])
    elif token.nesting == -1:
        writer.close()


def _write_text(writer: _Writer, text: str) -> None:
    """Write plain text, the web addresses in it as links."""
    at = 0
    if "://" in text and not writer.in_link:
        for found in _WEB_ADDRESS.finditer(text):
            writer.write(text[at : found.start()])
            writer.write(found.group(), href=found.group())
            at = found.end()
    writer.write(text[at:])


def _plain(children: Sequence[Token]) -> str:
    """Return what a picture's description says, without its styles."""
    return "".join(
        _plain(token.children) if token.type == "image" and token.children else token.content
        for token in children
    )


def with_pictures(words: Words, shown: Callable[[str], bool]) -> Words:
    """Return ``words`` with each picture that is not shown replaced by what it is.

    Args:
        words: a text that may hold pictures.
        shown: tells whether the picture of that source can be drawn.
    """
    if PICTURE not in words.text:
        return words
    parts: list[str] = []
    runs: list[Run] = []
    at = 0
    length = 0
    for run in words.runs:
        parts.append(words.text[at : run.start])
        length += run.start - at
        text = words.text[run.start : run.end]
        style = run.style
        if run.picture and not shown(run.picture):
            text = _absent(run)
            style = style & ~Style.PICTURE | Style.ABSENT
        parts.append(text)
        runs.append(replace(run, start=length, end=length + len(text), style=style))
        length += len(text)
        at = run.end
    parts.append(words.text[at:])
    return Words("".join(parts), tuple(runs))


def _absent(run: Run) -> str:
    """Return what stands for a picture that is not shown: a file that is missing is named."""
    if _ELSEWHERE.match(run.picture):
        return run.title or run.picture
    missing = f"not found: {run.picture}"
    return f"{run.title} ({missing})" if run.title else missing


def slug(text: str) -> str:
    """Return the anchor of a heading, the way that public hosts of Markdown spell it."""
    kept = re.sub(r"[^\w\- ]", "", text.strip().lower())
    return kept.replace(" ", "-")
