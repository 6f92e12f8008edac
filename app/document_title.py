"""What a text is called in an instruction: its first heading, else its file's name; no Qt."""

import re
from pathlib import Path

from app.languages import MARKDOWN

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*")
_LOOKED_AT = 200  # lines: a title stands at the beginning


def document_title(text: str, name: str, language: str) -> str:
    """Return the title.

    Args:
        text: the whole document.
        name: of its file, or what a text without one is called.
        language: of the document; headings count in Markdown alone.
    """
    if language == MARKDOWN:
        fence = ""
        for line in text.split("\n", _LOOKED_AT)[:_LOOKED_AT]:
            mark = _FENCE.match(line)
            if mark is not None and not fence:
                fence = mark[1][:3]
            elif mark is not None and mark[1].startswith(fence):
                fence = ""
            found = None if fence else _HEADING.fullmatch(line)
            if found is not None and found[1]:
                return found[1]
    return Path(name).stem or name
