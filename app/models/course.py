"""Several pieces of long work, one after another, for one thing that a person wants; no Qt.

To get a model: download it, make 4 bits of it, remove what was downloaded. Each piece can stop or
fail, and then goes on from there.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from app.jobs.work import Phase, Work, WorkState


class Press(Enum):
    """A button of what goes on."""

    PAUSE = auto()
    CONTINUE = auto()
    CANCEL = auto()
    TRY_AGAIN = auto()
    USE = auto()
    DISMISS = auto()


@dataclass(frozen=True, slots=True)
class Course:
    """What a person wants, as works in order.

    Attributes:
        key: of the course, by which it is known again; no two at a time have the same.
        title: what it is, for people ("Getting the 26B model").
        works: one after another.
        steps: what each is called in the line of steps ("Download").
        result: folder of the checkpoint that can be used in the end, ``None`` where there is none.
        folders: those that nobody else should touch meanwhile.
        leavings: for each work the folder in which it leaves something where it is stopped.
        keeps: a piece that was stopped leaves something to go on from.
        at: which work is at hand.
        state: how it stands.
    """

    key: str
    title: str
    works: tuple[Work, ...]
    steps: tuple[str, ...]
    result: Path | None = None
    folders: tuple[Path, ...] = ()
    leavings: tuple[Path, ...] = ()
    keeps: bool = True
    at: int = 0
    state: WorkState | None = None

    @property
    def work(self) -> Work:
        """Return the work at hand."""
        return self.works[self.at]

    @property
    def leaving(self) -> Path | None:
        """Return the folder in which the work at hand leaves something, ``None`` for none."""
        return self.leavings[self.at] if self.leavings else None

    @property
    def phase(self) -> Phase:
        """Return where the whole stands: done with its last work alone."""
        if self.state is None:
            return Phase.WAITING
        if self.state.phase is Phase.DONE and self.at + 1 < len(self.works):
            return Phase.RUNNING
        return self.state.phase

    @property
    def over(self) -> bool:
        """Return whether nothing goes on, until somebody lets it."""
        return self.phase in (Phase.DONE, Phase.STOPPED, Phase.FAILED)

    def after(self, state: WorkState) -> "Course":
        """Return the course once the work at hand stands at ``state``; other works change nothing.

        Where that is done and another follows, the next one is at hand.
        """
        if state.work.key != self.work.key:
            return self
        if state.phase is Phase.DONE and self.at + 1 < len(self.works):
            return replace(self, at=self.at + 1, state=None)
        return replace(self, state=state)

    def again(self) -> "Course":
        """Return the course as it goes on with the work at hand."""
        return replace(self, state=None)


def presses(course: Course) -> tuple[Press, ...]:
    """Return the buttons that make sense, the likeliest first."""
    phase = course.phase
    if phase is Phase.WAITING:
        return (Press.CANCEL,)
    if phase is Phase.RUNNING:
        return (Press.PAUSE, Press.CANCEL) if course.keeps else (Press.CANCEL,)
    if phase is Phase.STOPPED:
        return (Press.CONTINUE, Press.CANCEL) if course.keeps else (Press.DISMISS,)
    if phase is Phase.FAILED:
        return (Press.TRY_AGAIN, Press.DISMISS)
    if phase is Phase.DONE:
        return (Press.USE, Press.DISMISS) if course.result is not None else (Press.DISMISS,)
    return ()
