"""Works one after another: what is at hand, what can be pressed, what is said; verbs as typed."""

from pathlib import Path

import pytest

from app.jobs.work import Phase, WorkState
from app.models.course import Course, Press, presses
from app.models.course_view import course_view
from app.models.deeds import (
    GET,
    Wish,
    free_name,
    get_course,
    go_on_course,
    quantize_course,
    remove_course,
    rename_verb,
    source_of,
    verify_course,
)
from app.models.stored import StoredModel, read_models
from engine.jobs import JobDone, JobFailed, JobProgress, JobStopped, Stage
from tests.app.models.answers import DAMAGED, FOUR_BIT, HALF, PUBLISHED, STARTER, model

PLACE = Path("/data/checkpoints/big")
DONE = JobDone(PLACE, "big is whole")
STEP = JobProgress(Stage.DOWNLOADING, 13, 52, "a.safetensors", 0, 2)


def wish(*, quantize: bool = True, remove: bool = False) -> Wish:
    return Wish("owner/big", PLACE, quantize, "balanced", remove)


def at(course: Course, phase: Phase, *events: object) -> Course:
    state = WorkState(course.work, phase)
    for event in events:
        assert isinstance(event, JobDone | JobFailed | JobProgress | JobStopped)
        state = state.after(event)
    return course.after(state)


@pytest.mark.parametrize(
    ("quantize", "remove", "verbs", "result"),
    [
        (False, True, ["models download --events --name big owner/big"], PLACE),
        (
            True,
            False,
            [
                "models download --events --name big owner/big",
                f"models quantize --events --recipe balanced {PLACE} {PLACE}-4bit",
            ],
            Path(f"{PLACE}-4bit"),
        ),
        (
            True,
            True,
            [
                "models download --events --name big owner/big",
                f"models quantize --events --recipe balanced --remove-source {PLACE} {PLACE}-4bit",
            ],
            Path(f"{PLACE}-4bit"),
        ),
    ],
)
def test_getting_a_model_is_a_course(
    quantize: bool, remove: bool, verbs: list[str], result: Path
) -> None:
    course = get_course(wish(quantize=quantize, remove=remove))
    assert [" ".join(work.verb) for work in course.works] == verbs
    assert course.result == result
    assert [work.network for work in course.works] == [True, False][: len(verbs)]
    assert course.key == GET


def test_one_work_follows_the_other_and_the_last_end_is_the_end() -> None:
    course = get_course(wish())
    assert course.phase is Phase.WAITING
    assert (course.leaving, course.over) == (PLACE, False)
    course = at(course, Phase.RUNNING, STEP)
    assert course.phase is Phase.RUNNING
    second = at(course, Phase.RUNNING, STEP, DONE)
    assert (second.at, second.state, second.phase) == (1, None, Phase.WAITING)
    assert second.leaving == Path(f"{PLACE}-4bit")
    assert second.after(WorkState(course.work, Phase.FAILED)) is second  # of an earlier work
    last = at(second, Phase.RUNNING, DONE)
    assert (last.at, last.phase, last.over) == (1, Phase.DONE, True)
    failed = at(second, Phase.RUNNING, JobFailed("NoRoomError", "no room"))
    assert failed.over
    assert failed.again().phase is Phase.WAITING
    assert failed.again().at == 1


@pytest.mark.parametrize(
    ("phase", "events", "shown"),
    [
        (Phase.WAITING, (), (Press.CANCEL,)),
        (Phase.RUNNING, (), (Press.PAUSE, Press.CANCEL)),
        (Phase.STOPPING, (), ()),
        (Phase.RUNNING, (JobStopped(""),), (Press.CONTINUE, Press.CANCEL)),
        (Phase.RUNNING, (JobFailed("x", ""),), (Press.TRY_AGAIN, Press.DISMISS)),
        (Phase.RUNNING, (DONE,), (Press.USE, Press.DISMISS)),
    ],
)
def test_what_can_be_pressed(
    phase: Phase, events: tuple[object, ...], shown: tuple[Press, ...]
) -> None:
    assert presses(at(get_course(wish(quantize=False)), phase, *events)) == shown


def test_what_leaves_nothing_is_stopped_and_not_paused() -> None:
    course = verify_course(read_models([PUBLISHED])[0])
    assert presses(at(course, Phase.RUNNING)) == (Press.CANCEL,)
    assert presses(at(course, Phase.RUNNING, JobStopped(""))) == (Press.DISMISS,)
    assert presses(at(course, Phase.RUNNING, DONE)) == (Press.DISMISS,)
    assert course_view(at(course, Phase.RUNNING, JobStopped(""))).doing == "Stopped"


def test_what_is_shown_while_it_goes_on() -> None:
    course = at(get_course(wish(remove=True)), Phase.RUNNING, STEP)
    view = course_view(course)
    assert (view.title, view.doing, view.percent) == (
        "Getting the 26B model",
        "Downloading",
        "25 %",
    )
    assert (view.steps, view.bar, view.fraction) == ("Step 1 of 2", True, 0.25)
    assert view.then == "Then: quantize to 4 bits and remove the published files"
    assert view.item == "a.safetensors (1 of 2)"
    paused = course_view(at(course, Phase.RUNNING, STEP, JobStopped("")))
    assert (paused.doing, paused.percent, paused.item, paused.bar) == ("Paused", "25 %", "", True)


def test_what_is_shown_at_the_end() -> None:
    one = get_course(wish(quantize=False))
    done = course_view(at(one, Phase.RUNNING, DONE))
    assert (done.doing, done.bar, done.steps, done.then) == ("big is whole", False, "", "")
    failed = course_view(at(get_course(wish()), Phase.RUNNING, JobFailed("NoRoomError", "3 GB")))
    assert failed.problem is not None
    assert failed.problem.happened == "There is too little room on the disk."
    assert "another folder" in failed.problem.advice
    assert failed.problem.detail == "3 GB"
    assert (failed.doing, failed.then, failed.bar) == ("", "", False)
    unknown = course_view(at(one, Phase.RUNNING, JobFailed("Strange", "odd")))
    assert unknown.problem is not None
    assert "Try again" in unknown.problem.advice


def models() -> tuple[StoredModel, ...]:
    return read_models([STARTER, PUBLISHED, FOUR_BIT, HALF, DAMAGED])


def test_deeds_are_called_as_our_own_program_wants_them() -> None:
    starter, published, four_bit, half, damaged = models()
    folder = published.folder

    def call(course: Course) -> str:
        return " ".join(course.work.verb)

    assert call(verify_course(starter)) == "models verify --events starter"
    assert call(verify_course(published)) == f"models verify --events --hashes {folder}"
    assert call(verify_course(four_bit)) == f"models verify --events --hashes {four_bit.folder}"
    assert call(remove_course(four_bit)) == f"models remove --events {four_bit.name}"
    assert not remove_course(four_bit).work.heavy
    assert rename_verb(four_bit, "-x") == ("models", "rename", "--", four_bit.name, "-x")
    quantize = quantize_course(published, Path("/m/q"), "smallest", remove_source=True)
    assert call(quantize) == (
        f"models quantize --events --recipe smallest --remove-source {folder} /m/q"
    )
    for unfinished in (half, damaged):
        assert call(go_on_course(unfinished, None)) == (
            f"models download --events --name {unfinished.folder.name} {published.source}"
        )


def test_an_unfinished_four_bit_model_goes_on_from_its_source() -> None:
    published = models()[1]
    half = read_models(
        [model("q", "unfinished-quantizing", source=published.source, recipe="compact")]
    )[0]
    source = source_of(half, models())
    assert source == published
    assert " ".join(go_on_course(half, source).work.verb) == (
        f"models quantize --events --recipe compact {published.folder} {half.folder}"
    )
    assert source_of(half, ()) is None
    assert source_of(half, (published, published)) is None  # nobody knows which
    with pytest.raises(ValueError, match="source"):
        go_on_course(half, None)


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert free_name("big-4bit", ["Other"]) == "big-4bit"
    assert free_name("big-4bit", ["BIG-4bit", "big-4bit-2"]) == "big-4bit-3"
