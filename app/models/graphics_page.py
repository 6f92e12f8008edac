"""The page Graphics card: how things stand, what can be done, how far it is; decides nothing."""

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.icons import ICON_POINTS, finest_ratio, tinted_pixmap
from app.models.boxes import Box, plain_button, wrapped
from app.models.button_flow import ButtonFlow
from app.models.fact_row import FactRow
from app.models.graphics_state import Deed, DeedView, GraphicsView
from app.models.machine import Sign
from app.models.offer_box import OfferBox
from app.models.page_column import PageColumn
from app.models.work_box import WorkBox
from app.panels.network_gate import NetworkGate
from app.theme import Theme

_TIPS: Final = {
    Deed.INSTALL: "Fetch the runtime and install it; it can be stopped at any time",
    Deed.RESTART: "Quit, and start again with the same files",
    Deed.PAUSE: "Stop for now: what was fetched is kept",
    Deed.REPAIR: "Compare every file with what it was, and fetch anew what is damaged",
    Deed.FROM_FOLDER: "Without network: from files that you brought here",
    Deed.REMOVE: "Remove the runtime from the disk",
    Deed.TIDY: "Remove what removed runtimes still take",
    Deed.LOG: "What the installer said last",
    Deed.LOOK: "Look anew for card, driver and runtime",
}
_COMPARE_ALONE: Final = "Compare every file with what it was; without network nothing is fetched"
_PRIMARY: Final = (Deed.INSTALL, Deed.RESTART)
_QUIET: Final = (Deed.REMOVE, Deed.TIDY, Deed.LOG)


class GraphicsPage(PageColumn):
    """Shows a ``GraphicsView``.

    Signals:
        wanted(Deed): the person wants it done.
    """

    wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Graphics card", parent)
        self._theme = theme
        self._view = GraphicsView(Sign.NONE, "", "")
        self._sign = QLabel()
        self._sign.setFixedSize(ICON_POINTS, ICON_POINTS)
        self._headline = wrapped(tone="strong")
        self._about = wrapped(tone="muted")
        self._told = FactRow(theme)
        self._work = WorkBox()
        self.offer = OfferBox(theme)
        self._facts = Box()
        self._rows: list[FactRow] = []
        self.buttons = {deed: self._button(deed) for deed in Deed}
        # Of all that is done here, this alone always needs the network.
        self.gate = NetworkGate(self.buttons[Deed.INSTALL], _TIPS[Deed.INSTALL])
        self._forbidden = wrapped(tone="muted")
        self.gate.forbidden_changed.connect(self._show_forbidden)
        self._lay_out()
        self._show_sign()
        self.show_view(self._view)

    def _button(self, deed: Deed) -> QPushButton:
        look = "primary" if deed in _PRIMARY else "quiet" if deed in _QUIET else ""
        button = plain_button(deed.value.capitalize(), _TIPS[deed], look)
        button.clicked.connect(lambda: self.wanted.emit(deed))
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._headline, 1)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._about)
        self.column.setSpacing(12)
        self.add(words)
        self.add(self._told)
        self.add(self._work)
        self.add(ButtonFlow(*self.buttons.values()))
        self.add(self._forbidden)
        self.add(self.offer)
        self.add(self._facts)

    def show_view(self, view: GraphicsView) -> None:
        """Show how things stand now; what has not changed stays as the person left it."""
        before, self._view = self._view, view
        self._headline.setText(view.headline)
        self._about.setText(view.about)
        self._about.setVisible(bool(view.about))
        self._told.setVisible(view.told is not None)
        if view.told is not None and view.told != before.told:
            self._told.show_fact(view.told)
        self._work.setVisible(view.work is not None)
        if view.work is not None:
            self._work.show_state(view.work)
        self.offer.setVisible(view.offer is not None)
        if view.offer is not None and view.offer != before.offer:
            self.offer.show_offer(view.offer)
        if view.facts != before.facts:
            self._show_facts()
        self._facts.setVisible(bool(view.facts))
        if view.sign is not before.sign:
            self._show_sign()
        self._show_buttons()

    def _show_facts(self) -> None:
        facts = self._view.facts
        while len(self._rows) < len(facts):
            self._rows.append(FactRow(self._theme, signs=False))
            self._facts.column.addWidget(self._rows[-1])
        for row, fact in zip(self._rows, facts, strict=False):
            row.show_fact(fact)
            row.show()
        for row in self._rows[len(facts) :]:
            row.hide()

    def _show_buttons(self) -> None:
        shown = {one.deed: one for one in self._view.deeds}
        before = next((button for button in self.buttons.values() if button.hasFocus()), None)
        for deed, button in self.buttons.items():
            if (one := shown.get(deed)) is not None:
                button.setText(one.text)
                button.setAccessibleName(one.text.replace("&", ""))
                self._enable(button, one)
            button.setVisible(one is not None)
        self._show_forbidden()
        if before is not None and not before.hasFocus():
            # What was pressed is gone: the keyboard goes to what a person most likely wants next.
            usable = (one for one in self.buttons.values() if one.isVisible() and one.isEnabled())
            if (first := next(usable, None)) is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _show_forbidden(self) -> None:
        """Say below the buttons why one of them is shut: a tip is for the mouse alone."""
        offered = any(one.deed is Deed.INSTALL for one in self._view.deeds)
        self._forbidden.setText(f"Install: {self.gate.forbidden}" if self.gate.forbidden else "")
        self._forbidden.setVisible(offered and bool(self.gate.forbidden))
        for one in self._view.deeds:
            if one.deed is Deed.REPAIR:
                self._enable(self.buttons[Deed.REPAIR], one)

    def _enable(self, button: QPushButton, one: DeedView) -> None:
        if one.deed is Deed.INSTALL:
            self.gate.set_possible(not one.why_not, one.why_not)
            return
        # Repairing helps without network too: it says what is damaged, and a folder may mend it.
        alone = one.deed is Deed.REPAIR and self.gate.forbidden
        button.setEnabled(not one.why_not)
        button.setToolTip(one.why_not or (_COMPARE_ALONE if alone else _TIPS[one.deed]))
        button.setAccessibleDescription(one.why_not or (_COMPARE_ALONE if alone else ""))

    def set_theme(self, theme: Theme) -> None:
        """Tint what is drawn."""
        self._theme = theme
        self.offer.set_theme(theme)
        self._told.set_theme(theme)
        for row in self._rows:
            row.set_theme(theme)
        self._show_sign()

    def _show_sign(self) -> None:
        sign, theme = self._view.sign, self._theme
        colours = {Sign.GOOD: theme.added_text, Sign.BAD: theme.warning, Sign.CARE: theme.warning}
        self._sign.setVisible(sign is not Sign.NONE)
        if sign is not Sign.NONE:
            name = sign.value if sign is Sign.GOOD else Sign.CARE.value
            self._sign.setPixmap(tinted_pixmap(name, colours[sign], ratio=finest_ratio()))

    def text(self) -> str:
        """Return all that the page says, the buttons aside."""
        said = [self._headline.text(), self._about.text()]
        said += [] if self._forbidden.isHidden() else [self._forbidden.text()]
        said += [row.accessibleName() for row in (self._told, *self._rows) if not row.isHidden()]
        said += [box.text() for box in (self._work, self.offer) if not box.isHidden()]
        return "\n".join(filter(None, said))
