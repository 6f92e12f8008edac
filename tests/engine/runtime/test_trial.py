"""Two crashes while an installed runtime is loaded pass it over, and nothing else does.

Real programs load it, beside each other and one after another, and end in every way.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from engine.runtime import places, trial_notes
from engine.runtime.activate import RuntimeKind, choose
from engine.runtime.trial_notes import ended_trials
from tests.patience import PROCESS

# Says what it takes, begins to load it, and does at once or later what it is told.
_PROGRAM = """
import os, sys
from pathlib import Path
from engine.runtime import places
places.resource_folder = lambda: Path(sys.argv[1])
sys.frozen = True
os.getpid = lambda: 77  # so that every number is one that is used again
if sys.argv[2] == "full":
    import resource, signal
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # stdout is a pipe
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
if sys.argv[2] == "read-only":
    real_open = os.open
    def open_read_only(path, flags, mode=0o777):
        if flags & (os.O_CREAT | os.O_RDWR):
            raise OSError(30, "Read-only file system")
        return real_open(path, flags, mode)
    os.open = open_read_only
from engine.runtime.activate import activate
from engine.runtime.trial import end_trials, on_trial
print(activate().kind, flush=True)
with on_trial():
    print("loading", flush=True)
    act = sys.stdin.readline().strip()
    if act == "raise":
        raise ImportError
    if act == "leave":
        end_trials()
    if act != "pass":
        os._exit(1)
"""

Program = subprocess.Popen[str]


class Start(Protocol):
    """Starts a program that loads the runtime, on a disk that takes something or not."""

    def __call__(self, disk: str = "") -> tuple[str, Program]: ...


@pytest.fixture
def start(installed: Path) -> Iterator[Start]:
    """Start programs, which come back with the runtime that they took, and are loading it."""
    assert installed.is_dir()
    running: list[Program] = []

    def begin(disk: str = "") -> tuple[str, Program]:
        resources = str(places.lock_file().parents[1])
        program = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, resources, disk],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        running.append(program)
        assert program.stdout is not None
        kind = program.stdout.readline().strip()
        assert program.stdout.readline() == "loading\n"
        return kind, program

    yield begin
    for program in running:
        program.kill()
        program.communicate()


def end(program: Program, act: str) -> None:
    program.communicate(f"{act}\n", timeout=PROCESS)


def ran(start: Start, act: str) -> str:
    """Start one program, end it, and return what it took."""
    kind, program = start()
    end(program, act)
    return kind


def test_a_runtime_that_ended_the_program_twice_in_a_row_is_passed_over(start: Start) -> None:
    assert [ran(start, act) for act in ("crash", "raise", "crash", "pass")] == ["installed"] * 4
    assert [ran(start, act) for act in ("crash", "crash", "pass")] == [
        "installed",
        "installed",
        "bundled",
    ]
    chosen = choose({}, frozen=True)
    assert chosen.passed_over
    assert "ended twice" in chosen.words


def test_programs_that_load_at_the_same_time_are_no_crashes(start: Start, installed: Path) -> None:
    kinds, programs = zip(*(start() for _ in range(4)), strict=True)
    assert kinds == ("installed",) * 4
    assert ended_trials(installed) == 0
    end(programs[0], "crash")
    assert ran(start, "crash") == "installed"
    # Two have crashed, and two are loading still.
    assert choose({}, frozen=True).kind is RuntimeKind.BUNDLED
    end(programs[1], "pass")
    assert choose({}, frozen=True).kind is RuntimeKind.INSTALLED
    # Whoever came through takes no note of another away.
    programs[2].kill()
    programs[3].kill()
    for program in programs[2:]:
        program.wait()
    assert ended_trials(installed) == 2


def test_one_that_is_killed_has_crashed(start: Start, installed: Path) -> None:
    for count in (1, 2):
        kind, program = start()
        assert kind == "installed"
        program.kill()
        program.wait()
        assert ended_trials(installed) == count
    assert choose({}, frozen=True).kind is RuntimeKind.BUNDLED


def test_one_that_leaves_by_its_own_will_has_not(start: Start, installed: Path) -> None:
    ran(start, "crash")
    assert [ran(start, "leave"), ran(start, "leave")] == ["installed"] * 2
    assert ended_trials(installed) == 1


@pytest.mark.parametrize("disk", ["full", "read-only"])
def test_a_disk_that_takes_nothing_holds_nobody_up(
    start: Start, installed: Path, disk: str
) -> None:
    ran(start, "crash")
    kind, program = start(disk)
    assert kind == "installed"
    end(program, "crash")
    assert program.returncode == 1
    assert ended_trials(installed) == 1
    assert [start(disk)[0], ran(start, "pass")] == ["installed"] * 2


@pytest.mark.parametrize("call", ["open", "write", "ftruncate", "listdir", "unlink"])
def test_whatever_the_disk_refuses_nothing_is_raised(
    installed: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        note = trial_notes.begin(installed)
        assert (note is None) == (call in {"open", "write"})
        assert trial_notes.ended_trials(installed) == 0
        if note is not None:
            trial_notes.drop(note)
        trial_notes.forget_ended(installed)
        trial_notes.forget_all(installed)
    # What could not be emptied and not be taken away is all that may count.
    assert trial_notes.ended_trials(installed) == 0


def test_on_a_disk_without_locks_what_was_begun_counts(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("engine.runtime.use_lock.lock", refuse)
    first, second = trial_notes.begin(installed), trial_notes.begin(installed)
    assert first is not None
    assert second is not None
    assert trial_notes.ended_trials(installed) == 2
    trial_notes.drop(first)
    assert trial_notes.ended_trials(installed) == 1
    trial_notes.drop(second)
    assert list(installed.parent.glob("*trial*")) == []
