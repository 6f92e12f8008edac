"""From what a person types to what SQLite searches for; pure."""

import re
from typing import Final

from app.history.database import INDEXED

# Chinese and Japanese have no spaces: the index takes a whole sentence of theirs for one word.
_NO_SPACES = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LETTER = re.compile(r"\w")
_ESCAPE: Final = "\\"


def index_query(words: str) -> str:
    """Return what FTS5 is asked for ``words``: runs that hold all of them, each as a beginning.

    Returns "" where the index cannot answer: there is no letter in it, or one of a script that
    has no spaces between its words.
    """
    if _NO_SPACES.search(words):
        return ""
    parts = [part for part in words.split() if _LETTER.search(part)]
    return " ".join('"' + part.replace('"', '""') + '" *' for part in parts)


def scan_condition(words: str) -> tuple[str, list[str]]:
    """Return SQL that looks through every text for all ``words``, and its arguments."""
    conditions: list[str] = []
    arguments: list[str] = []
    for part in words.split():
        pattern = part
        for special in (_ESCAPE, "%", "_"):
            pattern = pattern.replace(special, _ESCAPE + special)
        conditions.append(
            "(" + " OR ".join(f"{name} LIKE ? ESCAPE '{_ESCAPE}'" for name in INDEXED) + ")"
        )
        arguments += [f"%{pattern}%"] * len(INDEXED)
    return " AND ".join(conditions) or "1", arguments
