"""What each key means in the instruction bar, and when the keyboard leaves it; knows no bar."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.panels.drafts_picker import DRAFTS_KEYS
from app.panels.paint_row import BRUSH_KEYS
from app.panels.pieces_switch import SWITCH_KEYS
from app.panels.strength_slider import REACH_KEYS, STRONGER_KEYS, WEAKER_KEYS
from app.panels.widgets import key_text

# Not for the window's commands while one types here: Ctrl+Enter starts as Enter does.
_OWN_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OWN_ALT_KEYS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_S,
    Qt.Key.Key_P,
    Qt.Key.Key_V,
    Qt.Key.Key_B,
)
_CONTROL = Qt.KeyboardModifier.ControlModifier
SAVE_KEYS = "Ctrl+S"
# The keyboard goes to a menu or another window, and comes back.
_BACK_SOON = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


def shown_keys() -> tuple[tuple[str, str], ...]:
    """Return what the bar's keys do, and the keys as this system writes them."""
    keys = {
        "Start": "Return",
        "Complete a preset": "Tab",
        "Through the presets": "Down",
        "Earlier instructions": "Up",
        "Less strength": WEAKER_KEYS,
        "More strength": STRONGER_KEYS,
        "To the strength": REACH_KEYS,
        "Paint words first": BRUSH_KEYS,
        "Piece by piece, or whole": SWITCH_KEYS,
        "One more draft in a run": DRAFTS_KEYS,
        "Save as preset": SAVE_KEYS,
    }
    return tuple((what, key_text(key)) for what, key in keys.items())


class InstructionKeys(QObject):
    """Takes the bar's keys from its line and its slider before Qt and the window do.

    Signals:
        escaped(), entered(): from either.
        completed(int): Tab, +1, or Shift+Tab, -1, in the line.
        went_up(), went_down(): in the line.
        strength_stepped(int): one step up, +1, or down, -1.
        pieces_switched(): piece by piece, or not.
        brush_wanted(): paint words of the span first.
        drafts_stepped(): one more draft in a run.
        strength_wanted(), line_wanted(): the keyboard is to go there.
        saving_wanted(): keep what stands there as a preset.
        keyboard_left(): for a place outside the bar, and not just for a menu.
    """

    escaped = Signal()
    entered = Signal()
    completed = Signal(int)
    went_up = Signal()
    went_down = Signal()
    strength_stepped = Signal(int)
    pieces_switched = Signal()
    brush_wanted = Signal()
    drafts_stepped = Signal()
    strength_wanted = Signal()
    line_wanted = Signal()
    saving_wanted = Signal()
    keyboard_left = Signal()

    def __init__(self, line: QWidget, slider: QWidget, bar: QWidget) -> None:
        super().__init__(bar)
        self._line = line
        self._bar = bar
        for part in (line, slider):
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say what a key of the bar means and keep it; let the others pass."""
        if isinstance(event, QFocusEvent) and event.lostFocus():
            self._note_focus_lost(event.reason())
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        with_alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        saving = event.modifiers() == _CONTROL and event.key() == Qt.Key.Key_S
        own = saving or event.key() in (_OWN_ALT_KEYS if with_alt else _OWN_KEYS)
        if event.type() == QEvent.Type.ShortcutOverride and own:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            if saving:
                self.saving_wanted.emit()
                return True
            if with_alt and own:
                return self._take_alt_key(event.key())
            take = self._take_line_key if watched is self._line else self._take_slider_key
            if take(event.key()):
                return True
        return super().eventFilter(watched, event)

    def _note_focus_lost(self, reason: Qt.FocusReason) -> None:
        focused = QApplication.focusWidget()
        inside = focused is not None and self._bar.isAncestorOf(focused)
        if not inside and reason not in _BACK_SOON:
            self.keyboard_left.emit()

    def _take_alt_key(self, key: int) -> bool:
        match key:
            case Qt.Key.Key_S:
                self.strength_wanted.emit()
            case Qt.Key.Key_P:
                self.pieces_switched.emit()
            case Qt.Key.Key_B:
                self.brush_wanted.emit()
            case Qt.Key.Key_V:
                self.drafts_stepped.emit()
            case Qt.Key.Key_Left:
                self.strength_stepped.emit(-1)
            case _:
                self.strength_stepped.emit(+1)
        return True

    def _take_key(self, key: int) -> bool:
        match key:
            case Qt.Key.Key_Escape:
                self.escaped.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit()
            case _:
                return False
        return True

    def _take_slider_key(self, key: int) -> bool:
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.line_wanted.emit()
            return True
        return self._take_key(key)

    def _take_line_key(self, key: int) -> bool:
        match key:
            case Qt.Key.Key_Tab:
                self.completed.emit(+1)
            case Qt.Key.Key_Backtab:
                self.completed.emit(-1)
            case Qt.Key.Key_Up:
                self.went_up.emit()
            case Qt.Key.Key_Down:
                self.went_down.emit()
            case _:
                return self._take_key(key)
        return True
