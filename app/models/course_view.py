"""What is shown of a course: one value for the widget, which only lays it out; no Qt."""

from dataclasses import dataclass

from app.jobs.problems import job_problem
from app.jobs.work import Phase, WorkState
from app.jobs.work_words import amount_words, item_words, percent_words, stage_words
from app.messages import Message
from app.models.course import Course, Press, presses
from engine.jobs import JobDone, JobFailed


@dataclass(frozen=True, slots=True)
class CourseView:
    """What a widget shows of a course.

    Attributes:
        key: of the course.
        title: what it is.
        steps: which of them is at hand, "" for one step alone.
        then: what follows, "" for nothing.
        doing: what goes on now, or how it ended.
        percent: how far it is, "" where nothing can be said.
        fraction: the same, 0 to 1, ``None`` where nothing can be said.
        bar: a bar is shown.
        amount: bytes, rate, time.
        item: the file at hand.
        note: what else to know while it goes on.
        problem: why it failed, ``None`` where it did not.
        presses: the buttons, the likeliest first.
        shut: why it cannot go on just now, "" where it can.
    """

    key: str
    title: str
    steps: str
    then: str
    doing: str
    percent: str
    fraction: float | None
    bar: bool
    amount: str
    item: str
    note: str
    problem: Message | None
    presses: tuple[Press, ...]
    shut: str = ""


def course_view(course: Course, no_network: str = "") -> CourseView:
    """Return what is shown of ``course``; ``no_network``: why none may be used, "" where it may."""
    state = course.state or WorkState(course.work)
    going = course.phase in (Phase.WAITING, Phase.RUNNING, Phase.STOPPING)
    paused = course.phase is Phase.STOPPED and course.keeps
    return CourseView(
        key=course.key,
        title=course.title,
        steps=_steps(course),
        then=_then(course),
        doing=_doing(course, state),
        percent=percent_words(state) if going or paused else "",
        fraction=state.fraction,
        bar=going or paused,
        amount=amount_words(state) if going or paused else "",
        item=item_words(state) if course.phase is Phase.RUNNING else "",
        note=f"{state.note[:1].upper()}{state.note[1:]}",
        problem=_problem(state),
        presses=presses(course),
        shut=no_network if course.work.network else "",
    )


def _steps(course: Course) -> str:
    """Return which step of how many is at hand."""
    if len(course.steps) < 2 or course.phase is Phase.DONE:
        return ""
    return f"Step {course.at + 1} of {len(course.steps)}"


def _then(course: Course) -> str:
    """Return what follows."""
    left = () if course.phase is Phase.FAILED else course.steps[course.at + 1 :]
    return f"Then: {', '.join(step.lower() for step in left)}" if left else ""


def _doing(course: Course, state: WorkState) -> str:
    if course.phase is Phase.STOPPED:
        return "Paused" if course.keeps else "Stopped"
    if isinstance(state.end, JobDone) and course.phase is Phase.DONE:
        return state.end.words or "Done"
    if course.phase is Phase.FAILED:
        return ""
    return stage_words(state)


def _problem(state: WorkState) -> Message | None:
    if isinstance(state.end, JobFailed):
        return job_problem(state.end, state.detail)
    return None
