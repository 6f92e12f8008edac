"""`anneal rewrite` that does not come to its end: Ctrl+C, and memory that runs out."""

import os
import signal
import threading
from pathlib import Path

import pytest

from engine.errors import OutOfMemoryError
from engine.events import Draft
from tests.engine.fake_engine import FakeEngine
from tests.engine.rewrite_stage import TEXT, rewrite, write_notes
from tests.patience import PROCESS


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_notes(tmp_path)


def press_ctrl_c(step: int, cancel: threading.Event) -> None:
    if step == 2:
        os.kill(os.getpid(), signal.SIGINT)
        assert cancel.wait(PROCESS)


@pytest.mark.parametrize("more", [(), ("--in-place",), ("--json",), ("--diff",)])
def test_ctrl_c_keeps_the_file_and_tells_the_best_draft(
    file: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    handler = signal.getsignal(signal.SIGINT)
    assert rewrite(FakeEngine(at_step=press_ctrl_c), file, *more) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert "cancelled, nothing was changed" in err
    assert err.endswith("The best draft so far:\nF\n")
    assert file.read_bytes() == TEXT.encode()
    assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.parametrize("more", [(), ("--in-place",), ("--json",)])
def test_a_run_that_gets_no_memory_shows_its_best_draft_and_saves_nothing(
    file: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    def run_short(step: int, _cancel: threading.Event) -> None:
        if step == 2:
            draft = Draft(1, "F", 1, 0.1, False, False, 0, 1, "Fake", 1, 0)
            raise OutOfMemoryError("Fake: memory ran out after step 1", draft)

    assert rewrite(FakeEngine(at_step=run_short), file, *more) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err == ("The best draft so far:\nF\nanneal rewrite: Fake: memory ran out after step 1\n")
    assert file.read_bytes() == TEXT.encode()


def test_a_second_ctrl_c_ends_a_step_that_does_not_end(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def hang(_step: int, cancel: threading.Event) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        assert cancel.wait(PROCESS)
        os.kill(os.getpid(), signal.SIGINT)
        raise AssertionError("the second Ctrl+C did nothing")

    assert rewrite(FakeEngine(at_step=hang), file) == 130
    assert "cancelled" in capsys.readouterr().err
