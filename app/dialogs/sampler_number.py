"""One number of the sampler in the dialog: its value, its unit, what it does; knows no sampler."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QGridLayout, QPushButton, QSpinBox

from app.panels.widgets import make_button, make_label
from app.sampler_presets import NumberKind

SPIN_HEIGHT = 28  # px


class NumberRow(QObject):
    """Fills two rows of a grid: the number, and under it a sentence.

    Signals:
        changed(float): the person set another value.
        reset_clicked(): the checkpoint's own value is to count again.
    """

    changed = Signal(float)
    reset_clicked = Signal()

    def __init__(self, kind: NumberKind, grid: QGridLayout, row: int, parent: QObject) -> None:
        super().__init__(parent)
        self._kind = kind
        self._spin = _whole(kind) if kind.decimals == 0 else _real(kind)
        self._spin.setAccessibleName(f"{kind.title}, {kind.unit}")
        self._spin.setAccessibleDescription(kind.what)
        self._spin.setToolTip(f"From {kind.least:g} to {kind.most:g} {kind.unit}")
        self._spin.setMinimumWidth(96)
        self._spin.setMinimumHeight(SPIN_HEIGHT)
        if isinstance(self._spin, QSpinBox):
            self._spin.valueChanged.connect(lambda value: self.changed.emit(float(value)))
        else:
            self._spin.valueChanged.connect(self.changed)
        self._own = make_label(tone="muted")
        self._reset = make_button("Reset", "quiet", f"Take the model’s own: {kind.title}")
        self._reset.setAccessibleName(f"Reset: {kind.title}")
        self._reset.clicked.connect(self.reset_clicked)
        title = make_label(kind.title)
        title.setBuddy(self._spin)
        grid.addWidget(title, row, 0)
        grid.addWidget(self._spin, row, 1)
        grid.addWidget(make_label(kind.unit, "muted"), row, 2)
        grid.addWidget(self._own, row, 3)
        grid.addWidget(self._reset, row, 4)
        grid.addWidget(make_label(kind.what, "muted"), row + 1, 0, 1, 5)
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)

    def show_value(self, value: float, own: float) -> None:
        """Show ``value`` beside the checkpoint's ``own``; it is no change by the person."""
        self._spin.blockSignals(True)
        if isinstance(self._spin, QSpinBox):
            self._spin.setValue(round(value))
        else:
            self._spin.setValue(value)
        self._spin.blockSignals(False)
        self._own.setText(f"model’s own: {own:g}")
        self._reset.setVisible(value != own)

    @property
    def spin(self) -> QSpinBox | QDoubleSpinBox:
        """Return the part that takes keys and mouse."""
        return self._spin

    @property
    def reset(self) -> QPushButton:
        """Return the button that takes the checkpoint's own."""
        return self._reset


def _whole(kind: NumberKind) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(round(kind.least), round(kind.most))
    return spin


def _real(kind: NumberKind) -> QDoubleSpinBox:
    spin = QDoubleSpinBox()
    spin.setDecimals(kind.decimals)
    spin.setRange(kind.least, kind.most)
    spin.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
    return spin
