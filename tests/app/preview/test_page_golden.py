"""The page's blocks, their text and their colours in both themes, against golden lists.

``python -m tests.app.preview.test_page_golden`` writes the lists anew, to be read before they are
committed.
"""

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.preview.page_view import PageView
from app.theme import load_theme
from engine.request import Span
from tests.app.preview.drawn_page import drawn_page

GOLDEN = Path(__file__).parent / "golden"
THEMES = ("light", "dark")
SPAN = "loose\n  1. nested"
DRAFT = (
    "loose and **new\n  1. nested\n\n```python\ndef g():\n    return 'open\n```\n\n| c | d |\n|--"
)


def texts() -> dict[str, tuple[str, str | None]]:
    """Return the lists by name: the text of the page, and the draft in it."""
    text = (GOLDEN / "page.md").read_text(encoding="utf-8")
    return {"page": (text, None), "draft": (text, DRAFT)}


def drawn(page: PageView, name: str, theme: str) -> str:
    text, draft = texts()[name]
    page.set_theme(load_theme(theme))
    page.set_source(text, "markdown")
    if draft is not None:
        start = text.index(SPAN)
        page.set_draft(Span(start, start + len(SPAN)), draft)
    return "\n".join(drawn_page(page, load_theme(theme))) + "\n"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["page", "draft"])
def test_blocks_texts_and_colours_are_the_golden_ones(
    page: PageView, name: str, theme: str
) -> None:
    golden = (GOLDEN / f"{name}-{theme}.txt").read_text(encoding="utf-8")
    assert drawn(page, name, theme) == golden


@pytest.mark.parametrize("theme", THEMES)
def test_a_draft_leaves_every_block_but_its_own_as_the_golden_page_has_it(theme: str) -> None:
    whole = _blocks(GOLDEN / f"page-{theme}.txt")
    drafted = _blocks(GOLDEN / f"draft-{theme}.txt")
    mine = [block for block in drafted if "(draft)" in block[0]]
    assert mine
    others = [block for block in drafted if block not in mine]
    assert [block for block in whole if SPAN.splitlines()[0] not in "\n".join(block)] == others


def _blocks(path: Path) -> list[list[str]]:
    blocks: list[list[str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def main() -> None:
    """Write the lists."""
    application = QApplication(sys.argv[:1])
    for theme in THEMES:
        for name in texts():
            page = PageView(load_theme(theme))
            path = GOLDEN / f"{name}-{theme}.txt"
            path.write_text(drawn(page, name, theme), encoding="utf-8")
    del application


if __name__ == "__main__":
    main()
