"""Small parts that the bars are made of; knows no bar and no theme."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from app.panels.painted_label import PaintedLabel

_LEAST_SHOWN = 6  # letters with the dots: less says nothing


def make_label(text: str = "", tone: str = "") -> QLabel:
    """Return a label in one of the tones of ``app.style``."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    set_tone(label, tone)
    return label


def set_tone(label: QLabel, tone: str) -> None:
    """Give ``label`` another tone ("muted", "warning", "error", "strong" or "")."""
    if label.property("tone") == tone:
        return
    label.setProperty("tone", tone)
    label.style().unpolish(label)
    label.style().polish(label)


def make_button(text: str, look: str, tip: str, parent: QWidget | None = None) -> QPushButton:
    """Return a button of a bar; it takes no focus by mouse, so that the caret stays put."""
    button = QPushButton(f" {text}", parent)  # the space parts it from its icon
    button.setAccessibleName(text)
    button.setProperty("look", look)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


class ElidedLabel(PaintedLabel):
    """A label that gives way: what does not fit ends in dots and stands whole in the tool tip.

    Of words that stand in parts the last ones go first, and only the first part ends in dots. It
    asks for no width, so no words of it have the window laid out anew.
    """

    def __init__(
        self, tone: str = "", *, dots: Qt.TextElideMode = Qt.TextElideMode.ElideRight
    ) -> None:
        super().__init__()
        self._dots = dots
        self._whole = ""
        self._shorter: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_tone(self, tone)

    def show_text(self, text: str, parted_by: str = "") -> None:
        """Show ``text`` as far as it fits: as many of its parts, "" for one part."""
        self._whole = text
        parts = text.split(parted_by) if parted_by else [text]
        self._shorter = tuple(parted_by.join(parts[:count]) for count in range(len(parts), 0, -1))
        self.setAccessibleName(text)
        self._elide()

    def whole_text(self) -> str:
        """Return the whole text, also where it is shown cut."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text into the new width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        widths = ((text, metrics.horizontalAdvance(text)) for text in self._shorter)
        fits = next((text for text, width in widths if width <= room), None)
        if fits is None:
            first = self._shorter[-1] if self._shorter else ""
            fits = metrics.elidedText(first, self._dots, room)
            fits = fits if len(fits) >= _LEAST_SHOWN else ""
        self.setToolTip(self._whole if fits != self._whole else "")
        self.paint_words(fits)


def make_tool(tip: str, parent: QWidget | None = None, *, checkable: bool = False) -> QToolButton:
    """Return an icon button of a bar; ``tip`` is its accessible name as well."""
    button = QToolButton(parent)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setCheckable(checkable)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def key_text(keys: str) -> str:
    """Return the shortcut ``keys`` as this system writes it ("Ctrl+Return" -> "Ctrl+Enter")."""
    shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return shown.replace("Return", "Enter")
