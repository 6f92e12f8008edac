"""The buttons of a replay: play and stop, step by step, how fast; knows no track and no clock."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from app.icons import tinted_icon
from app.panels.widgets import make_button, make_tool
from app.replay_time import SPEEDS, USUAL_SPEED, Speed
from app.theme import Theme

_ICONS = {"first": "first", "back": "step_back", "play": "play", "on": "step_on", "last": "last"}
_TIPS = {
    "first": "First step (Home)",
    "back": "Step back (Left)",
    "play": "Play (Space)",
    "on": "Step on (Right)",
    "last": "Last step (End)",
}


class ReplayControls(QWidget):
    """One row.

    Signals:
        pressed(str): "first", "back", "play", "on" or "last".
        speed_chosen(Speed): the person chose another speed.
    """

    pressed = Signal(str)
    speed_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._playing = False
        self._buttons = {name: make_tool(tip) for name, tip in _TIPS.items()}
        self._menu = QMenu(self)
        self._speeds = QActionGroup(self)
        for speed in SPEEDS:
            entry = self._menu.addAction(speed.name)
            entry.setCheckable(True)
            entry.triggered.connect(lambda _=False, speed=speed: self.speed_chosen.emit(speed))
            self._speeds.addAction(entry)
        self._speed = make_button(
            "", "quiet", "Times the run’s own speed, or every step for as long (Up, Down)"
        )
        self._speed.setMenu(self._menu)
        self.show_speed(USUAL_SPEED)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for name, button in self._buttons.items():
            button.clicked.connect(lambda _=False, name=name: self.pressed.emit(name))
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self._speed)
        row.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons."""
        self._theme = theme
        for name, button in self._buttons.items():
            button.setIcon(tinted_icon(_ICONS[name], theme))
        self.show_playing(self._playing)

    def show_playing(self, playing: bool) -> None:
        """Let the button say what it would do."""
        self._playing = playing
        words = "Pause (Space)" if playing else _TIPS["play"]
        button = self._buttons["play"]
        button.setToolTip(words)
        button.setAccessibleName(words)
        if self._theme is not None:
            icon = tinted_icon("pause" if playing else "play", self._theme, self._theme.accent)
            button.setIcon(icon)

    def show_speed(self, speed: Speed) -> None:
        """Show which speed is chosen."""
        self._speed.setText(speed.name)
        self._speed.setAccessibleName(f"Speed: {speed.name}")
        self._speeds.actions()[SPEEDS.index(speed)].setChecked(True)

    def show_ends(self, *, first: bool, last: bool) -> None:
        """Turn off what leads nowhere from the first or the last step."""
        for names, end in ((("first", "back"), first), (("on", "last"), last)):
            for name in names:
                self._buttons[name].setEnabled(not end)

    def button(self, name: str) -> QToolButton:
        """Return the button "first", "back", "play", "on" or "last"."""
        return self._buttons[name]

    def speed_button(self) -> QPushButton:
        """Return the button whose menu holds the speeds."""
        return self._speed
