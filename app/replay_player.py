"""Runs through a time line: says which frame its clock has reached; knows no frames, no widget."""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

from app.replay_time import Timeline

_TICK_MS = 15


class ReplayPlayer(QObject):
    """Plays once to the end. Where frames come faster than its ticks, some are passed over.

    Signals:
        frame_reached(int): index of the frame that is due.
        playing_changed(bool): it runs, or stands still.
    """

    frame_reached = Signal(int)
    playing_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timeline = Timeline((0.0,))
        self._index = 0
        self._from = 0.0  # seconds on the time line at which the clock was started
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def playing(self) -> bool:
        """Return whether it runs."""
        return self._timer.isActive()

    def set_timeline(self, timeline: Timeline) -> None:
        """Follow another time line, from the frame that is shown on."""
        self._timeline = timeline
        self.seek(min(self._index, len(timeline.starts) - 1))

    def seek(self, index: int) -> None:
        """Go on from frame ``index``."""
        self._index = index
        self._from = self._timeline.starts[index]
        self._clock.restart()

    def play(self) -> None:
        """Run on, at the end from the first frame again."""
        if self._index == len(self._timeline.starts) - 1:
            self.seek(0)
            self.frame_reached.emit(0)
        else:
            self.seek(self._index)
        self._timer.start()
        self.playing_changed.emit(True)

    @Slot()
    def pause(self) -> None:
        """Stand still, if it runs."""
        if self._timer.isActive():
            self._timer.stop()
            self.playing_changed.emit(False)

    @Slot()
    def _tick(self) -> None:
        index = self._timeline.frame_at(self._from + self._clock.elapsed() / 1000)
        if index != self._index:
            self._index = index
            self.frame_reached.emit(index)
        if index == len(self._timeline.starts) - 1:
            self.pause()
