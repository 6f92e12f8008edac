"""One tab with a flow and an editor, for sequences of what a person does to a draft."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.document import Document
from app.edit_flow import EditFlow
from app.editor.editor_view import EditorView
from app.editor.review_hand import ReviewHand
from app.preview.page_view import PageView
from app.tab import Tab
from app.theme import load_theme
from engine.events import Draft
from engine.request import Span
from tests.app.review_model import passage_of


class Bench:
    """One tab for all sequences."""

    def __init__(self) -> None:
        self.editor = EditorView()
        self.flow = EditFlow(self.editor.text_at)
        page = PageView(load_theme("light"))
        self.tab = Tab("1", Document(), self.editor, page, flow=self.flow)
        self.editor.resize(500, 400)
        self.editor.show()
        self.serial = 0

    @property
    def edit(self) -> ReviewHand:
        edit = self.editor.focusProxy()
        assert isinstance(edit, ReviewHand)
        return edit

    def draft(self, words: list[str]) -> Draft:
        self.serial += 1  # no two drafts are one
        return Draft(0, passage_of(words), 1, 0.1, True, True, self.serial, 3, "Test", 1, 0)

    def span(self, part: str) -> Span:
        start = self.editor.text().index(part)
        return Span(start, start + len(part))

    def letter(self, text: str) -> None:
        self._press(Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, text)

    def undo(self) -> None:
        self._press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    def redo(self) -> None:
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        self._press(Qt.Key.Key_Z, both)

    def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str = "") -> None:
        QApplication.sendEvent(self.edit, QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text))
