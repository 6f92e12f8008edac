"""The line at the foot of the window: words, position, model, memory; knows no engine."""

from PySide6.QtCore import QPoint, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.model_state import ModelPhase, ModelState, memory_text
from app.panels.job_item import JobItem
from app.panels.model_item import ModelItem
from app.panels.widgets import ElidedLabel, make_label, set_tone
from app.theme import Theme

_NOTICE_MS = 5000
_WARNING_MS = 8000
_USUAL_ENCODING = "UTF-8"
_USUAL_LINE_ENDS = "LF"


class StatusBar(QFrame):
    """Facts at the right, what just happened at the left.

    Signals:
        notice_changed(): something is being said, or no longer.
        model_clicked(QPoint): the person wants to choose a model; the corner, on the screen,
            above which there is room to offer them.
    """

    model_clicked = Signal(QPoint)
    notice_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self._notice = ElidedLabel("muted")
        self._words = make_label(tone="muted")
        self._position = make_label(tone="muted")
        self._language = make_label(tone="muted")
        self._file = make_label(tone="muted")
        self._file.setToolTip("How the file is written on the disk")
        self._file.hide()
        self._zoom = make_label(tone="muted")
        self.model = ModelItem()
        self.model.clicked.connect(self._ask_model)
        self._memory = make_label(tone="muted")
        self._memory.setToolTip("Memory of the whole program, its libraries and the model")
        self._troubles: list[str] = []  # not yet said for as long as it takes to read them
        self._troubling = False  # the first of them is being said
        self._clearing = QTimer(self, singleShot=True)
        self._clearing.timeout.connect(self.clear_notice)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 1, 12, 1)
        row.setSpacing(18)
        row.addWidget(self._notice, 1)
        self.job = JobItem()
        row.addWidget(self.job)
        for label in (*self._facts(), self._memory):
            row.addWidget(label)
        self.show_zoom(100)
        self.show_state(ModelState(ModelPhase.NONE))

    def set_theme(self, theme: Theme) -> None:
        """Tint the icon of the model."""
        self.model.set_theme(theme)

    def show_notice(self, text: str) -> None:
        """Say what just happened; it goes by itself after some seconds."""
        self._say(text, "muted")

    def show_warning(self, text: str) -> None:
        """Say what went wrong, for longer."""
        self._say(text, "warning")

    @Slot(str)
    def show_trouble(self, text: str) -> None:
        """Say what stays wrong: in its turn, and again where something else came in between."""
        self._troubles.append(text)
        if not self.notice():
            self._say_trouble()

    def _say_trouble(self) -> None:
        if self._troubles:
            self._say(self._troubles[0], "warning")
            self._troubling = True

    def _say(self, text: str, tone: str) -> None:
        self._troubling = False
        self._notice.show_text(text)
        set_tone(self._notice, tone)
        self._clearing.start(_NOTICE_MS if tone == "muted" else _WARNING_MS)
        self.notice_changed.emit()

    def notice(self) -> str:
        """Return what is being said, "" for nothing."""
        return self._notice.whole_text()

    def notice_tone(self) -> str:
        """Return the tone in which it is said, "muted" or "warning"."""
        return str(self._notice.property("tone"))

    @Slot()
    def clear_notice(self) -> None:
        """Say nothing more."""
        if self.notice():
            self._clearing.stop()
            if self._troubling:
                self._troubling = False
                del self._troubles[0]
            self._notice.show_text("")
            self.notice_changed.emit()
            self._say_trouble()

    @Slot()
    def _ask_model(self) -> None:
        self.model_clicked.emit(self.model.mapToGlobal(QPoint()))

    def show_words(self, words: int, selected: int) -> None:
        """Show the number of words, and of those selected where there are any."""
        total = "1 word" if words == 1 else f"{words:,} words"
        self._words.setText(f"{selected:,} of {total}" if selected else total)

    def show_position(self, line: int, column: int) -> None:
        """Show where the caret stands, both counted from 1."""
        self._position.setText(f"Ln {line}, Col {column}")

    def show_language(self, language: str) -> None:
        """Show the language of the text."""
        self._language.setText(language.capitalize())

    def show_file(self, *, read_only: bool, encoding: str, line_ends: str) -> None:
        """Show what is unusual about the file: read-only, not UTF-8, line ends other than LF."""
        unusual = (
            "Read-only" if read_only else "",
            "" if encoding == _USUAL_ENCODING else encoding,
            "" if line_ends == _USUAL_LINE_ENDS else line_ends,
        )
        self._file.setText(" · ".join(part for part in unusual if part))
        self._file.setVisible(any(unusual))

    def show_zoom(self, percent: int) -> None:
        """Show the zoom where it is not 100 %."""
        self._zoom.setText("" if percent == 100 else f"{percent} %")
        self._zoom.setVisible(percent != 100)

    def show_state(self, state: ModelState) -> None:
        """Show where the model stands."""
        self.model.show_state(state)

    def show_memory(self, used: int | None) -> None:
        """Show the bytes that the program uses; ``None`` where this system does not tell."""
        self._memory.setText("" if used is None else f"{memory_text(used)} in all")

    def text(self) -> str:
        """Return all that the bar says."""
        return " | ".join([self._notice.whole_text(), *(fact.text() for fact in self._facts())])

    def _facts(self) -> tuple[QLabel | ModelItem, ...]:
        return (
            self._words,
            self._position,
            self._zoom,
            self._file,
            self._language,
            self.model,
        )
