"""What this machine can run, in a box; it is told the facts and asks nothing."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.models.boxes import Box, ButtonRow, plain_button, wrapped
from app.models.fact_row import FactRow
from app.models.machine import GRAPHICS_CARD, LARGE_MODEL, Fact, Sign
from app.theme import Theme

ASKING = "Looking at this machine…"
_LINE = "\N{NO-BREAK SPACE}"
# As high as what is found mostly is, so that nothing below moves while a person points at it.
_EXPECTED = (
    Fact(Sign.NONE, GRAPHICS_CARD, ASKING, f"It takes some seconds.\n{_LINE}"),
    Fact(Sign.NONE, "Memory", _LINE),
    Fact(Sign.NONE, "Starter model", _LINE),
    Fact(Sign.NONE, LARGE_MODEL, _LINE, f"{_LINE}\n{_LINE}"),
)


class MachineBox(Box):
    """The facts, or that they are asked for, or why they are not known.

    Signals:
        card_asked(): the person wants to see the page of the graphics card.
        again_asked(): look again.
    """

    card_asked = Signal()
    again_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("This machine", parent)
        self._theme = theme
        self._rows: list[FactRow] = []
        self._known = False
        self._state = wrapped(tone="muted")
        self._card = plain_button("&Graphics card…", "Install what lets Anneal use the card")
        self._again = plain_button("&Look again", "Ask once more")
        self._card.clicked.connect(self.card_asked)
        self._again.clicked.connect(self.again_asked)
        self.column.addWidget(self._state)
        self._buttons = ButtonRow(self._card, self._again)
        self.column.addWidget(self._buttons)
        self._show_rows(_EXPECTED)
        self._show_buttons()

    def show_asking(self) -> None:
        """Say that the machine is being looked at; facts that are known stay."""
        if not self._known:
            self._show_rows(_EXPECTED)
        self._again.setEnabled(False)

    def show_facts(self, facts: Sequence[Fact], *, needs_runtime: bool) -> None:
        """Show what was found."""
        self._known = True
        self._show_rows(facts)
        self._show_buttons(card=needs_runtime)

    def _show_rows(self, facts: Sequence[Fact]) -> None:
        while len(self._rows) < len(facts):
            row = FactRow(self._theme)
            self.column.insertWidget(self.column.count() - 1, row)
            self._rows.append(row)
        for row, fact in zip(self._rows, facts, strict=False):
            row.show_fact(fact)
            row.show()
        for row in self._rows[len(facts) :]:
            row.hide()
        self._state.hide()

    def show_failure(self, words: str) -> None:
        """Say why nothing is known."""
        self._known = False
        for row in self._rows:
            row.hide()
        self._state.setText(words)
        self._state.show()
        self._show_buttons(again=True)

    def text(self) -> str:
        """Return all that the box says."""
        shown = [row.accessibleName() for row in self._rows if not row.isHidden()]
        return "\n".join(shown if self._state.isHidden() else [self._state.text()])

    def _show_buttons(self, *, card: bool = False, again: bool = False) -> None:
        self._card.setVisible(card)
        self._again.setVisible(again)
        self._again.setEnabled(True)
        self._buttons.setVisible(card or again)

    def set_theme(self, theme: Theme) -> None:
        """Tint the signs."""
        self._theme = theme
        for row in self._rows:
            row.set_theme(theme)
