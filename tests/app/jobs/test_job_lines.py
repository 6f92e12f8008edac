"""Whatever a process writes, its events come whole and it has exactly one end."""

from pathlib import Path

import pytest

from app.jobs.job_lines import CRASHED, STOPPED, JobLines
from engine.job_json import job_line
from engine.jobs import (
    JobDone,
    JobEnd,
    JobEvent,
    JobFailed,
    JobNote,
    JobProgress,
    JobStopped,
    Stage,
)

STEP = JobProgress(Stage.DOWNLOADING, 3, 10, "größer.safetensors")
NOTE = JobNote("connection lost; trying again in 8 s")
DONE = JobDone(Path("/m"), "whole")


def lines(*events: JobEvent) -> bytes:
    return "".join(f"{job_line(event)}\n" for event in events).encode()


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_events_come_whole_in_pieces_of_any_size(size: int) -> None:
    given, reader = lines(STEP, NOTE, DONE), JobLines()
    found: list[JobEvent] = []
    for start in range(0, len(given), size):
        found += reader.take(given[start : start + size])
    assert found == [STEP, NOTE]
    assert reader.finish(stop_wanted=False) == DONE


@pytest.mark.parametrize(
    ("given", "stop_wanted", "end"),
    [
        (b"", False, JobFailed(CRASHED, "how")),
        (b"", True, JobStopped(STOPPED)),
        (lines(STEP), False, JobFailed(CRASHED, "how")),
        (lines(STEP), True, JobStopped(STOPPED)),
        (lines(DONE), True, DONE),  # it was quicker than the wish to stop
        (lines(DONE).rstrip(), False, DONE),  # no end of the last line
        (lines(JobFailed("DiskFull", "no room"), DONE), False, JobFailed("DiskFull", "no room")),
        (lines(JobFailed("DiskFull", "no room")), True, JobFailed("DiskFull", "no room")),
        (lines(JobStopped("s")), False, JobStopped("s")),
        (b'{"event": "job_do', False, JobFailed(CRASHED, "how")),
    ],
)
def test_there_is_one_end(given: bytes, stop_wanted: bool, end: JobEnd) -> None:
    reader = JobLines()
    reader.take(given)
    assert reader.finish(stop_wanted=stop_wanted, how="how") == end


def test_what_is_no_event_is_kept_for_the_detail() -> None:
    reader = JobLines()
    odd = b"\n  \nwarning: odd\r\n[1, 2]\n\xff\xfe\n" + b"[" * 100_000 + b"\n"
    assert reader.take(odd + lines(STEP)) == [STEP]
    reader.take_complaint(b"Traceback: boom\n")
    assert "Traceback: boom" in reader.detail
    assert len(reader.detail) <= 2**16


def test_a_line_without_end_takes_no_memory() -> None:
    reader = JobLines()
    for _ in range(40):
        assert reader.take(b"x" * 100_000) == []
    assert len(reader._rest) <= 2**20
    assert reader.take(b"\n" + lines(STEP)) == [STEP]


def test_nothing_comes_after_the_end() -> None:
    reader = JobLines()
    assert reader.take(lines(DONE, STEP)) == []
    assert reader.finish(stop_wanted=False) == DONE
