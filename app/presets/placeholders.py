"""What stands in braces in an instruction, and what is put there; knows no editor and no file."""

import re
from dataclasses import dataclass
from typing import Final

from app.presets.front_matter import PresetError

SELECTION: Final = "selection"
LANGUAGE: Final = "language"
TITLE: Final = "document_title"
NAMES: Final = (SELECTION, LANGUAGE, TITLE)
MOST_SELECTION: Final = 2000  # characters: the model reads the whole selection in any case
MOST_TITLE: Final = 200

_MARK = re.compile(r"\{\{|\}\}|\{[^{}\n]*\}|[{}]")


@dataclass(frozen=True, slots=True)
class Values:
    """What an instruction may name.

    Attributes:
        selection: the text to rewrite.
        language: of that text, for people.
        document_title: the document's first heading, else its file's name.
    """

    selection: str
    language: str
    document_title: str


def check_placeholders(text: str) -> None:
    """Look at every brace.

    Raises:
        PresetError: a name in braces is not known, or a brace stands alone.
    """
    for mark in _MARK.finditer(text):
        found = mark[0]
        if found in ("{{", "}}") or found[1:-1] in NAMES:
            continue
        if len(found) > 1:
            known = ", ".join(f"{{{name}}}" for name in NAMES)
            raise PresetError(
                f"{found} is not known: there are {known}; "
                "a brace that means itself is written twice"
            )
        raise PresetError(f"a single {found} means nothing: one that means itself is written twice")


def fill_placeholders(text: str, values: Values) -> str:
    """Return the instruction with the values in place of their names.

    A long selection is cut at the end of a word: the instruction names it, and the model reads
    all of it as what is to be rewritten.

    Raises:
        PresetError: as ``check_placeholders``.
    """
    check_placeholders(text)
    given = {
        SELECTION: _cut(values.selection.strip(), MOST_SELECTION),
        LANGUAGE: values.language,
        TITLE: _cut(values.document_title, MOST_TITLE),
    }
    return _MARK.sub(
        lambda mark: mark[0][0] if mark[0] in ("{{", "}}") else given[mark[0][1:-1]], text
    )


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    head = text[:most]
    space = max(head.rfind(" "), head.rfind("\n"))
    return f"{head[: space if space > most // 2 else most].rstrip()}…"
