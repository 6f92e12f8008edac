"""The text of one step, to read and to copy, where no document has it; knows no run.

Tokens are told apart as in the editor: a free one has dots under it and is fainter, a pinned one
a line and its own colour.
"""

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.replay import Frame, Mark
from app.theme import Theme
from app.utf16 import Utf16Index

_Line = QTextCharFormat.UnderlineStyle


class StepText(QPlainTextEdit):
    """Shows a frame's text, read-only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._frame: Frame | None = None
        self.setReadOnly(True)
        self.setMinimumWidth(200)
        self.setAccessibleName("Text of this step")

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._theme = theme
        if self._frame is not None:
            self.show_frame(self._frame)

    def show_frame(self, frame: Frame) -> None:
        """Show the text of ``frame``; what is in sight stays there."""
        self._frame = frame
        place = self.verticalScrollBar().value()
        self.setPlainText(frame.step.text)
        self.setExtraSelections(self._looks(frame))
        self.verticalScrollBar().setValue(place)

    def _looks(self, frame: Frame) -> list[QTextEdit.ExtraSelection]:
        theme = self._theme
        if theme is None:
            return []
        free, pinned = QTextCharFormat(), QTextCharFormat()
        free.setForeground(QColor(theme.token_free))
        free.setUnderlineStyle(_Line.DotLine)
        pinned.setForeground(QColor(theme.token_pinned))
        pinned.setUnderlineStyle(_Line.SingleUnderline)
        looks = {Mark.FREE: free, Mark.CORRECTED: free, Mark.PINNED: pinned}
        index = Utf16Index(frame.step.text)
        made = []
        for start, end, mark in frame.ranges():
            if mark in looks and start < end:
                selection = QTextEdit.ExtraSelection()
                cursor = QTextCursor(self.document())
                cursor.setPosition(index.to_utf16(start))
                cursor.setPosition(index.to_utf16(end), QTextCursor.MoveMode.KeepAnchor)
                selection.cursor, selection.format = cursor, looks[mark]
                made.append(selection)
        return made
