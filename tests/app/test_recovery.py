"""A crash loses at most two seconds of typing, and only a crash leaves something behind."""

import errno
import os
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.recovery import AGAIN, ASK_EVERY, DELAY, RecoveryStore, recovery_folder
from engine.files import save_atomically
from tests.patience import PROCESS

FILE = Path("/home/me/notes.md")

CRASH = """
import os, sys
from pathlib import Path
from app.recovery import RecoveryStore
store = RecoveryStore(Path(sys.argv[1]))
store.note("a", Path("/home/me/notes.md"), "unsaved – 😀\\n")
store.note("b", None, "new text")
store.note("c", None, "saved in the meantime")
store.discard("c")
store.note("b", None, "newer text")
store._writer.submit(lambda: None).result()
if len(sys.argv) > 2:
    print("ready", flush=True)
    sys.stdin.read()
os._exit(9)
"""


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def start_program(folder: Path, *, stay: bool = False) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CRASH, str(folder), *(["stay"] if stay else [])],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def crash(folder: Path) -> None:
    with start_program(folder) as program:
        assert program.wait(PROCESS) == 9


def test_a_crash_leaves_the_newest_unsaved_text(tmp_path: Path) -> None:
    crash(tmp_path)
    store = RecoveryStore(tmp_path)
    found = store.leftovers()
    assert {(left.path, left.text) for left in found} == {
        (FILE, "unsaved – 😀\n"),
        (None, "newer text"),
    }
    assert all(datetime.now().astimezone() - left.when < timedelta(hours=1) for left in found)
    assert found[0].when >= found[1].when
    store.forget(found[0])
    assert store.leftovers() == found[1:]
    store.forget(found[1])
    store.close()
    assert list(tmp_path.iterdir()) == []


def test_the_text_of_a_running_program_is_no_leftover(tmp_path: Path) -> None:
    with start_program(tmp_path, stay=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        store = RecoveryStore(tmp_path)
        assert store.leftovers() == ()
        program.kill()
        program.wait(PROCESS)
        assert len(store.leftovers()) == 2
        store.close()


def test_a_change_is_due_in_time_for_two_seconds(tmp_path: Path) -> None:
    clock = Clock()
    store = RecoveryStore(tmp_path, clock)
    store.changed("a")
    assert store.due() == ()
    clock.now += DELAY - 0.01
    store.changed("a")  # typing on does not put it off
    assert store.due() == ()
    clock.now += 0.02
    assert store.due() == ("a",)
    store.note("a", FILE, "text")
    assert store.due() == ()
    store.changed("a")
    store.discard("a")
    clock.now += 10
    assert store.due() == ()
    assert DELAY + ASK_EVERY < 2
    store.close()


def test_an_orderly_end_leaves_nothing(tmp_path: Path) -> None:
    store = RecoveryStore(tmp_path / "state")
    store.close()
    assert not (tmp_path / "state").exists()
    store = RecoveryStore(tmp_path / "state")
    store.note("a", FILE, "text")
    store.discard("a")
    store.close()
    assert list((tmp_path / "state").iterdir()) == []


def test_unsaved_text_at_an_orderly_end_is_offered_again(tmp_path: Path) -> None:
    store = RecoveryStore(tmp_path)
    store.note("a", FILE, "text")
    store.close()
    assert [left.text for left in RecoveryStore(tmp_path).leftovers()] == ["text"]


def test_a_megabyte_costs_the_caller_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    awake = threading.Event()

    def save_later(file: Path, data: bytes) -> None:
        assert awake.wait(PROCESS)
        save_atomically(file, data)

    monkeypatch.setattr("app.recovery.save_atomically", save_later)
    store = RecoveryStore(tmp_path)
    text = "Zeile – 😀 " * 100_000
    spent = []
    for _ in range(5):  # while the disk sleeps
        start = time.thread_time()
        store.note("a", FILE, text)
        spent.append(time.thread_time() - start)
    awake.set()
    store.close()
    assert min(spent) < 0.005
    assert [left.text for left in RecoveryStore(tmp_path).leftovers()] == [text]


def test_damaged_files_are_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "123-abc"
    folder.mkdir()
    (folder / "a.text").write_bytes(b"")
    (folder / "b.text").write_bytes(b'{"path": 5}\ntext')
    (folder / "c.text").write_bytes(b'{"path": null, "when": "x"}\ntext')
    (folder / "d.text").write_bytes(b'{"path": null, "when": 5}\nhere')
    (folder / "e.text").write_bytes(b'{"path": null, "when": 1e300}\ntext')
    (folder / "f.text").write_bytes(b'{"path": null, "when": Infinity}\ntext')
    (folder / "g.text").write_bytes(b"[" * 100_000 + b"\ntext")
    (tmp_path / "stray").write_text("no folder")
    store = RecoveryStore(tmp_path)
    assert [left.text for left in store.leftovers()] == ["here"]
    store.close()
    assert (folder / "a.text").exists()


def test_half_a_character_is_kept(tmp_path: Path) -> None:
    store = RecoveryStore(tmp_path)
    store.note("a", None, "x\ud83d")
    store.close()
    assert [left.text for left in RecoveryStore(tmp_path).leftovers()] == ["x\ud83d"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = RecoveryStore(tmp_path / "file" / "state")
    assert store.leftovers() == ()
    store.note("a", None, "text")
    store.close()
    assert "cannot be kept safe" in store.problem
    assert "Errno" not in store.problem


def test_on_a_disk_without_locks_text_is_kept_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crash(tmp_path)

    def refuse(_handle: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("app.recovery.lock", refuse)
    store = RecoveryStore(tmp_path)
    store.note("a", None, "mine")
    store._writer.submit(lambda: None).result()
    assert store.problem == ""
    # What a program left that has ended, and nothing of this one, which runs.
    found = {left.text for left in RecoveryStore(tmp_path).leftovers()}
    assert found == {"unsaved – 😀\n", "newer text"}
    store.close()


def test_what_a_crash_left_goes_only_once_its_text_is_kept_anew(tmp_path: Path) -> None:
    crash(tmp_path)
    store = RecoveryStore(tmp_path)
    named, unnamed = sorted(store.leftovers(), key=lambda left: left.path is None)
    store._own.write_text("no folder")  # as on a full disk: nothing can be written
    store.note("tab-1", named.path, named.text, instead_of=named)
    store._writer.submit(lambda: None).result()
    assert store.problem
    assert named.file.exists()
    store._own.unlink()
    store.note("tab-2", None, unnamed.text, instead_of=unnamed)
    store.close()
    assert not unnamed.file.exists()
    texts = [left.text for left in RecoveryStore(tmp_path).leftovers()]
    assert sorted(texts) == sorted([named.text, unnamed.text])


@pytest.mark.parametrize("saved", [False, True])
def test_what_could_not_be_kept_anew_at_first_is_not_offered_again(
    tmp_path: Path, saved: bool
) -> None:
    crash(tmp_path)
    store = RecoveryStore(tmp_path)
    left = store.leftovers()[0]
    store._own.write_text("no folder")
    store.note("tab", left.path, left.text, instead_of=left)
    store._writer.submit(lambda: None).result()
    assert left.file.exists()
    if saved:
        store.discard("tab")
    else:
        store._own.unlink()
        store.note("tab", left.path, left.text)  # as when it is tried again
    store.close()
    assert not left.file.exists()


def test_a_text_that_could_not_be_kept_is_tried_again(tmp_path: Path) -> None:
    clock = Clock()
    store = RecoveryStore(tmp_path, clock)
    store._own.write_text("no folder")
    store.note("a", None, "text")
    store._writer.submit(lambda: None).result()
    assert store.due() == ()
    clock.now += AGAIN
    assert store.due() == ("a",)
    store._own.unlink()
    store.note("a", None, "text")
    store._writer.submit(lambda: None).result()
    clock.now += AGAIN
    assert (store.due(), store.problem) == ((), "")
    store.note("b", None, "text")
    store.discard("b")
    store.close()
    clock.now += AGAIN
    assert store.due() == ()


@pytest.mark.skipif(os.name != "posix", reason="mode bits are POSIX")
def test_nobody_else_can_read_unsaved_text(tmp_path: Path) -> None:
    store = RecoveryStore(tmp_path)
    store.note("a", None, "secret")
    store.close()
    (folder,) = [entry for entry in tmp_path.iterdir() if entry.is_dir()]
    assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_of_its_own_is_used() -> None:
    assert recovery_folder().parts[-2:] == ("anneal", "recovery")
