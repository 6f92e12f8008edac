"""One line of what there is: a sign, what it is about, the words; knows no machine."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.icons import ICON_POINTS, finest_ratio, tinted_pixmap
from app.models.boxes import wrapped
from app.models.machine import Fact, Sign
from app.panels.widgets import make_label, set_tone
from app.theme import Theme

_LABEL_WIDTH = 116  # px
_SAID = {Sign.GOOD: "good", Sign.BAD: "not possible", Sign.CARE: "needs care", Sign.NONE: ""}


class FactRow(QWidget):
    """Shows a ``Fact``."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, signs: bool = True) -> None:
        """Make an empty row; without ``signs`` it leaves no room for them."""
        super().__init__(parent)
        self._theme = theme
        self._fact = Fact(Sign.NONE, "", "")
        self._sign = QLabel()
        self._sign.setFixedSize(ICON_POINTS, ICON_POINTS)
        self._label = make_label(tone="muted")
        self._label.setFixedWidth(_LABEL_WIDTH)
        self._words = wrapped()
        self._note = wrapped(tone="muted")
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self._words)
        column.addWidget(self._note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        if not signs:
            self._sign.hide()
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def show_fact(self, fact: Fact) -> None:
        """Show it in place of the one before."""
        self._fact = fact
        self._label.setText(fact.label)
        self._words.setText(fact.words)
        self._note.setText(fact.note)
        self._note.setVisible(bool(fact.note))
        set_tone(self._words, "muted" if fact.sign is Sign.NONE and not fact.words else "")
        said = (fact.label, _SAID[fact.sign], fact.words, fact.note)
        self.setAccessibleName(": ".join(filter(None, said)))
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Tint the sign."""
        self._theme = theme
        sign = self._fact.sign
        if sign is Sign.NONE:
            self._sign.clear()
            return
        colours = {Sign.GOOD: theme.added_text, Sign.BAD: theme.muted, Sign.CARE: theme.warning}
        self._sign.setPixmap(tinted_pixmap(sign.value, colours[sign], ratio=finest_ratio()))
