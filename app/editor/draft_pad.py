"""The text of a draft under review while a person types into it: never on the screen itself.

It is a text field of its own, so that every key means there what it means in any text; the editor
shows its text and its caret in the span's place. It knows no document and no review.
"""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from app.editor.clip import copied, pasted
from app.editor.stand_ins import from_document, to_document

_Keep = QTextCursor.MoveMode.KeepAnchor


class DraftPad(QPlainTextEdit):
    """Places are UTF-16 units from the draft's beginning."""

    def __init__(self) -> None:
        super().__init__()
        self.setUndoRedoEnabled(False)  # the steps of the review are kept elsewhere
        self.setAccessibleName("Draft")

    @property
    def text(self) -> str:
        """The draft, line ends U+000A."""
        return from_document(self.document().toRawText())

    @property
    def places(self) -> tuple[int, int]:
        """Where the selection began and where the caret is; the same where nothing is selected."""
        cursor = self.textCursor()
        return cursor.anchor(), cursor.position()

    @property
    def length(self) -> int:
        """The length of the draft."""
        return self.document().characterCount() - 1

    def units_before(self, place: int) -> str:
        """Return the draft's text before ``place``."""
        raw = self.text.encode("utf-16-le", "surrogatepass")
        return raw[: 2 * place].decode("utf-16-le", "surrogatepass")

    @property
    def composing(self) -> str:
        """What an input method is composing at the caret, "" for nothing."""
        return self.textCursor().block().layout().preeditAreaText()

    def show_text(self, text: str) -> None:
        """Take another draft; the caret stays beside the words that it stands beside."""
        old = self.document().toRawText().replace("\u2029", "\n")
        new = to_document(text)
        if old == new:
            return
        anchor, place = (_carried(old, new, place) for place in self.places)
        self.setPlainText(new)
        self.move_to(anchor)
        self.move_to(place, selecting=True)

    def move_to(self, place: int, *, selecting: bool = False) -> None:
        """Put the caret at ``place``, with ``selecting`` select up to there."""
        cursor = self.textCursor()
        place = max(0, min(place, self.length))
        cursor.setPosition(place, _Keep if selecting else QTextCursor.MoveMode.MoveAnchor)
        self.setTextCursor(cursor)

    def select_word(self, place: int) -> None:
        """Select the word at ``place``."""
        cursor = self.textCursor()
        cursor.setPosition(max(0, min(place, self.length)))
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        self.setTextCursor(cursor)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy the characters as they are."""
        return copied(self.textCursor())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste text."""
        text = pasted(source)
        if text is not None:
            self.insertPlainText(text)


def _carried(old: str, new: str, place: int) -> int:
    """Return the place in ``new`` for one in ``old``; both in units as Python counts letters.

    What both begin and end with alike carries the place along; in between it goes to the end.
    """
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    if place <= head:
        return place
    return max(head, len(new) - min(tail, max(0, len(old) - place)))
