"""The card over a token of a draft: how sure the model is, what it nearly chose, what happened.

Knows no editor and no flow.
"""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.panels.card import Card
from app.panels.runner_up_row import EDGE, RunnerUpRow
from app.panels.widgets import make_label
from app.theme import Theme
from app.token_story import TokenStory
from app.token_words import entropy_words, fate_words, runner_up_words, title_of

_WIDTH = 304
_GAP = 4  # px between the token and the card
_EDGE = 6  # px
_TAKE = "Click one, or press its number, to put it in"


class TokenCard(Card):
    """Shows one token's story.

    Signals:
        runner_up_chosen(str): put this text in the token's place.
        neighbour_asked(int): -1 for the token before, 1 for the one behind.
        closed(): by Esc or by the key that opened it; the keyboard goes back to the text.
        left(): the mouse is on the card no more.
    """

    runner_up_chosen = Signal(str)
    neighbour_asked = Signal(int)
    closed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.column.setContentsMargins(_EDGE, 9, _EDGE, 10)
        self.column.setSpacing(3)
        self._title = make_label(tone="strong")
        self._entropy = make_label(tone="muted")
        self._rows = tuple(RunnerUpRow() for _ in range(3))
        self._take = make_label(_TAKE, "muted")
        self._fate = make_label()
        for label in (self._title, self._entropy, self._take, self._fate):
            label.setWordWrap(True)
            label.setContentsMargins(EDGE, 0, EDGE, 0)
        self.column.addWidget(self._title)
        self.column.addWidget(self._entropy)
        self.column.addSpacing(2)
        for row in self._rows:
            self.column.addWidget(row)
            row.chosen.connect(self.runner_up_chosen)
        self.column.addWidget(self._take)
        self.column.addSpacing(2)
        self.column.addWidget(self._fate)

    def set_theme(self, theme: Theme) -> None:
        """Paint the bars in the colours of ``theme``."""
        for row in self._rows:
            row.set_theme(theme)

    def show_story(self, story: TokenStory, *, over: bool, takes: bool) -> None:
        """Fill the card.

        Args:
            story: of the token.
            over: the run has ended.
            takes: a runner-up can be put in the token's place.
        """
        self._title.setText(title_of(story))
        self._entropy.setText(entropy_words(story))
        for number, row in enumerate(self._rows):
            runner = story.runners_up[number] if number < len(story.runners_up) else None
            row.setVisible(runner is not None)
            if runner is not None:
                row.show_runner_up(runner, takes=takes and bool(runner.text))
        self._take.setVisible(takes and any(runner.text for runner in story.runners_up))
        self._fate.setText("\n".join(fate_words(story, over=over)))
        others = [runner_up_words(runner) for runner in story.runners_up]
        self.setAccessibleName(
            ". ".join((self._title.text(), self._entropy.text(), *others, self._fate.text()))
        )

    def text(self) -> str:
        """Return all that the card says."""
        return self.accessibleName()

    def place_at(self, token: QRect, area: QRect) -> None:
        """Stand under ``token``, over it where there is no room, inside ``area``."""
        self.setFixedWidth(min(_WIDTH, area.width() - 2 * _GAP))
        self.column.activate()
        height = self.column.heightForWidth(self.width())
        self.setFixedHeight(height if height > 0 else self.column.totalSizeHint().height())
        y = token.bottom() + _GAP
        if y + self.height() > area.bottom():
            y = token.top() - _GAP - self.height()
        x = min(token.left(), area.right() - self.width() - _GAP)
        self.move(QPoint(max(area.left() + _GAP, x), max(area.top() + _GAP, y)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the neighbours, take a runner-up by its number, or close."""
        key = event.key()
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key in ways:
            self.neighbour_asked.emit(ways[Qt.Key(key)])
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_3:
            self._rows[key - Qt.Key.Key_1].choose()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the card from the window's commands while it has the keyboard."""
        overrides = event.type() is QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the mouse has left."""
        super().leaveEvent(event)
        self.left.emit()
