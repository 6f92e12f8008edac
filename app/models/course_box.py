"""What goes on, in a box: how far it is, what can be pressed; shows a ``CourseView``."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QWidget

from app.letting_go import let_go
from app.models.ask_row import AskRow
from app.models.boxes import Box, ButtonRow, plain_button, wrapped
from app.models.course import Press
from app.models.course_view import CourseView
from app.models.fold import Fold
from app.models.name_label import NameLabel
from app.models.progress_line import ProgressLine
from app.panels.network_gate import NetworkGate
from app.panels.widgets import ElidedLabel, make_label

_WORDS = {
    Press.PAUSE: ("&Pause", "Stop for now; it goes on from here"),
    Press.CONTINUE: ("&Continue", "Go on from what is there"),
    Press.CANCEL: ("Ca&ncel…", "Stop, and say whether what is there is kept"),
    Press.TRY_AGAIN: ("&Try again", "Go on from what is whole"),
    Press.USE: ("&Use it now", "Load this model"),
    Press.DISMISS: ("D&ismiss", "Show this no more"),
}
_GO_ON = (Press.CONTINUE, Press.TRY_AGAIN)
_PRIMARY = (Press.CONTINUE, Press.TRY_AGAIN, Press.USE)


class CourseBox(Box):
    """One course.

    Signals:
        pressed(str, Press): a button of the course of this key.
        laid_out(): parts have come or gone.
        answered(str, str): the answer to the question that stands here, by its name.
    """

    pressed = Signal(str, object)
    answered = Signal(str, str)
    laid_out = Signal()

    def __init__(self, view: CourseView, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._key = view.key
        self._title = NameLabel("strong")
        self._steps = make_label(tone="muted")
        self._doing = wrapped()
        self._percent = make_label()
        self._line = ProgressLine()
        self._amount = ElidedLabel("muted")
        self._item = ElidedLabel("muted")
        self._note = wrapped(tone="warning")
        self._then = wrapped(tone="muted")
        self._advice = wrapped(tone="muted")
        self._shut = wrapped(tone="muted")  # the buttons are grey; the keyboard reads no tip
        self._fold = Fold()
        self.buttons: dict[Press, QPushButton] = {}
        group = QButtonGroup(self)
        group.setExclusive(False)
        for press, (words, tip) in _WORDS.items():
            button = plain_button(words, tip, "primary" if press in _PRIMARY else "")
            group.addButton(button, press.value)
            self.buttons[press] = button
        self._gates = [NetworkGate(self.buttons[press], _WORDS[press][1]) for press in _GO_ON]
        group.idClicked.connect(self._press)
        self._row = ButtonRow(*self.buttons.values())
        self._ask: AskRow | None = None
        self._lay_out()
        self.show_view(view)

    def _lay_out(self) -> None:
        head, line = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._steps)
        line.addWidget(self._doing, 1)
        line.addWidget(self._percent, 0, Qt.AlignmentFlag.AlignBottom)
        self.column.setSpacing(6)
        self.column.addLayout(head)
        self.column.addLayout(line)
        parts = (self._line, self._amount, self._item, self._note, self._then, self._advice)
        for part in (*parts, self._fold):
            self.column.addWidget(part)
        self.column.addSpacing(4)
        self.column.addWidget(self._shut)
        self.column.addWidget(self._row)

    def show_view(self, view: CourseView) -> None:
        """Show how the course stands; what was open stays open."""
        self._key = view.key
        self.setAccessibleName(f"{view.title}: {view.doing or 'failed'} {view.percent}".strip())
        self._title.show_text(view.title)
        self._steps.setText(view.steps)
        problem = view.problem
        self._put(self._doing, view.doing if problem is None else problem.happened)
        self._put(self._percent, view.percent)
        self._line.setVisible(view.bar)
        self._line.show_fraction(view.fraction, view.percent)
        for label, text in ((self._amount, view.amount), (self._item, view.item)):
            label.show_text(text)
            label.setVisible(bool(text))
        self._put(self._note, view.note)
        self._put(self._then, view.then)
        self._put(self._advice, "" if problem is None else problem.advice)
        self._fold.show_words("" if problem is None else problem.detail)
        offered = any(press in view.presses for press in _GO_ON)
        self._put(self._shut, view.shut if offered else "")
        for gate in self._gates:
            gate.forbid(view.shut)
        self._show_presses(view)

    @property
    def question(self) -> AskRow | None:
        """Return the question that stands here."""
        return self._ask

    def ask(self, question: AskRow) -> None:
        """Ask below, in place of the buttons, until somebody answers."""
        self.end_question()
        self._ask = question
        question.answered.connect(self._pass_answer)
        self.column.addWidget(question)
        question.show()  # at once, and not in the next turn of the loop: it takes the keyboard
        self._row.hide()
        self.laid_out.emit()
        question.begin()

    def end_question(self) -> None:
        """Take the question away."""
        if self._ask is not None:
            self._ask.hide()
            let_go(self._ask)
            self._ask = None
            self._row.show()
            self.take_keyboard(Press.CANCEL)

    def take_keyboard(self, wanted: Press | None = None) -> None:
        """Give the keyboard to a button: ``wanted`` where that is shown, else the first."""
        usable = self._usable()
        if usable:
            press = wanted if wanted is not None and wanted in usable else usable[0]
            self.buttons[press].setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """Return all that the box says."""
        labels = (self._steps, self._doing, self._percent)
        more = (self._note, self._then, self._advice, self._shut)
        said = [one.text() for one in (*labels, *more) if not one.isHidden()]
        said += [one.whole_text() for one in (self._amount, self._item) if not one.isHidden()]
        return "\n".join(part for part in (self._title.whole_text(), *said) if part)

    @Slot(int)
    def _press(self, number: int) -> None:
        self.pressed.emit(self._key, Press(number))

    def _show_presses(self, view: CourseView) -> None:
        had_focus = self.hasFocus() or any(button.hasFocus() for button in self.buttons.values())
        for press, button in self.buttons.items():
            button.setVisible(press in view.presses)
        if had_focus and not any(button.hasFocus() for button in self.buttons.values()):
            # A button that goes with the keyboard on it leaves it to the likeliest other one.
            # Where there is none the box keeps it: elsewhere Enter would press something else.
            usable = self._usable()
            likeliest = [press for press in view.presses if press in usable]
            to: QWidget = self.buttons[likeliest[0]] if likeliest else self
            to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _usable(self) -> list[Press]:
        """Return the buttons that are shown and can be pressed."""
        return [
            press
            for press, button in self.buttons.items()
            if not button.isHidden() and button.isEnabled()
        ]

    @Slot(str, str)
    def _pass_answer(self, name: str, _line: str) -> None:
        self.end_question()
        self.answered.emit(self._key, name)

    @staticmethod
    def _put(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))
