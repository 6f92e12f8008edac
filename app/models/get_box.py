"""How to get the 26B model: what it is, what it takes, whether it runs here, where it goes."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.models.boxes import LEAST_CHOICE, Box, ButtonRow, plain_button, wrapped
from app.models.fact_row import FactRow
from app.models.get_offer import GetView
from app.models.machine import Fact
from app.panels.check_box import CheckBox
from app.panels.choice_box import ChoiceBox
from app.panels.network_gate import NetworkGate
from app.panels.widgets import make_label
from app.theme import Theme

TITLE = "Get the 26B model"
WHAT = (
    "DiffusionGemma 26B follows any instruction, where the starter model knows only the edits that "
    "it was taught. It is downloaded once, and then runs inside Anneal without a network."
)


class GetBox(Box):
    """A form of few choices.

    Signals:
        download_asked(): begin.
        place_asked(): the person wants it in another folder.
        choices_changed(bool, bool, int): make 4 bits, then remove, by which recipe.
    """

    download_asked = Signal()
    place_asked = Signal()
    choices_changed = Signal(bool, bool, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(TITLE, parent)
        self._theme = theme
        self._rows: list[FactRow] = []
        self.column.addWidget(wrapped(WHAT, "muted"))
        self._facts_end = self.column.count()
        self.quantize = CheckBox("Make it &4-bit afterwards")
        self.quantize.setToolTip("So that it fits a graphics card")
        self.recipe = ChoiceBox()
        self.recipe.setAccessibleName("Recipe for 4 bits")
        self.recipe.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.recipe.setMinimumWidth(LEAST_CHOICE)
        self.remove = CheckBox("Then remove the pu&blished files")
        self.download = plain_button("&Download", "Begin; it can be paused", "primary")
        self.gate = NetworkGate(self.download, "Begin; it can be paused at any time")
        self.place = plain_button("C&hange folder…", "Keep models in another folder")
        self._why_not: QLabel = wrapped(tone="warning")
        recipe = QHBoxLayout()
        recipe.setContentsMargins(26, 0, 0, 0)
        recipe.addWidget(make_label("Recipe", "muted"))
        recipe.addWidget(self.recipe)
        recipe.addStretch(1)
        self.column.addWidget(self.quantize)
        self.column.addLayout(recipe)
        self.column.addWidget(self.remove)
        self.column.addWidget(self._why_not)
        self.column.addSpacing(2)
        self.column.addWidget(ButtonRow(self.download, self.place))
        self.download.clicked.connect(self.download_asked)
        self.place.clicked.connect(self.place_asked)
        self.quantize.toggled.connect(self._tell)
        self.remove.toggled.connect(self._tell)
        self.recipe.currentIndexChanged.connect(self._tell)

    def show_view(self, view: GetView) -> None:
        """Show what there is to choose, and what is chosen."""
        self._show_facts(view.facts)
        parts = (self.quantize, self.remove, self.recipe)
        for part in parts:
            part.blockSignals(True)
        self.quantize.setChecked(view.quantize)
        self.remove.setChecked(view.remove_published)
        self.remove.setToolTip(f"Frees {view.removes}")
        if [self.recipe.itemText(row) for row in range(self.recipe.count())] != list(view.recipes):
            self.recipe.clear()
            self.recipe.addItems(list(view.recipes))
        self.recipe.setCurrentIndex(view.recipe)
        for part in parts:
            part.blockSignals(False)
        self.remove.setEnabled(view.quantize)
        self.recipe.setEnabled(view.quantize)
        self._why_not.setText(view.why_not)
        self._why_not.setVisible(bool(view.why_not))
        self.gate.set_possible(not view.why_not, view.why_not)

    def text(self) -> str:
        """Return what the box says of the model."""
        return "\n".join(row.accessibleName() for row in self._rows if not row.isHidden())

    def set_theme(self, theme: Theme) -> None:
        """Tint the signs."""
        self._theme = theme
        for row in self._rows:
            row.set_theme(theme)

    def _show_facts(self, facts: Sequence[Fact]) -> None:
        while len(self._rows) < len(facts):
            row = FactRow(self._theme)
            self.column.insertWidget(self._facts_end + len(self._rows), row)
            self._rows.append(row)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(facts))
            if number < len(facts):
                row.show_fact(facts[number])

    def _tell(self) -> None:
        self.choices_changed.emit(
            self.quantize.isChecked(), self.remove.isChecked(), self.recipe.currentIndex()
        )
