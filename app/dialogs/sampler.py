"""How a draft is sampled: a preset or one's own numbers, the seed, the variants.

It is told the checkpoint's own numbers; it must not know settings and no model.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.fitting import scrolled, take_size
from app.dialogs.sampler_number import SPIN_HEIGHT, NumberRow
from app.panels.choice_box import ChoiceBox
from app.panels.radio_button import RadioButton
from app.panels.widgets import make_label
from app.sampler_presets import (
    NUMBERS,
    OWN,
    PRESETS,
    TITLES,
    Name,
    Numbers,
    Sampler,
    numbers_of,
    with_number,
)
from app.settings import MOST_SEED
from engine.request import MOST_VARIANTS
from engine.sampling import Sampling

SeedRule = Literal["fixed", "next", "random"]
_WHAT: Final[dict[Name, str]] = {
    "fast": "More tokens settle in a step, and a canvas ends sooner.",
    "balanced": "The model’s own numbers.",
    "careful": "Fewer tokens settle in a step, and a canvas looks once more before it ends.",
    "own": "The numbers below, as you set them.",
}
_SEEDS: Final[tuple[tuple[SeedRule, str], ...]] = (
    ("fixed", "The same for every run"),
    ("next", "The next one for every run"),
    ("random", "Drawn by chance for every run"),
)


@dataclass(frozen=True, slots=True)
class SamplerValues:
    """What the dialog shows and gives back.

    Attributes:
        sampler: that is chosen.
        own: the person's numbers, also while a preset is chosen.
        seed_rule: how each run gets its seed.
        seed: of every run, or of the next one.
        variants: drafts of one run.
    """

    sampler: Sampler
    own: Numbers
    seed_rule: SeedRule
    seed: int
    variants: int


class SamplerDialog(QDialog):
    """Ask for nothing: what is set counts once the dialog is accepted."""

    def __init__(
        self, values: SamplerValues, checkpoint: Sampling, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sampler")
        self._values = values
        self._checkpoint = checkpoint
        self._choices = QButtonGroup(self)
        self._rows: dict[str, NumberRow] = {}
        self._rule = ChoiceBox()
        self._seed = QSpinBox()
        self._variants = QSpinBox()
        self._lay_out()
        self._choices.button((*PRESETS, OWN).index(values.sampler.name)).setFocus()

    def _lay_out(self) -> None:
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(28, 22, 28, 0)
        rows.setSpacing(18)
        for part in (self._choice_rows(), self._number_rows(), self._seed_rows()):
            rows.addLayout(part)
        foot = QVBoxLayout()
        foot.setContentsMargins(28, 18, 28, 20)
        foot.addWidget(self._buttons())
        self._show()
        scroller = scrolled(page, "Sampler")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroller, 1)
        whole.addLayout(foot)
        needed = page.sizeHint().height() + foot.sizeHint().height()
        take_size(self, QSize(scroller.minimumWidth(), needed))

    def values(self) -> SamplerValues:
        """Return what is set now."""
        return replace(
            self._values,
            seed_rule=_SEEDS[self._rule.currentIndex()][0],
            seed=self._seed.value(),
            variants=self._variants.value(),
        )

    def _choice_rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, name in enumerate((*PRESETS, OWN)):
            button = RadioButton(TITLES[name])
            button.setAccessibleDescription(_WHAT[name])
            self._choices.addButton(button, row)
            grid.addWidget(button, row, 0)
            grid.addWidget(make_label(_WHAT[name], "muted"), row, 1)
        self._choices.idClicked.connect(lambda row: self._choose((*PRESETS, OWN)[row]))
        return grid

    def _number_rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(2, 1)
        for place, kind in enumerate(NUMBERS):
            row = NumberRow(kind, grid, 3 * place, self)
            grid.setRowMinimumHeight(3 * place + 2, 6)
            row.changed.connect(lambda value, name=kind.name: self._set(name, value))
            row.reset_clicked.connect(lambda name=kind.name: self._set(name, None))
            self._rows[kind.name] = row
        return grid

    def _seed_rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        self._rule.addItems([words for _, words in _SEEDS])
        self._rule.setCurrentIndex([rule for rule, _ in _SEEDS].index(self._values.seed_rule))
        self._rule.setAccessibleName("Seed")
        self._rule.currentIndexChanged.connect(self._show_seed)
        self._seed.setRange(0, MOST_SEED)
        self._seed.setValue(self._values.seed)
        self._seed.setAccessibleName("Number of the seed")
        for spin in (self._seed, self._variants):
            spin.setMinimumHeight(SPIN_HEIGHT)
        self._variants.setRange(1, MOST_VARIANTS)
        self._variants.setValue(self._values.variants)
        self._variants.setAccessibleName("Variants, drafts of one run")
        for row, (title, part) in enumerate((("&Seed", self._rule), ("&Variants", self._variants))):
            label = make_label(title)
            label.setTextFormat(label.textFormat().AutoText)
            label.setBuddy(part)
            grid.addWidget(label, row, 0)
        seed = QHBoxLayout()
        seed.setSpacing(10)
        seed.addWidget(self._rule)
        seed.addWidget(self._seed)
        grid.addLayout(seed, 0, 1)
        drafts = QHBoxLayout()
        drafts.setSpacing(10)
        drafts.addWidget(self._variants)
        drafts.addWidget(make_label("drafts of one run, each with a seed of its own", "muted"), 1)
        grid.addLayout(drafts, 1, 1, 1, 2)
        return grid

    def _buttons(self) -> QDialogButtonBox:
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel | kinds.RestoreDefaults)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        restore = buttons.button(kinds.RestoreDefaults)
        restore.setText("Reset all")
        restore.clicked.connect(self._reset_all)
        return buttons

    def _choose(self, name: Name) -> None:
        sampler = Sampler(OWN, self._values.own) if name == OWN else Sampler(name)
        self._values = replace(self._values, sampler=sampler)
        self._show()

    def _set(self, name: str, value: float | None) -> None:
        """Set one number: what is shown becomes the person's own."""
        numbers = with_number(self._values.sampler.numbers_for(self._checkpoint), name, value)
        own = getattr(self._checkpoint, name)
        if value is not None and value == own:
            numbers = with_number(numbers, name, None)
        self._values = replace(self._values, sampler=Sampler(OWN, numbers), own=numbers)
        self._show()

    def _reset_all(self) -> None:
        self._values = replace(self._values, sampler=Sampler(), own=Numbers())
        self._rule.setCurrentIndex(0)
        self._seed.setValue(0)
        self._variants.setValue(1)
        self._show()

    def _show(self) -> None:
        name = self._values.sampler.name
        self._choices.button((*PRESETS, OWN).index(name)).setChecked(True)
        numbers = self._values.own if name == OWN else numbers_of(name, self._checkpoint)
        for kind in NUMBERS:
            own: float = getattr(self._checkpoint, kind.name)
            value = numbers.value(kind.name)
            self._rows[kind.name].show_value(own if value is None else value, own)
        self._show_seed()

    def _show_seed(self) -> None:
        self._seed.setEnabled(_SEEDS[self._rule.currentIndex()][0] != "random")
