"""A run's text before and after, woven into one; knows no file and no editor."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from app.review import Hunk, HunkKind
from app.theme import Theme

_MOST = 20_000  # characters that are shown: nobody reads more in a panel
_LINE_SIGN = "↵"
_LINE_PERCENT = 120


class HistoryCompare(QTextEdit):
    """Shows words that went, struck out, and words that came, underlined, as the editor does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hunks: tuple[Hunk, ...] = ()
        self._theme: Theme | None = None
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Before and after")
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(10)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self._write()

    def show_hunks(self, hunks: Sequence[Hunk]) -> None:
        """Show a comparison."""
        self._hunks = tuple(hunks)
        self._write()
        self.verticalScrollBar().setValue(0)

    def text(self) -> str:
        """Return what is shown."""
        return self.toPlainText()

    def _write(self) -> None:
        if self._theme is None:
            return
        looks = _looks(self._theme)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        airy = QTextBlockFormat()
        airy.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(airy)
        room = _MOST
        for hunk in self._hunks:
            text = hunk.text[:room]
            room -= len(text)
            if hunk.kind is not HunkKind.SAME:
                # A line end that came or went has no letters to mark.
                text = text.replace("\n", f"{_LINE_SIGN}\n")
            cursor.insertText(text, looks[hunk.kind])
        if room <= 0:
            cursor.insertText(" …", looks[HunkKind.SAME])


def _looks(theme: Theme) -> dict[HunkKind, QTextCharFormat]:
    looks = {kind: QTextCharFormat() for kind in HunkKind}
    looks[HunkKind.SAME].setForeground(QColor(theme.text))
    removed, added = looks[HunkKind.REMOVED], looks[HunkKind.ADDED]
    removed.setForeground(QColor(theme.removed_text))
    removed.setBackground(QColor(theme.removed))
    removed.setFontStrikeOut(True)
    added.setForeground(QColor(theme.added_text))
    added.setBackground(QColor(theme.added))
    added.setFontUnderline(True)
    return looks
