"""The set-up at the first start: a card in the page's place, beside the text; decides nothing.

It takes the keyboard, and gives it to the text with the first letter that somebody types.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QVBoxLayout, QWidget

from app.models.boxes import plain_button, wrapped
from app.models.set_up_words import SetUpView
from app.panels.card import Card
from app.panels.check_box import CheckBox
from app.panels.widgets import make_label

_WIDEST, _LEAST, _MARGIN = 460, 280, 20  # px
_TITLE = 4.0  # points more than the usual letters


class SetUpCard(Card):
    """Stands over a widget of the main window and goes with one press.

    Signals:
        start_asked(): go on with the starter model; Enter means that too.
        large_asked(): get the 26B model.
        folder_asked(): use a folder that the person has.
        offline_chosen(bool): use no network, or use it where the person asks for it.
        dismissed(): Esc.
        typed(QKeyEvent): a letter that is meant for the text.
    """

    start_asked = Signal()
    large_asked = Signal()
    folder_asked = Signal()
    offline_chosen = Signal(bool)
    dismissed = Signal()
    typed = Signal(object)

    def __init__(self, over: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Welcome to Anneal")
        self._over = over
        self._machine = wrapped()
        self.start = plain_button("&Start with the starter model", look="primary")
        self.large = plain_button("&Get the 26B model…")
        self.folder = plain_button("&Use a folder that I have…")
        self.offline = CheckBox("This machine has no network: &work without")
        self._large_note = wrapped(tone="muted")
        self._lay_out()
        self.start.clicked.connect(self.start_asked)
        self.large.clicked.connect(self.large_asked)
        self.folder.clicked.connect(self.folder_asked)
        self.offline.clicked.connect(self.offline_chosen)
        over.installEventFilter(self)

    def _lay_out(self) -> None:
        title = make_label("Welcome to Anneal", "strong")
        title.setStyleSheet(f"font-size: {title.font().pointSizeF() + _TITLE}pt;")
        self.column.setContentsMargins(22, 18, 22, 18)
        self.column.setSpacing(12)
        self.column.addWidget(title)
        self.column.addWidget(self._machine)
        ready = wrapped("It is ready: rewriting works now, without a network.", "muted")
        has = wrapped("A checkpoint that is on a disk of yours already.", "muted")
        for button, note in ((self.start, ready), (self.large, self._large_note)):
            self._add(button, note)
        self._add(self.folder, has)
        self.column.addWidget(self.offline)
        foot = "Esc closes this. It is all to be found later under Model > Models…"
        self.column.addWidget(wrapped(foot, "muted"))

    def _add(self, button: QWidget, note: QLabel) -> None:
        pair = QVBoxLayout()
        pair.setSpacing(3)
        pair.addWidget(button)
        pair.addWidget(note)
        self.column.addLayout(pair)

    def show_view(self, view: SetUpView) -> None:
        """Show what is known of this machine."""
        self._machine.setText(view.machine)
        self._large_note.setText(view.large)
        self.large.setEnabled(view.offer_large)
        self.large.setAccessibleDescription(view.large)
        self.fit()

    def text(self) -> str:
        """Return what is said of this machine."""
        return f"{self._machine.text()}\n{self._large_note.text()}"

    def begin(self) -> None:
        """Come up and take the keyboard."""
        self.fit()
        self.show()
        self.raise_()
        self.start.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self) -> None:
        """Stand in the middle of what is below, no wider than lines of words may be."""
        parent = self.parentWidget()
        if parent is None:
            return
        over = self._over if self._over.isVisible() else parent
        area = over.rect().translated(over.mapTo(parent, over.rect().topLeft()))
        needed = self._take_width(area.width())
        if needed > area.height():  # lower where it is wider: all of it must be seen
            needed = self._take_width(parent.width())
        height = min(needed, parent.height())
        self.resize(self.width(), height)
        left = area.left() + (area.width() - self.width()) // 2
        top = area.top() + max(0, (area.height() - height) // 3)
        left = min(left, parent.width() - self.width() - _MARGIN)
        top = min(top, parent.height() - height - (_MARGIN if needed > area.height() else 0))
        self.move(max(0, left), max(0, top))

    def _take_width(self, room: int) -> int:
        """Take the width that there is room for, and return the height that it asks for."""
        self.setFixedWidth(max(_LEAST, min(_WIDEST, room - 2 * _MARGIN)))
        self.column.activate()
        return self.column.totalHeightForWidth(self.width())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay over what is below."""
        if watched is self._over and event.type() is QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes, Enter presses, letters are the text's."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = QApplication.focusWidget()
            (focused if isinstance(focused, QAbstractButton) else self.start).click()
        elif event.text().isprintable() and event.text():
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)

    @Slot()
    def end(self) -> None:
        """Go."""
        self._over.removeEventFilter(self)
        self.hide()
