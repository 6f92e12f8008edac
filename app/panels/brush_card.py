"""The card of the strength brush: the three brushes, what they mean, and how much is painted.

It has the keyboard while one paints, so that no key reaches the text; it knows no text itself.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QPushButton, QWidget

from app.brush import Brush
from app.icons import ICON_POINTS, finest_ratio, tinted_icon, tinted_pixmap
from app.panels.brush_keys import BRUSH_KEYS, brush_of, way_of, writes
from app.panels.card import Card
from app.panels.widgets import ElidedLabel, key_text, make_button, make_label, set_tone
from app.theme import Theme

NOT_WRITTEN = "Letters write nothing while you paint: 1, 2 and 3 paint, Esc goes back to the text."
_HINT = "←/→ word · Shift more words · Space next brush · Ctrl+Z back · right-click frees"
_NAMES = {Brush.KEEP: "Keep", Brush.LIGHT: "Light", Brush.FREE: "Free"}
_MEANINGS = {
    Brush.KEEP: "Keep: these words stay, letter for letter.",
    Brush.LIGHT: "Light: these words may change a little.",
    Brush.FREE: "Free: these words follow the strength of the rewrite.",
}
_TABS: dict[int, int] = {Qt.Key.Key_Tab: +1, Qt.Key.Key_Backtab: -1}
# The keyboard goes to a menu or another window, and comes back.
_BACK_SOON = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class BrushCard(Card):
    """Three brushes, of which one is taken, and what is painted with them.

    Signals:
        brush_taken(Brush): with the mouse: what is pressed in the text next is painted with it.
        brush_pressed(Brush): its key: the words at the cursor are painted with it.
        moved(Way, bool): the word cursor goes there, with ``True`` taking the words on the way.
        cycled(), undone(), all_taken(): the keys for that.
        rewrite_asked(): Enter, or its button.
        closed(): Esc, or its button.
        left(): the keyboard went elsewhere.
    """

    brush_taken = Signal(object)
    brush_pressed = Signal(object)
    moved = Signal(object, bool)
    cycled = Signal()
    undone = Signal()
    all_taken = Signal()
    rewrite_asked = Signal()
    closed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._icon = make_label()
        self._title = make_label("Strength brush", "strong")
        self._target = make_label(tone="muted")
        self._buttons: dict[Brush, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._meaning = ElidedLabel()
        self._count = ElidedLabel("muted")
        self._notice = ElidedLabel("muted")
        enter, escape = key_text("Return"), key_text("Esc")
        self._rewrite = make_button(f"Rewrite…  {enter}", "primary", "Say what is wanted", self)
        self._close = make_button(f"Close  {escape}", "quiet", "Back to the text", self)
        self._rewrite.clicked.connect(self.rewrite_asked)
        self._close.clicked.connect(self.closed)
        self._lay_out()

    def _lay_out(self) -> None:
        head, brushes, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (head, brushes, foot):
            row.setSpacing(8)
            self.column.addLayout(row)
        self.column.insertWidget(2, self._meaning)
        self.column.addWidget(self._notice)
        head.addWidget(self._icon)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._target)
        for brush, name in _NAMES.items():
            button = make_button(f"{name}  {BRUSH_KEYS[brush]}", "quiet", _MEANINGS[brush], self)
            button.setAccessibleName(name)
            button.setAccessibleDescription(_MEANINGS[brush])
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its key is taken by the card
            button.setIconSize(QSize(ICON_POINTS, ICON_POINTS))
            button.clicked.connect(partial(self._take, brush))
            self._group.addButton(button)
            self._buttons[brush] = button
            brushes.addWidget(button)
        brushes.addStretch(1)
        foot.addWidget(self._count, 1)
        foot.addWidget(self._close)
        foot.addWidget(self._rewrite)
        for button in (self._close, self._rewrite):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons as the words are marked in the text."""
        self._icon.setPixmap(tinted_pixmap("brush", theme.accent, 18, finest_ratio()))
        inks = {
            Brush.KEEP: theme.token_pinned,
            Brush.LIGHT: theme.accent,
            Brush.FREE: theme.muted,
        }
        for brush, button in self._buttons.items():
            button.setIcon(tinted_icon(f"brush_{brush.value}", theme, inks[brush]))

    def open_for(self, target: str, brush: Brush) -> None:
        """Open with the keyboard and ``brush`` taken; ``target`` says what can be painted."""
        self._target.setText(target)
        self.take(brush)
        self.say("")
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_card(self) -> None:
        """Close; nothing is told."""
        self.hide()

    def take(self, brush: Brush) -> None:
        """Show ``brush`` as the one that is taken."""
        self._buttons[brush].setChecked(True)
        self._meaning.show_text(_MEANINGS[brush])

    def show_paint(self, count: str, word: str) -> None:
        """Show how much is painted, and read out the words at the cursor."""
        self._count.show_text(count or "Nothing painted yet")
        self.setAccessibleName(f"Strength brush: {word}")
        self.setAccessibleDescription(count)

    def say(self, problem: str) -> None:
        """Show why something was not done, the keys for ""."""
        self._notice.show_text(problem or _HINT, "" if problem else " · ")
        set_tone(self._notice, "warning" if problem else "muted")

    def notice(self) -> str:
        """Return what the card says at its foot."""
        return self._notice.whole_text()

    def count_text(self) -> str:
        """Return what the card says of the paint."""
        return self._count.whole_text()

    def button(self, brush: Brush) -> QPushButton:
        """Return the button of ``brush``."""
        return self._buttons[brush]

    def rewrite_button(self) -> QPushButton:
        """Return the button that goes on to the instruction."""
        return self._rewrite

    def close_button(self) -> QPushButton:
        """Return the button that goes back to the text."""
        return self._close

    def _take(self, brush: Brush) -> None:
        self.take(brush)
        self.brush_taken.emit(brush)

    def event(self, event: QEvent) -> bool:
        """Keep the card's keys from the window's commands and from Qt."""
        if isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            tab = _TABS.get(event.key()) if plain else None
            if event.type() == QEvent.Type.ShortcutOverride and (
                tab is not None or self._command_of(event) is not None or writes(event)
            ):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and tab is not None:
                order = tuple(self._buttons)
                self._take(order[(order.index(self._taken()) + tab) % len(order)])
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Carry out a key; a letter says that it writes nothing."""
        command = self._command_of(event)
        if command is not None:
            self.say("")
            command()
        elif writes(event):
            self.say(NOT_WRITTEN)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard has left, and not just for a menu."""
        super().focusOutEvent(event)
        focused = QApplication.focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        if self.isVisible() and not inside and event.reason() not in _BACK_SOON:
            self.left.emit()

    def _taken(self) -> Brush:
        return next(brush for brush, button in self._buttons.items() if button.isChecked())

    def _command_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        """Return what a key does here, ``None`` for one that is not the card's."""
        if (brush := brush_of(event)) is not None:
            return partial(self._press, brush)
        if (way := way_of(event)) is not None:
            return partial(self.moved.emit, *way)
        for keys, signal in (
            (QKeySequence.StandardKey.Undo, self.undone),
            (QKeySequence.StandardKey.SelectAll, self.all_taken),
        ):
            if event.matches(keys):
                return partial(signal.emit)
        match event.key():
            case Qt.Key.Key_Space:
                return partial(self.cycled.emit)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                return partial(self.rewrite_asked.emit)
            case Qt.Key.Key_Escape:
                return partial(self.closed.emit)
        return None

    def _press(self, brush: Brush) -> None:
        self.take(brush)
        self.brush_pressed.emit(brush)
