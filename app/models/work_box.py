"""How long work stands: what it is at, a bar, bytes and time, the file at hand; starts nothing."""

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.jobs.work import WorkState
from app.jobs.work_words import amount_words, item_words, percent_words, stage_words
from app.models.boxes import Box, wrapped
from app.panels.widgets import ElidedLabel, make_label

_FINE: Final = 1000  # steps of the bar


class WorkBox(Box):
    """Shows a ``WorkState``; where nothing can be said of how far it is, the bar is empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._stage = make_label(tone="strong")
        self._percent = make_label(tone="muted")
        self._bar = QProgressBar()
        self._bar.setObjectName("wide")
        self._bar.setTextVisible(False)
        self._bar.setRange(0, _FINE)
        self._amount = make_label(tone="muted")
        self._item = ElidedLabel("muted")
        self._note = wrapped(tone="warning")
        head = QHBoxLayout()
        head.addWidget(self._stage)
        head.addStretch(1)
        head.addWidget(self._percent)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addWidget(self._amount)
        foot.addWidget(self._item, 1)
        self.column.addLayout(head)
        self.column.addWidget(self._bar)
        self.column.addLayout(foot)
        self.column.addWidget(self._note)
        self._note.hide()

    def show_state(self, state: WorkState) -> None:
        """Show how it stands now."""
        fraction = state.fraction
        self.setAccessibleName(state.work.title)
        self._stage.setText(stage_words(state))
        self._percent.setText(percent_words(state))
        self._bar.setValue(int((fraction or 0.0) * _FINE))
        self._bar.setAccessibleName(f"{stage_words(state)} {percent_words(state)}".strip())
        self._amount.setText(amount_words(state))
        self._item.show_text(item_words(state))
        self._note.setText(f"{state.note[:1].upper()}{state.note[1:]}")
        self._note.setVisible(bool(state.note))

    def text(self) -> str:
        """Return all that it says."""
        labels = (self._stage, self._percent, self._amount, self._note)
        return " | ".join([*(label.text() for label in labels), self._item.whole_text()])
