"""How a work stands after its events, and what is said of it."""

from pathlib import Path

import pytest

from app.jobs.work import Phase, Work, WorkState
from app.jobs.work_words import (
    amount_words,
    item_words,
    percent_words,
    short_words,
    span_words,
    stage_words,
)
from engine.jobs import (
    JobDone,
    JobEvent,
    JobFailed,
    JobNote,
    JobPlanned,
    JobProgress,
    JobStopped,
    Stage,
)

WORK = Work("download", "Downloading", ("models", "download"))
GB = 10**9


def running(*events: JobEvent) -> WorkState:
    state = WorkState(WORK, Phase.RUNNING)
    for event in events:
        state = state.after(event)
    return state


def at(done: float, total: float = 50, rate: float = 0.0) -> JobProgress:
    return JobProgress(
        Stage.DOWNLOADING, int(done * GB), int(total * GB), "a.safetensors", 2, 11, rate * GB
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (WorkState(WORK), ("Waiting for its turn", "", "", "", "Waiting for its turn…")),
        (running(), ("Starting…", "", "", "", "Starting…")),
        (
            running(JobPlanned("x", Path("/m"), 50 * GB, 25 * GB, 9, 9)),
            ("Starting…", "50 %", "", "", "Starting 50 %"),
        ),
        (
            running(at(12.5, rate=0.05)),
            (
                "Downloading",
                "25 %",
                "12.50 GB of 50.00 GB · 50.0 MB/s · 12 min left",
                "a.safetensors (3 of 11)",
                "Downloading 25 %",
            ),
        ),
        (
            running(at(49.999)),
            (
                "Downloading",
                "99 %",
                "50.00 GB of 50.00 GB",
                "a.safetensors (3 of 11)",
                "Downloading 99 %",
            ),
        ),
        (
            running(JobProgress(Stage.LOOKING, 3 * GB, 0)),
            ("Looking at what there is", "", "3.00 GB", "", "Looking at what there is…"),
        ),
        (
            running(JobProgress(Stage.REMOVING, 0, 0, "one")),
            ("Removing", "", "", "one", "Removing…"),
        ),
    ],
)
def test_what_is_said(state: WorkState, words: tuple[str, ...]) -> None:
    said = (stage_words, percent_words, amount_words, item_words, short_words)
    assert tuple(say(state) for say in said) == words


@pytest.mark.parametrize(
    ("end", "phase"),
    [
        (JobDone(Path("/m"), "whole"), Phase.DONE),
        (JobStopped("stopped"), Phase.STOPPED),
        (JobFailed("DownloadError", "no"), Phase.FAILED),
    ],
)
def test_an_end_is_kept(end: JobDone | JobStopped | JobFailed, phase: Phase) -> None:
    state = running(at(3)).after(end, "boom")
    assert (state.phase, state.end, state.detail, state.over) == (phase, end, "boom", True)
    assert not running(at(3)).over


def test_a_note_stays_until_something_moves() -> None:
    state = running(at(3), JobNote("trying again in 8 s"), at(3))
    assert state.note == "trying again in 8 s"
    assert state.after(at(3.1)).note == ""
    assert state.after(JobStopped("")).note == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "a few seconds"),
        (34, "30 s"),
        (80, "1 min"),
        (59 * 60, "1 h"),
        (100 * 60, "1 h 45 min"),
        (30 * 3600, "30 h"),
        (80 * 3600, "3 days"),
    ],
)
def test_time_is_told_no_finer_than_known(seconds: float, words: str) -> None:
    assert span_words(seconds) == words
