"""`anneal rewrite` that does not come to its end: Ctrl+C, and memory that runs out."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import OutOfMemoryError
from engine.events import Draft, EngineEvent
from engine.request import EditRequest
from tests.engine.fake_engine import FakeEngine
from tests.engine.rewrite_stage import TAUGHT, TEXT, rewrite, write_notes
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


class LateEngine(FakeEngine):
    """Hears Ctrl+C in the moment in which its draft is ready."""

    def edit(self, request: EditRequest, cancel: threading.Event) -> Iterator[EngineEvent]:
        for event in super().edit(request, cancel):
            if isinstance(event, Draft):
                os.kill(os.getpid(), signal.SIGINT)
                assert cancel.wait(PROCESS)
            yield event


def test_ctrl_c_in_the_last_moment_saves_nothing_either(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rewrite(LateEngine(), file, "--in-place") == 130
    assert "cancelled, nothing was changed" in capsys.readouterr().err
    assert file.read_bytes() == TEXT.encode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_save_that_has_begun_is_done_whole(file: Path, number: signal.Signals) -> None:
    code = (
        "import os, sys; from engine.cli import main; "
        "from tests.engine.fake_engine import FakeEngine; sync = os.fsync; "
        f"os.fsync = lambda handle: (os.kill(os.getpid(), {int(number)}), sync(handle)); "
        "sys.exit(main(sys.argv[1:], FakeEngine().load))"
    )
    place = ["--lines", "3:4", "--instruction", TAUGHT, "--in-place"]
    ended = subprocess.run(
        [sys.executable, "-c", code, "rewrite", str(file), *place],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS,
    )
    assert ended.returncode == 0, ended.stderr
    assert f"saved {file}" in ended.stderr
    assert file.read_text() == "# Title\n\nFIRST LINE\nSECOND LINE\n\nlast\n"
    assert list(file.parent.iterdir()) == [file]


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
