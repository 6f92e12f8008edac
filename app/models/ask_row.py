"""A question in the page, below what it is about: words, a line to type in, answers; no dialog."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QFrame,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.models.boxes import LEAST_CHOICE, ButtonRow, plain_button, wrapped
from app.panels.choice_box import ChoiceBox
from app.panels.widgets import set_tone


@dataclass(frozen=True, slots=True)
class Answer:
    """One button of a question.

    Attributes:
        name: by which it is known again.
        words: of the button, with their mnemonic.
        look: "primary", "danger" or "".
    """

    name: str
    words: str
    look: str = ""


class AskRow(QFrame):
    """Esc means the last answer, which changes nothing; Enter in the line means the first.

    Signals:
        answered(str, str): the name of the answer, and what stands in the line.
    """

    answered = Signal(str, str)

    def __init__(
        self,
        question: str,
        answers: Sequence[Answer],
        *,
        line: str | None = None,
        choices: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Ask.

        Args:
            question: in words.
            answers: the buttons; the last one leaves things as they are.
            line: what a line to type in begins with; ``None`` for no line.
            choices: what else is to be chosen, the usual one first; none for no choice.
            parent: as ever.
        """
        super().__init__(parent)
        self.setObjectName("ask")
        self.setAccessibleName(question)
        self._names = [answer.name for answer in answers]
        self._words = wrapped(question)
        self._line = QLineEdit(line or "")
        self._line.setAccessibleName(question)
        self._line.setVisible(line is not None)
        self._line.returnPressed.connect(self._take_first)
        self.choices = ChoiceBox()
        self.choices.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.choices.setMinimumWidth(LEAST_CHOICE)
        self.choices.addItems(list(choices))
        self.choices.setAccessibleName("Recipe")
        self.choices.setVisible(bool(choices))
        self._problem = wrapped(tone="warning")
        self._problem.hide()
        self.buttons: list[QPushButton] = []
        group = QButtonGroup(self)
        group.setExclusive(False)
        for answer in answers:
            button = plain_button(answer.words, look=answer.look)
            group.addButton(button, len(self.buttons))
            self.buttons.append(button)
        group.idClicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        for part in (
            self._words,
            self._line,
            self.choices,
            self._problem,
            ButtonRow(*self.buttons),
        ):
            column.addWidget(part)

    def problem(self) -> str:
        """Return why the answer that was given cannot be taken, "" for nothing."""
        return "" if self._problem.isHidden() else self._problem.text()

    def begin(self) -> None:
        """Give the keyboard to the line, or to the answer that changes nothing."""
        if self._line.isHidden():
            self.buttons[-1].setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._line.selectAll()

    def show_problem(self, words: str, tone: str = "warning") -> None:
        """Say why the answer cannot be taken, or what it waits for; the question stays."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        set_tone(self._problem, tone)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Esc before the window closes, and Enter, which has answered already.

        By then the keyboard may be at a button of what was begun, and the window would press it.
        """
        if event.key() == Qt.Key.Key_Escape:
            self._take(len(self._names) - 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = QApplication.focusWidget()
            if isinstance(focused, QAbstractButton) and self.isAncestorOf(focused):
                focused.click()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _take_first(self) -> None:
        self._take(0)

    @Slot(int)
    def _take(self, number: int) -> None:
        self.answered.emit(self._names[number], self._line.text())
