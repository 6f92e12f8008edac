"""A piece of long work as the window keeps it: what it is, how far it is, how it ended; no Qt.

``WorkState`` folds the events of a job into one value that widgets show.
"""

from dataclasses import dataclass, field, replace
from enum import Enum, auto

from engine.jobs import (
    JobDone,
    JobEnd,
    JobEvent,
    JobFailed,
    JobNote,
    JobPlanned,
    JobProgress,
    JobStopped,
)


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done.

    Attributes:
        key: by which whoever wants it knows it again ("download"); one work of a key at a time.
        title: what it is, for people ("Downloading the 26B model").
        verb: the verb of our own program and its arguments, ``--events`` among them.
        heavy: it takes so much of the machine that one such work is enough at a time.
        page: of the Models window, on which it is shown.
        network: it may use the network, so it stops where that is forbidden.
    """

    key: str
    title: str
    verb: tuple[str, ...]
    heavy: bool = True
    page: str = ""
    network: bool = False


class Phase(Enum):
    """Where a work stands."""

    WAITING = auto()
    RUNNING = auto()
    STOPPING = auto()
    DONE = auto()
    STOPPED = auto()
    FAILED = auto()


OVER = (Phase.DONE, Phase.STOPPED, Phase.FAILED)


@dataclass(frozen=True, slots=True)
class WorkState:
    """How a work stands.

    Attributes:
        work: what it is.
        phase: where it stands.
        planned: what it said it would do, ``None`` before.
        progress: how far it is, ``None`` before.
        note: what it last said beside that, "" once it has gone on.
        end: how it ended, ``None`` before.
        detail: what its process wrote beside all this, for who wants to know.
    """

    work: Work
    phase: Phase = Phase.WAITING
    planned: JobPlanned | None = None
    progress: JobProgress | None = None
    note: str = ""
    end: JobEnd | None = None
    detail: str = field(default="", compare=False)

    @property
    def over(self) -> bool:
        """Return whether it has ended."""
        return self.phase in OVER

    @property
    def fraction(self) -> float | None:
        """Return how far the stage at hand is, 0 to 1, ``None`` where nothing can be said."""
        if self.phase is Phase.DONE:
            return 1.0
        if self.progress is not None and self.progress.nbytes > 0:
            return min(1.0, max(0.0, self.progress.bytes_done / self.progress.nbytes))
        if self.progress is None and self.planned is not None and self.planned.nbytes > 0:
            return min(1.0, max(0.0, self.planned.bytes_done / self.planned.nbytes))
        return None

    def after(self, event: JobEvent, detail: str = "") -> "WorkState":
        """Return the state once ``event`` has come."""
        match event:
            case JobPlanned():
                return replace(self, planned=event)
            case JobProgress():
                return replace(self, progress=event, note=self._note_beside(event))
            case JobNote(words):
                return replace(self, note=words)
            case JobDone():
                return replace(self, phase=Phase.DONE, end=event, note="", detail=detail)
            case JobStopped():
                return replace(self, phase=Phase.STOPPED, end=event, note="", detail=detail)
            case JobFailed():
                return replace(self, phase=Phase.FAILED, end=event, note="", detail=detail)

    def _note_beside(self, event: JobProgress) -> str:
        """Return the note while nothing has moved since it was told."""
        before = self.progress
        if before is None:
            return ""
        same = (before.stage, before.bytes_done) == (event.stage, event.bytes_done)
        return self.note if same else ""
