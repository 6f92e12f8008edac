"""The log holds that something happened, and no word of anybody's text."""

import logging
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.crash_net import CrashNet
from app.jobs.work import Phase, Work, WorkState
from app.log import (
    FILES,
    LOG_NAME,
    MOST_BYTES,
    LogFile,
    Plain,
    WorkLog,
    describe,
    note_engine_lost,
    note_model,
    note_no_model,
    unended,
)
from engine.jobs import JobFailed, JobStopped
from tests.app.fake_engine import INFO


def record(name: str, words: str, *values: object) -> logging.LogRecord:
    return logging.LogRecord(name, logging.WARNING, "/p/some_module.py", 7, words, values, None)


def caught(error: Exception) -> Exception:
    try:
        try:
            raise error
        except Exception as inner:
            raise ValueError("SECRET outer") from inner
    except ValueError as outer:
        return outer


def test_values_are_left_out_unless_they_are_numbers_or_the_programs_own() -> None:
    said = describe(
        record(
            "app.x",
            "%d %s %s %s %s %s",
            *(3, "SECRET", Path("/home/secret/Secret plan.md"), Path("/a/b.secret words")),
            *(Plain("Linux"), OSError(28, "SECRET")),
        )
    )
    assert said.endswith("WARNING app.x: 3 <str> a .md file a path Linux OSError ENOSPC")


def test_words_of_other_libraries_are_left_out() -> None:
    said = describe(record("transformers.tokens", "the text SECRET is too long"))
    assert said.endswith("transformers.tokens: some_module:7")


def test_an_error_is_its_class_and_its_places() -> None:
    one = record("app.x", "failed")
    error = caught(KeyError("SECRET inner"))
    one.exc_info = (type(error), error, error.__traceback__)
    said = describe(one)
    assert "SECRET" not in said
    assert "ValueError" in said
    assert "KeyError" in said
    assert "app/test_log.py:" in said
    assert str(Path(__file__).parent) not in said


def test_words_that_do_not_fit_their_values_are_no_failure() -> None:
    assert describe(record("app.x", "%d of them", "SECRET")).endswith("app.x: %d of them")


def test_three_files_and_no_more(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "new" / "log")
    words = "w" * 300_000
    for _ in range(20):
        log.handle(record("app.x", words))
    files = sorted((tmp_path / "new" / "log").iterdir())
    assert [file.name for file in files] == [LOG_NAME, f"{LOG_NAME}.1", f"{LOG_NAME}.2"]
    assert len(files) == FILES
    assert all(0 < file.stat().st_size <= MOST_BYTES for file in files)


def test_a_folder_that_cannot_be_made_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    LogFile(tmp_path / "file" / "log").handle(record("app.x", "words"))


def test_an_error_that_nobody_caught_is_logged_without_its_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = LogFile(tmp_path)
    error = caught(KeyError("SECRET"))
    net = CrashNet(lambda: None, lambda _: None, log.note_crash)
    net.catch(type(error), error, error.__traceback__)
    text = (tmp_path / LOG_NAME).read_text(encoding="utf-8")
    assert "CRITICAL app.crash_net" in text
    assert "ValueError" in text
    assert "SECRET" not in text
    # The terminal of who started it is their own.
    assert "SECRET" in capsys.readouterr().err
    assert sys.excepthook is not net.catch


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Path]:
    """A log that hears of starts, ends and models."""
    log, life = LogFile(tmp_path), logging.getLogger("app.life")
    level = life.level
    life.addHandler(log)
    life.setLevel(logging.INFO)
    yield tmp_path / LOG_NAME
    life.removeHandler(log)
    life.setLevel(level)


def test_long_work_is_told_by_its_verb_and_its_end_once(life: Path) -> None:
    work = Work("SECRET", "Removing SECRET", ("models", "remove", "SECRET", "--events"))
    log, state = WorkLog(), WorkState(work)
    for one in (
        state,
        replace(state, phase=Phase.RUNNING),
        replace(state, phase=Phase.RUNNING, note="SECRET"),
        replace(state, phase=Phase.STOPPING),
        replace(state, phase=Phase.STOPPED, end=JobStopped("SECRET")),
        replace(state, phase=Phase.RUNNING),
        replace(state, phase=Phase.FAILED, end=JobFailed("DownloadError", "SECRET")),
        replace(state, phase=Phase.FAILED, end=JobFailed("SECRET: not a class", "SECRET")),
    ):
        log.note(one)
    note_engine_lost("DeviceLostError")
    lines = life.read_text(encoding="utf-8").splitlines()
    assert [line.partition("app.life: ")[2] for line in lines] == [
        "models remove: running",
        "models remove: stopping",
        "models remove: stopped",
        "models remove: running",
        "models remove failed: DownloadError",
        "models remove failed: unknown",
        "the engine was lost: DeviceLostError",
    ]


def test_a_model_is_told_by_its_numbers(life: Path) -> None:
    note_model(INFO)
    note_no_model(Path("/home/secret/model"))
    first, second = life.read_text(encoding="utf-8").splitlines()
    assert f"a model of {INFO.parameters} weights, {INFO.weight_bytes} bytes, on cpu" in first
    assert second.endswith("a model could not be loaded")


def test_a_start_without_an_end_is_found_and_noted_once(tmp_path: Path) -> None:
    life = "2026-01-01T10:00:00+0000 {} INFO app.life: {}"
    warned = "2026-01-01T10:00:00+0000 {} WARNING app.life: start {} did not end in order"
    lines = [
        life.format(7, "started: Linux x86_64, Python 3.11.7"),
        life.format(8, "started: Linux x86_64, Python 3.11.7"),
        life.format(8, "stopped with 0"),
        life.format(9, "started: Linux x86_64, Python 3.11.7"),
    ]
    assert unended("\n".join(lines)) == (7, 9)
    lines.append(warned.format(9, 7))
    assert unended("\n".join(lines)) == (9,)
    lines.append(life.format(7, "started: Linux x86_64, Python 3.11.7"))  # the number again
    assert unended("\n".join(lines)) == (9, 7)
    LogFile(tmp_path).note_unended()  # no log yet
