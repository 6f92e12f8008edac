"""A form for one own preset: name, instruction, strength, sampler, key, languages.

It must not know files and no library; whether name and key are free it asks.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.panels.check_box import CheckBox
from app.panels.choice_box import ChoiceBox
from app.panels.search_line import ClearButton
from app.panels.strength_slider import StrengthSlider
from app.panels.widgets import ElidedLabel, make_label, set_tone
from app.presets.front_matter import PresetError
from app.presets.own_preset import OwnPreset, split_languages
from app.presets.preset_key import read_key
from app.sampler_presets import OWN, PRESETS, TITLES, Sampler
from app.sampler_text import sampler_text

_WIDTH: Final = 600  # px
_LINES: Final = 5
_HINT: Final = "May name {selection}, {language} and {document_title}."
_CLEARING: Final = ("Backspace", "Del", "Esc")


class SavePresetDialog(QDialog):
    """What is wrong is said at once, and nothing can be saved until it is mended."""

    def __init__(
        self,
        preset: OwnPreset | None,
        clash: Callable[[OwnPreset], str],
        parent: QWidget | None = None,
        *,
        instruction: str = "",
        strength: float | None = None,
        own: Sampler | None = None,
    ) -> None:
        """Make the form.

        Args:
            preset: to change; ``None`` for a new one.
            clash: says what is in the way of a preset, "" for nothing.
            parent: the window to stand over.
            instruction: of a new preset.
            strength: of a new preset, ``None`` for the usual one.
            own: the person's own numbers of the sampler, where there are any.
        """
        super().__init__(parent)
        self.setWindowTitle("Save as preset" if preset is None else "Change preset")
        self._clash = clash
        self._samplers: list[Sampler | None] = [None, *(Sampler(name) for name in PRESETS)]
        for sampler in (own, None if preset is None else preset.sampler):
            if sampler is not None and sampler.name == OWN and sampler not in self._samplers:
                self._samplers.append(sampler)
        self._name = QLineEdit()
        self._name.setPlaceholderText("What you will pick it by")
        self._words = QPlainTextEdit()
        self._with_strength = CheckBox("Own strength")
        self._strength = StrengthSlider()
        self._usual = make_label("What is usual for the instruction", "muted")
        self._sampler = ChoiceBox()
        self._sampler.addItems([_sampler_words(sampler) for sampler in self._samplers])
        self._key = QKeySequenceEdit()
        self._languages = QLineEdit()
        self._problem = ElidedLabel("muted")
        kinds = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kinds.Save | kinds.Cancel)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        self._fill(preset, instruction, strength)
        self._listen()
        self._name.setFocus()
        self._check()

    def preset(self) -> OwnPreset:
        """Return the preset as it stands in the form.

        Raises:
            PresetError: it is none yet.
        """
        keys = self._key.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        return OwnPreset(
            name=self._name.text().strip(),
            instruction=self._words.toPlainText().strip(),
            strength=self._strength.strength() if self._with_strength.isChecked() else None,
            sampler=self._samplers[self._sampler.currentIndex()],
            key=read_key(keys),
            languages=split_languages(self._languages.text()),
        )

    def problem(self) -> str:
        """Return what is in the way of saving, "" for nothing."""
        try:
            return self._clash(self.preset())
        except PresetError as error:
            words = str(error)
            return f"{words[:1].upper()}{words[1:]}."

    def _lay_out(self) -> None:
        height = self._words.fontMetrics().lineSpacing() * _LINES + 18
        self._words.setFixedHeight(height)
        self._words.setTabChangesFocus(True)
        self._words.setObjectName("field")
        self._key.setMaximumSequenceLength(1)
        line = self._key.findChild(QLineEdit)
        assert isinstance(line, QLineEdit)
        ClearButton(line).triggered.connect(self._key.clear)
        self._languages.setPlaceholderText("Any; or names such as markdown, python")
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        fields: tuple[tuple[int, str, QWidget], ...] = (
            (0, "Name", self._name),
            (1, "Instruction", self._words),
            (4, "Sampler", self._sampler),
            (5, "Key", self._key),
            (6, "Languages", self._languages),
        )
        for row, title, part in fields:
            label = make_label(title)
            label.setBuddy(part)
            part.setAccessibleName(title)
            grid.addWidget(label, row, 0)
            grid.addWidget(part, row, 1)
        grid.addWidget(make_label(_HINT, "muted"), 2, 1)
        grid.addWidget(self._with_strength, 3, 0)
        grid.addWidget(self._strength, 3, 1)
        grid.addWidget(self._usual, 3, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(28, 22, 28, 20)
        whole.setSpacing(16)
        whole.addLayout(grid)
        whole.addWidget(self._problem)
        whole.addWidget(self._buttons)
        self.setMinimumWidth(_WIDTH)
        self.setTabOrder(self._words, self._with_strength)
        self.setTabOrder(self._with_strength, self._strength.slider())
        self.setTabOrder(self._strength.slider(), self._sampler)

    def _fill(self, preset: OwnPreset | None, instruction: str, strength: float | None) -> None:
        if preset is not None:
            self._name.setText(preset.name)
            self._key.setKeySequence(QKeySequence(preset.key))
            self._languages.setText(", ".join(preset.languages))
            self._sampler.setCurrentIndex(self._samplers.index(preset.sampler))
            instruction, strength = preset.instruction, preset.strength
        self._words.setPlainText(instruction)
        self._with_strength.setChecked(strength is not None)
        self._show_strength(strength)

    def _listen(self) -> None:
        self._name.textChanged.connect(self._check)
        self._words.textChanged.connect(self._check)
        self._with_strength.toggled.connect(
            lambda on: self._show_strength(self._strength.strength() if on else None)
        )
        self._key.keySequenceChanged.connect(self._take_key)
        self._languages.textChanged.connect(self._check)

    def _show_strength(self, strength: float | None) -> None:
        self._strength.set_strength(1.0 if strength is None else strength)
        self._strength.setVisible(strength is not None)
        self._usual.setVisible(strength is None)

    @Slot(QKeySequence)
    def _take_key(self, keys: QKeySequence) -> None:
        """Take a key; those that clear a line clear this one."""
        if keys.toString(QKeySequence.SequenceFormat.PortableText) in _CLEARING:
            self._key.clear()
        self._check()

    @Slot()
    def _check(self) -> None:
        problem = self.problem()
        untouched = not self._name.text() and not self._words.toPlainText()
        self._problem.show_text("" if untouched else problem)
        set_tone(self._problem, "warning")
        self._buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(not problem)


def _sampler_words(sampler: Sampler | None) -> str:
    if sampler is None:
        return "As set under Sampler…"
    words = TITLES[sampler.name]
    return f"{words} ({sampler_text(sampler)})" if sampler.name == OWN else words
