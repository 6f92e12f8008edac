"""After a step only what changed is painted again: the screen is as a whole paint makes it."""

import random

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.preview.page_view import PageView
from engine.request import Span
from tests.app.preview.markdown_texts import LINES
from tests.app.preview.steady_texts import OPENERS, TEXT

ROUNDS = 40
PIECES = (*LINES, *OPENERS, "[ref]: /z\n", "[f]:\n>\n", "[^n]: other\n", "    code\n")


def on_screen(page: PageView, image: QImage) -> QImage:
    """Return what stands on the screen of the page alone, in the format of ``image``."""
    seen = page.screen().grabWindow(page.winId()).toImage()
    return without_bar(page, seen.convertToFormat(image.format()))


def without_bar(page: PageView, image: QImage) -> QImage:
    """Return ``image`` without the scroll bar, which is painted a moment later."""
    width = image.width() - page.verticalScrollBar().sizeHint().width()
    return image.copy(0, 0, width, image.height())


def test_the_screen_is_right_after_every_step(page: PageView) -> None:
    page.resize(700, 900)
    page.set_source(TEXT, "markdown")
    QApplication.processEvents()
    chance = random.Random(3)
    # Blocks that a draft's definition gives another look stand around it.
    starts = [TEXT.index("- one"), TEXT.index("  loose"), TEXT.index("> quote"), 0, len(TEXT)]
    for number in range(ROUNDS):
        start = starts[number] if number < len(starts) else chance.randrange(len(TEXT))
        span = Span(start, min(len(TEXT), start + chance.choice((0, 1, 5, 40))))
        for _ in range(4):
            draft = "".join(chance.choice(PIECES) for _ in range(chance.randrange(5)))
            page.set_draft(span, draft)
            QApplication.processEvents()
            whole = page.grab().toImage()
            assert on_screen(page, whole) == without_bar(page, whole), (span, draft)
        page.clear_draft()
        QApplication.processEvents()
