"""The person's word on a draft: accept, reject, retry, compare; knows no document and no engine."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QMenu, QPushButton, QWidget

from app.icons import tinted_icon
from app.panels.read_out_line import ReadOutLine
from app.panels.widgets import make_button
from app.read_out import accept_words, changes_count, changes_words, read_out, what_is_taken
from app.review import Review
from app.theme import Theme

_MARGINS = 48
_FIRST = ("reject", "accept")  # whose words and keys stay at any width


@dataclass(frozen=True, slots=True)
class _Look:
    """How much the bar shows.

    Attributes:
        keys: the buttons that show their keys.
        words: whether the other buttons than those to reject and accept show their words.
        counted: whether the count of changes is told in words.
        figures: whether the look asks for room for the figures as well.
    """

    keys: tuple[str, ...]
    words: bool
    counted: bool
    figures: bool


# From the widest to the narrowest: the first that fits is taken, else the last.
_LOOKS = (
    _Look(("compare", "retry", "follow", *_FIRST), words=True, counted=True, figures=True),
    _Look(_FIRST, words=True, counted=True, figures=False),
    _Look(_FIRST, words=False, counted=True, figures=False),
    _Look(_FIRST, words=False, counted=False, figures=False),
)


class ReviewBar(QFrame):
    """A draft under review: what is to be known about it, and what can be done.

    Where the bar is narrow its words give way to icons, and never the width of the window to it.

    Signals:
        accept_clicked(), reject_clicked(), retry_clicked(), follow_clicked(): the person's word.
        compare_clicked(bool): the person wants the comparison with the original, or no longer.
    """

    accept_clicked = Signal()
    reject_clicked = Signal()
    retry_clicked = Signal()
    follow_clicked = Signal()
    compare_clicked = Signal(bool)

    def __init__(self, keys: dict[str, str], parent: QWidget | None = None) -> None:
        """Make the bar; ``keys`` are those of its buttons as shown, by name."""
        super().__init__(parent)
        self.setObjectName("foot")
        self._line = ReadOutLine()
        self._buttons = {
            "accept": make_button(
                "Accept", "primary", f"Take the draft, in one undo step ({keys['accept']})"
            ),
            "reject": make_button("Reject", "quiet", f"Keep the original ({keys['reject']})"),
            "retry": make_button(
                "Retry", "quiet", f"Make another draft, with a new seed ({keys['retry']})"
            ),
            "follow": make_button(
                "Follow up", "quiet", f"Ask for something more of this draft ({keys['follow']})"
            ),
            "compare": make_button(
                "Compare", "quiet", f"Show each word that went or came ({keys['compare']})"
            ),
        }
        self._changes = make_button("Changes", "quiet", "Take or leave single changes")
        self._menu = QMenu(self._changes)
        self._changes.setMenu(self._menu)
        self._keys = keys
        self._accept_words = "Accept"
        self._counted = ("", "")
        self._theme: Theme | None = None
        self._replaying = False
        self._least = 0  # px, as long as no draft is shown
        self._show_look(_LOOKS[0])
        self._buttons["accept"].clicked.connect(self.accept_clicked)
        self._buttons["reject"].clicked.connect(self.reject_clicked)
        self._buttons["retry"].clicked.connect(self.retry_clicked)
        self._buttons["follow"].clicked.connect(self.follow_clicked)
        self._buttons["compare"].setCheckable(True)
        self._buttons["compare"].clicked.connect(self.compare_clicked)
        row = self._row = QHBoxLayout(self)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(14, 4, 8, 4)
        row.setSpacing(4)
        row.addWidget(self._line, 1)
        row.addWidget(self._changes)
        for name in ("compare", "retry", "follow", "reject", "accept"):
            row.addWidget(self._buttons[name])

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons."""
        self._theme = theme
        self._line.set_theme(theme)
        for name, button in self._buttons.items():
            primary = name == "accept" and not self._replaying
            button.setIcon(tinted_icon(name, theme, theme.on_accent if primary else None))

    def minimumSizeHint(self) -> QSize:
        """Ask for no more than the narrowest look takes, whichever is shown."""
        return QSize(self._least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show in the buttons what there is room for beside the line."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self._show_look(_LOOKS[-1])
        self._least = self._buttons_width() + self._line.minimumWidth() + _MARGINS
        for look in _LOOKS:
            self._show_look(look)
            line = self._line.needed_width(figures=look.figures)
            if self._buttons_width() + line + _MARGINS <= self.width():
                break
        self._row.activate()  # before the next paint, which would show words in the old places

    def _buttons_width(self) -> int:
        """Return the px that the buttons take as they are."""
        buttons = (*self._buttons.values(), self._changes)
        return sum(button.sizeHint().width() for button in buttons)

    def _show_look(self, look: _Look) -> None:
        self._changes.setText(self._counted[0] if look.counted else self._counted[1])
        for name, button in self._buttons.items():
            name_shown = self._accept_words if name == "accept" else button.accessibleName()
            words = f" {name_shown}"  # the space parts it from its icon
            if not (look.words or name in _FIRST):
                words = ""
            elif name in look.keys:
                words += f"  {self._keys[name]}"
            button.setText(words)
            _set_look(button, "bare", not words)  # less room around an icon without words

    def show_review(self, review: Review) -> None:
        """Say what the draft is, and above all where it is not to be trusted."""
        told = read_out(review)
        self._line.show_read_out(told)
        # Whoever hears the button hears what it would take.
        accept = self._buttons["accept"]
        accept.setToolTip(f"{what_is_taken(review)} ({self._keys['accept']})")
        accept.setAccessibleDescription(told.judgement if told.warning else accept.toolTip())
        self._accept_words = accept_words(review)
        self._counted = (changes_words(review), changes_count(review))
        self._changes.setAccessibleName(self._counted[0])
        self._changes.setToolTip(f"{self._counted[0]}: take or leave single ones")
        self._changes.setEnabled(review.changed)
        self._make_room()

    def show_notice(self, text: str, tone: str) -> None:
        """Say something in place of what the draft is, "" to say that again.

        Where the draft is to be looked at with care, its verdict stays.
        """
        self._line.show_notice(text, tone)
        self._make_room()

    def set_comparing(self, comparing: bool) -> None:
        """Show whether the comparison is on."""
        self._buttons["compare"].setChecked(comparing)

    def set_replaying(self, replaying: bool) -> None:
        """Let the replay's own button stand out in place of the one that accepts."""
        if replaying == self._replaying:
            return
        self._replaying = replaying
        _set_look(self._buttons["accept"], "look", "quiet" if replaying else "primary")
        if self._theme is not None:
            self.set_theme(self._theme)
        self._make_room()

    def fill_changes(self, commands: Iterable[QAction | None]) -> None:
        """Open a menu of ``commands`` from the count of changes; ``None`` is a line between two."""
        for command in commands:
            if command is None:
                self._menu.addSeparator()
            else:
                self._menu.addAction(command)

    def changes_button(self) -> QPushButton:
        """Return the button that says how many changes are taken, and opens their menu."""
        return self._changes

    def button(self, name: str) -> QPushButton:
        """Return a button: "accept", "reject", "retry", "follow" or "compare"."""
        return self._buttons[name]

    def text(self) -> str:
        """Return what the bar says."""
        return self._line.text()


def _set_look(button: QPushButton, name: str, value: str | bool) -> None:
    """Give a button another value of what the style sheet goes by."""
    if button.property(name) != value:
        button.setProperty(name, value)
        button.style().unpolish(button)
        button.style().polish(button)
