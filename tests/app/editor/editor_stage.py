"""An editor on the (offscreen) screen and the drafts to show in it."""

import re

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFont, QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.editor.editor_view import EditorView
from app.editor.text_edit import TextEdit
from app.review import Change, Review, Turn
from engine.events import DenoiseStep, Draft, TokenState, TokenView
from engine.request import EditRequest, Span

PASSAGE = "Glass that cools *too fast* keeps **stress** inside it for ever, and then it breaks."
TEXT = f"""\
# Annealing

Before the passage.

{PASSAGE}

After the passage stands a longer paragraph, which goes on for more than one line of the editor.

- one
- two

The end.
"""
# Shorter than the passage, as long, much longer, and nothing at all.
DRAFTS = (
    "Short.",
    "Glass that cools keeps stress inside it, and then it breaks.",
    "- one\n- two\n- three\n\n```python\nx = 1\n```\n\nand a last line that is long " * 2,
    "",
)


def open_editor(qtbot: QtBot, text: str = TEXT, language: str = "markdown") -> EditorView:
    view = EditorView()
    qtbot.addWidget(view)
    font = QFont("DejaVu Sans Mono")
    font.setPointSizeF(11)
    view.set_font(font)
    view.resize(620, 520)
    view.set_text(text, language)
    with qtbot.waitExposed(view):
        view.show()
    view.setFocus()
    return view


def inner(view: EditorView) -> TextEdit:
    edit = view.focusProxy()
    assert isinstance(edit, TextEdit)
    return edit


def document_of(view: EditorView) -> QTextDocument:
    return inner(view).document()


def span_of(view: EditorView, part: str) -> Span:
    start = view.text().index(part)
    return Span(start, start + len(part))


def step_of(text: str, number: int = 1, *, free: tuple[str, ...] = ()) -> DenoiseStep:
    tokens = tuple(
        TokenView(
            match.start(),
            match.end(),
            2.0 if match[0].strip() in free else 0.0,
            TokenState.FREE if match[0].strip() in free else TokenState.ACCEPTED,
        )
        for match in re.finditer(r"\s*\S+\s*$|\s*\S+|\s+$", text)
    )
    return DenoiseStep(1, 0, number, 8, 0.7, text, tokens, 0.1)


def review_of(view: EditorView, span: Span, after: str) -> Review:
    text = view.text()
    before = text[span.start : span.end]
    request = EditRequest(
        1, view.revision(), span, text[: span.start], before, text[span.end :], "Do it"
    )
    draft = Draft(1, after, 3, 0.5, True, True, 0, 9, "Test", 1, 0)
    turns = (Turn(request.instruction, draft),)
    return Review(request, draft, before, (Change(0, before, after),), turns=turns)


def block_tops(view: EditorView) -> dict[str, float]:
    """Where every block on the screen stands, by its text; blank ones are left out."""
    return {
        block.text(): top for block, top, _ in inner(view).places.visible() if block.text().strip()
    }


def caret_to(view: EditorView, place: int) -> None:
    view.select_span(Span(place, place))


def viewport(view: EditorView) -> QWidget:
    return inner(view).viewport()


def type_text(view: EditorView, text: str) -> None:
    for character in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            none = Qt.KeyboardModifier.NoModifier
            QCoreApplication.sendEvent(inner(view), QKeyEvent(kind, 0, none, character))


def press(
    view: EditorView,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    QTest.keyClick(inner(view), key, modifier)


def click(view: EditorView, point: QPointF) -> None:
    where = QPoint(round(point.x()), round(point.y()))
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(viewport(view), left, none, where)


def point_of(view: EditorView, place: int) -> QPointF:
    """A point inside the character at ``place``, as it is on the screen."""
    edit = inner(view)
    start, end = edit.content.to_units(Span(place, place + 1))
    rect = edit.places.caret_rect(start)
    after = edit.places.caret_rect(end)
    x = (rect.left() + after.left()) / 2 if after.top() == rect.top() else rect.left() + 2
    return QPointF(x - 1, rect.center().y())


def replace_as_a_person(view: EditorView, span: Span, text: str) -> None:
    """Change the document as typing does, without the keyboard."""
    start, end = inner(view).content.to_units(span)
    cursor = QTextCursor(document_of(view))
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(text)
