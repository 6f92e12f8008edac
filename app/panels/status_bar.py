"""The line at the foot of the window: words, position, model, device, memory; knows no engine."""

from PySide6.QtCore import QPoint, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.panels.job_item import JobItem
from app.panels.widgets import ElidedLabel, make_label, make_tool, set_tone
from engine.model_info import ModelInfo

_NOTICE_MS = 5000
_WARNING_MS = 8000
_USUAL_ENCODING = "UTF-8"
_USUAL_LINE_ENDS = "LF"
_MB, _GB = 10**6, 10**9


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
        self._model: QToolButton = make_tool("Model")
        self._model.setObjectName("fact")
        self._model.clicked.connect(self._ask_model)
        self._memory = make_label(tone="muted")
        self._memory.setToolTip("Memory of the whole program")
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
        self.show_no_model()

    def show_notice(self, text: str) -> None:
        """Say what just happened; it goes by itself after some seconds."""
        self._say(text, "muted")

    def show_warning(self, text: str) -> None:
        """Say what went wrong, for longer."""
        self._say(text, "warning")

    def _say(self, text: str, tone: str) -> None:
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
            self._notice.show_text("")
            self.notice_changed.emit()

    @Slot()
    def _ask_model(self) -> None:
        self.model_clicked.emit(self._model.mapToGlobal(QPoint()))

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

    def show_model(self, info: ModelInfo) -> None:
        """Show which model is loaded and where it runs."""
        device = "CPU" if info.device == "cpu" else info.device_name
        self._model.setText(" · ".join(part for part in (info.name, info.recipe, device) if part))
        millions = info.parameters / 1e6
        size = f"{millions / 1000:.1f} B" if millions >= 1000 else f"{millions:.1f} M"
        stored = f"the recipe {info.recipe}" if info.recipe else info.dtype
        self._model.setToolTip(
            f"{size} parameters in {stored}, {memory_text(info.weight_bytes)} of weights\n"
            f"{info.device_name}\n{info.folder}"
        )

    def show_loading(self, name: str, fraction: float) -> None:
        """Show how far a model is loaded."""
        self._model.setText(f"Loading {name}… {fraction:.0%}")

    def show_no_model(self) -> None:
        """Say that no model is loaded."""
        self._model.setText("No model")
        self._model.setToolTip("Choose a model")

    def show_memory(self, used: int | None) -> None:
        """Show the bytes that the program uses; ``None`` where this system does not tell."""
        self._memory.setText("" if used is None else memory_text(used))

    def text(self) -> str:
        """Return all that the bar says."""
        return " | ".join([self._notice.whole_text(), *(fact.text() for fact in self._facts())])

    def _facts(self) -> tuple[QLabel | QToolButton, ...]:
        return (
            self._words,
            self._position,
            self._zoom,
            self._file,
            self._language,
            self._model,
        )


def memory_text(count: int) -> str:
    """Return ``count`` bytes as people say it."""
    return f"{count / _GB:.1f} GB" if count >= _GB else f"{count / _MB:.0f} MB"
