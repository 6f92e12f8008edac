"""A line to type into that can be emptied by one press; knows nothing of what is searched.

Qt's own button for that is a drawing of its own colours, which is lost on both of our themes.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.icons import finest_ratio, tinted_pixmap


class ClearButton(QAction):
    """Stands at the end of a line that holds something; owned by the line.

    Its signal ``triggered`` says that the line shall be empty.
    """

    def __init__(self, line: QLineEdit) -> None:
        super().__init__("Clear", line)
        self._line = line
        self._colour = ""
        self.setToolTip("Clear (Esc)")
        self._tint()
        line.addAction(self, QLineEdit.ActionPosition.TrailingPosition)
        line.textChanged.connect(self._show)
        line.installEventFilter(self)
        self._show(line.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the colours of the theme."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._tint()
        return super().eventFilter(watched, event)

    @Slot(str)
    def _show(self, text: str) -> None:
        self.setVisible(bool(text) and not self._line.isReadOnly())

    def _tint(self) -> None:
        colour = QApplication.palette().color(QPalette.ColorRole.PlaceholderText).name()
        if colour != self._colour:
            self._colour = colour
            self.setIcon(QIcon(tinted_pixmap("close", colour, ratio=finest_ratio())))


class SearchLine(QLineEdit):
    """Esc empties it, and does what it does elsewhere where it is empty."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        """Say by ``words`` what is searched."""
        super().__init__(parent)
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.clear_button = ClearButton(self)
        self.clear_button.triggered.connect(self.clear)

    def event(self, event: QEvent) -> bool:
        """Take Esc before the window does, where there is something to empty."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.text():
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.clear()
                return True
        return super().event(event)
