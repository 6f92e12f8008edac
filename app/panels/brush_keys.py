"""What each key means while words are painted; knows no widget and no text."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.brush import Brush, Way
from app.panels.widgets import key_text

BRUSH_KEYS: Final = {Brush.KEEP: "1", Brush.LIGHT: "2", Brush.FREE: "3"}
_BRUSHES: dict[int, Brush] = {
    Qt.Key.Key_1: Brush.KEEP,
    Qt.Key.Key_K: Brush.KEEP,
    Qt.Key.Key_2: Brush.LIGHT,
    Qt.Key.Key_L: Brush.LIGHT,
    Qt.Key.Key_3: Brush.FREE,
    Qt.Key.Key_F: Brush.FREE,
}
_WAYS: dict[int, Way] = {
    Qt.Key.Key_Left: Way.LEFT,
    Qt.Key.Key_Right: Way.RIGHT,
    Qt.Key.Key_Up: Way.UP,
    Qt.Key.Key_Down: Way.DOWN,
    Qt.Key.Key_Home: Way.LINE_START,
    Qt.Key.Key_End: Way.LINE_END,
}
_FAR_WAYS: dict[int, Way] = {
    Qt.Key.Key_Home: Way.START,
    Qt.Key.Key_End: Way.END,
    Qt.Key.Key_Left: Way.LEFT,
    Qt.Key.Key_Right: Way.RIGHT,
}
_Command = QKeySequence.StandardKey
_WRITING: Final = (_Command.Paste, _Command.Cut, _Command.Redo, _Command.Delete, _Command.Backspace)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


def shown_keys() -> tuple[tuple[str, str], ...]:
    """Return what the keys do while words are painted, as this system writes them."""
    keys = {
        "Keep the words": BRUSH_KEYS[Brush.KEEP],
        "Change them a little": BRUSH_KEYS[Brush.LIGHT],
        "Free them": BRUSH_KEYS[Brush.FREE],
        "Go round the brushes": "Space",
        "More words": "Shift+Right",
        "Take a stroke back": "Ctrl+Z",
        "Rewrite with the paint": "Return",
    }
    return tuple((what, key_text(key)) for what, key in keys.items())


def brush_of(event: QKeyEvent) -> Brush | None:
    """Return the brush that a key paints with."""
    plain = not event.modifiers() & ~_KEYPAD
    return _BRUSHES.get(event.key()) if plain else None


def way_of(event: QKeyEvent) -> tuple[Way, bool] | None:
    """Return where a key moves the word cursor, and whether it takes more words."""
    modifiers = event.modifiers() & ~_KEYPAD
    rest = modifiers & ~_SHIFT
    if rest and rest != Qt.KeyboardModifier.ControlModifier:
        return None
    way = (_FAR_WAYS if rest else _WAYS).get(event.key())
    return None if way is None else (way, bool(modifiers & _SHIFT))


def writes(event: QKeyEvent) -> bool:
    """Return whether a key would write something into a text, or take something out of it."""
    if any(event.matches(command) for command in _WRITING):
        return True
    text = event.text()
    held = event.modifiers() & ~(_KEYPAD | _SHIFT)
    return not held and bool(text) and text.isprintable()
