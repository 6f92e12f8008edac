"""Which of several variants is shown, and the way to the others; knows no draft."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from app.icons import tinted_icon
from app.panels.widgets import make_button, make_label, make_tool
from app.theme import Theme


class VariantPicker(QWidget):
    """Two arrows with the number between them, and a switch for all side by side.

    Signals:
        stepped(int): the next variant, +1, or the previous one, -1.
        beside_toggled(bool): all side by side are wanted, or not.
    """

    stepped = Signal(int)
    beside_toggled = Signal(bool)

    def __init__(self, keys: dict[str, str], parent: QWidget | None = None) -> None:
        """Make the picker; ``keys`` are those of "previous", "next" and "beside" as shown."""
        super().__init__(parent)
        self._previous = make_tool(f"Previous variant ({keys['previous']})")
        self._next = make_tool(f"Next variant ({keys['next']})")
        self._words = make_label()
        self._beside = make_button(
            "Side by side", "quiet", f"Show all variants side by side ({keys['beside']})"
        )
        self._beside.setProperty("look", "turn")
        self._beside.setCheckable(True)
        self._previous.clicked.connect(lambda: self.stepped.emit(-1))
        self._next.clicked.connect(lambda: self.stepped.emit(+1))
        self._beside.clicked.connect(self.beside_toggled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in (self._previous, self._words, self._next, self._beside):
            row.addWidget(part)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons."""
        self._previous.setIcon(tinted_icon("left", theme))
        self._next.setIcon(tinted_icon("right", theme))
        self._beside.setIcon(tinted_icon("beside", theme))

    def show_variant(
        self, number: int, count: int, *, running: bool, name: str = "Variant"
    ) -> None:
        """Show that variant ``number``, from 0, of ``count`` is seen; one alone is not told.

        ``name`` is what each of them is called.
        """
        self._words.setText(f"{name} {number + 1} of {count}")
        self._beside.setVisible(not running)
        self.setVisible(count > 1)

    def set_beside(self, on: bool) -> None:
        """Show whether all are side by side."""
        self._beside.setChecked(on)

    def text(self) -> str:
        """Return what it says."""
        return self._words.text()

    def arrow(self, by: int) -> QToolButton:
        """Return the arrow to the next variant, +1, or to the previous one, -1."""
        return self._next if by > 0 else self._previous

    def beside(self) -> QPushButton:
        """Return the switch for all side by side."""
        return self._beside
