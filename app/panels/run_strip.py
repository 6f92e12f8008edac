"""The thin line of a run: step, cap, speed and a way to stop; knows no engine and no document."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.icons import tinted_icon
from app.panels.painted_label import PaintedLabel
from app.panels.widgets import ElidedLabel, key_text, make_button, make_tool, set_tone
from app.read_out import corrections_text, speed_text
from app.theme import Theme
from engine.events import DenoiseStep, TokenState


class RunStrip(QFrame):
    """What a run does now, in one line of text under one line of progress.

    Signals:
        stop_clicked(): the person wants the run to stop.
        restart_clicked(): the engine does not answer, and the person gives it up.
        marks_asked(): the person wants to know what the marks in the draft mean.
    """

    stop_clicked = Signal()
    restart_clicked = Signal()
    marks_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._line = PaintedLabel()
        self._detail = ElidedLabel("muted")
        self._notice = ElidedLabel()
        self._notice.hide()
        self._stop = make_button("Stop", "quiet", "Stop within one step; the best draft stays")
        self._stop.setText(f"{self._stop.text()}  {key_text('Esc')}")
        self._stop.clicked.connect(self.stop_clicked)
        self._restart = make_button(
            "Restart the engine", "primary", "Give the run up; the best draft so far stays"
        )
        self._restart.clicked.connect(self.restart_clicked)
        self._restart.hide()
        self._marks = make_tool("What do these marks mean?")
        self._marks.clicked.connect(self.marks_asked)
        row = QHBoxLayout()
        row.setContentsMargins(14, 2, 8, 4)
        row.setSpacing(12)
        row.addWidget(self._line)
        row.addWidget(self._detail, 1)
        row.addWidget(self._notice, 1)
        row.addWidget(self._marks)
        row.addWidget(self._stop)
        row.addWidget(self._restart)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._progress)
        column.addLayout(row)

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons."""
        self._marks.setIcon(tinted_icon("help", theme))
        self._stop.setIcon(tinted_icon("stop", theme))

    def offer_restart(self, offered: bool) -> None:
        """Offer to start the engine anew, or not: it does not answer."""
        if self._restart.isVisibleTo(self) != offered:
            self._restart.setVisible(offered)
            self._marks.setVisible(not offered)
            self._stop.setVisible(not offered)

    def show_waiting(self, what: str, detail: str = "") -> None:
        """Say what the run waits for; the line of progress has no end yet."""
        self._progress.setRange(0, 0)
        self._line.show_text(what)
        self._detail.show_text(detail)

    def show_step(self, step: DenoiseStep) -> None:
        """Show where the run stands."""
        self._progress.setRange(0, step.pieces * step.step_cap)
        # A new value would paint the window at once, and with it a half of what the step changes;
        # a key that waits behind the step would then paint it a second time.
        self._progress.setUpdatesEnabled(False)
        self._progress.setValue(step.piece * step.step_cap + step.step)
        self._progress.setUpdatesEnabled(True)
        place = f"step {step.step} of at most {step.step_cap}"
        if step.pieces > 1:
            place = f"piece {step.piece + 1} of {step.pieces}, {place}"
        elif step.canvas > 0:  # its steps are counted anew
            place = f"canvas {step.canvas + 1}, {place}"
        self._line.show_text(place[0].upper() + place[1:])
        self._detail.show_text(" · ".join(_details(step)))

    def show_notice(self, text: str, tone: str) -> None:
        """Say something in place of where the run stands, "" to say that again."""
        if text == self._notice.whole_text():  # as at nearly every step
            return
        self._notice.show_text(text)
        set_tone(self._notice, tone)
        self._notice.setVisible(bool(text))
        self._line.setVisible(not text)
        self._detail.setVisible(not text)

    def text(self) -> str:
        """Return what the strip says."""
        if self._notice.whole_text():
            return self._notice.whole_text()
        return " · ".join(part for part in (self._line.text(), self._detail.whole_text()) if part)


def _details(step: DenoiseStep) -> tuple[str, ...]:
    """Return how much of the draft is settled, how fast, and how often it was corrected."""
    settled = sum(token.state is not TokenState.FREE for token in step.tokens)
    words = (f"{settled} of {len(step.tokens)} tokens settled", speed_text(settled, step.seconds))
    if not step.corrections:
        return words
    return (*words, corrections_text(step.corrections))
