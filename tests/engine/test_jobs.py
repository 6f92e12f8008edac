import json
import os
import signal
from collections.abc import Generator, Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cli import main
from engine.cli_common import CANCELLED, DONE, FAILED
from engine.cli_jobs import run_job
from engine.errors import DownloadError, NetworkForbiddenError
from engine.job_json import job_line, read_job_line
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
from engine.network import OFFLINE, check_network_allowed, network_allowed
from engine.paths import CHECKPOINTS, checkpoints_folder

PROGRESS = JobProgress(Stage.DOWNLOADING, 5, 10, "a.safetensors", 1, 2, 2.5)
DONE_EVENT = JobDone(Path("/m/a"), "a is there")

counts = st.integers(0, 2**53)
paths = st.text(st.characters(exclude_categories=["C"]), min_size=1).map(Path)
events = st.one_of(
    st.builds(JobPlanned, st.text(), paths, counts, counts, counts, st.integers(-(2**53), 2**53)),
    st.builds(
        JobProgress,
        st.sampled_from(Stage),
        counts,
        counts,
        st.text(),
        counts,
        counts,
        st.floats(0, 1e12),
    ),
    st.builds(JobNote, st.text()),
    st.builds(JobDone, paths, st.text()),
    st.builds(JobStopped, st.text()),
    st.builds(JobFailed, st.text(), st.text()),
)


@given(events)
def test_every_event_comes_back_from_one_line(event: JobEvent) -> None:
    line = job_line(event)
    assert "\n" not in line
    assert line.isascii()
    assert read_job_line(line) == event


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "{}",
        "not json",
        '{"event": "job_note"}',
        '{"event": "job_note", "words": 1}',
        '{"event": "job_note", "words": "a", "more": 1}',
        '{"event": "draft", "words": "a"}',
        job_line(PROGRESS).replace('"downloading"', '"sleeping"'),
        job_line(PROGRESS).replace("5", "true", 1),
        job_line(PROGRESS).replace("2.5", "NaN"),
        "[" * 100_000,
    ],
)
def test_what_is_no_event_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_job_line(line)


@given(st.text())
def test_any_text_is_an_event_or_refused(line: str) -> None:
    try:
        read_job_line(line)
    except ValueError:
        return


def told(capsys: pytest.CaptureFixture[str]) -> list[JobEvent]:
    return [read_job_line(line) for line in capsys.readouterr().out.splitlines()]


def ready(events: Iterable[JobEvent]) -> Generator[JobEvent, None, None]:
    yield from events


def test_a_program_hears_every_event(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_job(ready([PROGRESS, DONE_EVENT]), as_json=True) == DONE
    assert told(capsys) == [PROGRESS, DONE_EVENT]


def test_a_person_reads_the_result_alone(capsys: pytest.CaptureFixture[str]) -> None:
    planned = JobPlanned("m", Path("/m"), 10, 5, 100, 95)
    assert run_job(ready([planned, PROGRESS, DONE_EVENT]), as_json=False) == DONE
    captured = capsys.readouterr()
    assert captured.out == "a is there\n"
    assert "m: " in captured.err


def test_an_error_is_the_last_event(capsys: pytest.CaptureFixture[str]) -> None:
    def job() -> Generator[JobEvent, None, None]:
        yield PROGRESS
        raise DownloadError("the mirror is down: try later")

    assert run_job(job(), as_json=True) == FAILED
    assert told(capsys)[-1] == JobFailed("DownloadError", "the mirror is down: try later")


def test_sigterm_stops_a_job_and_lets_it_clean_up(capsys: pytest.CaptureFixture[str]) -> None:
    closed = []

    def job() -> Generator[JobEvent, None, None]:
        try:
            yield PROGRESS
            os.kill(os.getpid(), signal.SIGTERM)
            yield PROGRESS
        finally:
            closed.append(True)

    before = signal.getsignal(signal.SIGTERM)
    assert run_job(job(), as_json=True) == CANCELLED
    assert closed == [True]
    assert isinstance(told(capsys)[-1], JobStopped)
    assert signal.getsignal(signal.SIGTERM) is before


def test_lines_are_objects_that_name_their_event() -> None:
    assert json.loads(job_line(JobNote("wait")))["event"] == "job_note"


@pytest.mark.parametrize(("value", "allowed"), [("", True), ("0", True), ("1", False)])
def test_the_environment_forbids_the_network(
    monkeypatch: pytest.MonkeyPatch, value: str, allowed: bool
) -> None:
    monkeypatch.setenv(OFFLINE, value)
    assert network_allowed() is allowed
    if allowed:
        check_network_allowed("a download")
    else:
        with pytest.raises(NetworkForbiddenError, match="a download needs the network"):
            check_network_allowed("a download")


def test_checkpoints_lie_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(CHECKPOINTS, str(tmp_path))
    assert checkpoints_folder() == tmp_path
    monkeypatch.setenv(CHECKPOINTS, "")
    assert checkpoints_folder().name == "checkpoints"


@pytest.mark.parametrize("as_json", [True, False])
def test_what_the_system_refuses_in_a_job_is_an_end_in_words(
    capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    def job() -> Generator[JobEvent, None, None]:
        yield PROGRESS
        raise PermissionError(13, "Permission denied", "/models")

    assert run_job(job(), as_json=as_json) == FAILED
    told = capsys.readouterr()
    if as_json:
        last = read_job_line(told.out.splitlines()[-1])
        assert last == JobFailed("PermissionError", "/models: Permission denied")
    else:
        assert "anneal: /models: Permission denied\n" in told.err


def test_what_the_system_refuses_to_a_verb_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise PermissionError(13, "Permission denied", "/models")

    monkeypatch.setattr("engine.cli_models_list.list_models", refuse)
    assert main(["models"]) == FAILED
    assert capsys.readouterr().err == "anneal models: /models: Permission denied\n"
