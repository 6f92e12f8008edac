"""Collects Python's garbage while nobody is at work in the window; knows no edit and no engine."""

import gc
from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from app.collector import (
    collect_all,
    collect_by_hand,
    collect_by_itself,
    collect_due,
    collect_new,
)
from app.idle_plan import IdlePlan, Pass

_LOOK_MS = 1000  # no look while there is nothing to collect
_DUE_MS = 250  # between two looks whether young objects are to be collected

_STIRS = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
        QEvent.Type.NativeGesture,
        QEvent.Type.DragMove,
        QEvent.Type.Resize,
    )
)


class IdleCollector(QObject):
    """Makes the full passes of the collector in the rests of a person and of the engine.

    It passes from a timer of its own, so from the event loop and never out of one of Qt's calls;
    not while a menu or a dialog is open, whose own event loop stands inside such a call, and not
    while the collector is held. The small passes it makes whenever they are due: on this thread,
    since on another one they could free widgets. It changes the interpreter's collector and so
    begins by ``start``.
    """

    def __init__(
        self,
        window: QWidget,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Make one that does nothing yet.

        Args:
            window: where keys and mouse are looked for once it is shown.
            parent: owns this.
            clock: tells seconds and never goes back.
        """
        super().__init__(parent)
        self._window = window
        self._is_busy: Callable[[], bool] = lambda: False
        self._clock = clock
        self._plan = IdlePlan(clock())
        self._thresholds: tuple[int, int, int] | None = None
        self._handle: QWindow | None = None
        self._looking = QTimer(self)
        self._looking.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self.look)
        self._small = QTimer(self, interval=_DUE_MS)
        self._small.timeout.connect(collect_due)

    @Slot()
    def start(self) -> None:
        """Freeze what the start has made, and collect in rests alone; the window is shown."""
        if self._thresholds is not None:
            return
        self._thresholds = gc.get_threshold()
        gc.freeze()
        collect_by_hand()
        self._small.start()
        # A filter on the application would be asked of every event of every object.
        self._handle = self._window.windowHandle()
        if self._handle is not None:
            self._handle.installEventFilter(self)
        self._looking.start()

    @Slot()
    def stop(self) -> None:
        """Leave the collector as it was before ``start``, which may follow."""
        if self._thresholds is None:
            return
        self._looking.stop()
        self._small.stop()
        if self._handle is not None:
            self._handle.removeEventFilter(self)
            self._handle = None
        gc.set_threshold(*self._thresholds)
        gc.unfreeze()
        collect_by_itself()
        self._thresholds = None

    def heed(self, is_busy: Callable[[], bool]) -> None:
        """Make no pass while ``is_busy`` says that the window moves by itself."""
        self._is_busy = is_busy

    @Slot()
    def stir(self) -> None:
        """Somebody is at work."""
        self._plan.stir(self._clock())
        self._look_on()

    @Slot()
    def note_closed(self) -> None:
        """A text was closed: what it leaves behind is freed at the next rest."""
        self._plan.close(self._clock())
        self._look_on()

    @Slot()
    def look(self) -> None:
        """Make the pass that is due, if nobody would notice it."""
        now = self._clock()
        if self._is_busy() or _in_hand():
            self._plan.stir(now)
            return
        due = self._plan.due(now)
        if (due is Pass.ALL and collect_all()) or (due is Pass.NEW and collect_new()):
            self._plan.note(due, now)
        if self._plan.resting:
            self._looking.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note what a person does in the window."""
        if event.type() in _STIRS:
            self.stir()
        return super().eventFilter(watched, event)

    def _look_on(self) -> None:
        if self._thresholds is not None and not self._looking.isActive():
            self._looking.start()


def _in_hand() -> bool:
    """Return whether a button is held down, or a menu or dialog waits for an answer."""
    return (
        QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        or QApplication.activePopupWidget() is not None
        or QApplication.activeModalWidget() is not None
    )
