"""Install, repair, remove: through the real uv, from a folder and from an index of this machine."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from engine.job_json import read_job_line
from engine.jobs import JobNote, JobPlanned, JobProgress, JobStopped
from engine.own_command import own_command
from engine.paths import runtimes_folder
from engine.runtime.build import Wish
from engine.runtime.lock import Lock, lock_of, lock_text
from engine.runtime.places import (
    CURRENT,
    MARKER,
    cache_folder,
    current_folder,
    read_marker,
    use_file,
)
from engine.runtime.records import RECORDS, folder_bytes
from engine.runtime.use_lock import try_lock, unlock
from engine.runtime.work import free_left_over, install, remove, repair
from tests.engine.runtime.job_stage import KB, done, imported, offline
from tests.engine.runtime.wheel_stage import Manners, make_lock, make_wheel
from tests.patience import PROCESS


def test_a_runtime_is_installed_from_a_folder_without_a_network(lock: Lock, wheels: Path) -> None:
    events = list(install(offline(lock, wheels)))
    folder = done(events).place
    assert folder == current_folder()
    assert imported(folder, "beta") == "1.0"
    marker = read_marker(folder)
    assert marker is not None
    assert marker.lock_id == lock.lock_id
    assert marker.nbytes == pytest.approx(4.54e6, rel=0.01)
    assert not cache_folder().exists()
    planned = next(event for event in events if isinstance(event, JobPlanned))
    assert (planned.nbytes, planned.bytes_done) == (lock.nbytes, 0)
    assert planned.free_after == planned.free_bytes - lock.about_unpacked
    assert "installed already" in done(list(install(offline(lock, wheels)))).words


def test_a_closed_installation_leaves_the_old_runtime_and_goes_on(
    lock: Lock, wheels: Path, tmp_path: Path
) -> None:
    old = done(list(install(offline(lock, wheels)))).place
    newer = make_lock(tmp_path / "newer", alpha=50 * KB, delta=900 * KB)
    running = install(offline(newer, tmp_path / "newer"))
    for event in running:
        if isinstance(event, JobProgress):
            break
    running.close()
    assert current_folder() == old
    assert imported(old, "beta") == "1.0"
    new = done(list(install(offline(newer, tmp_path / "newer")))).place
    assert current_folder() == new
    assert not old.exists()


def wait_until_quiet(manners: Manners) -> None:
    """Wait until nothing more is sent; a line that was cut is noticed some pieces later."""
    until = time.monotonic() + PROCESS
    sent = -1
    while manners.sent != sent:
        assert time.monotonic() < until
        sent = manners.sent
        time.sleep(0.5)


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("number", "before"),
    [(signal.SIGTERM, ()), (signal.SIGKILL, ()), (signal.SIGKILL, ("nohup",))],
    ids=["asked", "killed", "killed and started to outlive its terminal"],
)
def test_a_killed_installation_goes_on_and_leaves_no_process(
    served: tuple[Wish, Manners], tmp_path: Path, number: signal.Signals, before: tuple[str, ...]
) -> None:
    wish, manners = served
    manners.held = {"beta-1.0-py3-none-any.whl"}
    file = tmp_path / "lock.json"
    file.write_text(lock_text(wish.lock))
    install_it = ["runtime", "install", "--events", "--lock", str(file)]
    command = [*before, *own_command(), *install_it]
    environment = os.environ | {"ANNEAL_PACKAGE_INDEX": wish.source.index}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        for line in child.stdout:
            event = read_job_line(line)
            # The smallest two are whole, the largest is on its way.
            if isinstance(event, JobProgress) and event.items_done == 2:
                break
        child.send_signal(number)
        rest = [read_job_line(line) for line in child.stdout]
    if number is signal.SIGTERM:
        assert isinstance(rest[-1], JobStopped)
    assert current_folder() is None
    # uv ends with it: else it would go on now, and have the largest whole.
    manners.held = set()
    wait_until_quiet(manners)
    manners.asked = []
    done(list(install(wish)))
    assert [path for path in manners.asked if path.startswith("/files/")] == [
        "/files/beta-1.0-py3-none-any.whl"
    ]


@pytest.mark.loopback
def test_what_an_older_runtime_has_is_not_fetched_again(
    served: tuple[Wish, Manners], wheels: Path
) -> None:
    wish, manners = served
    old = done(list(install(wish))).place
    changed = [*wish.lock.packages[1:], make_wheel(wheels, "alpha", 60 * KB, "2.0")]
    newer = lock_of(wish.lock.python, wish.lock.platform, "", changed)
    manners.asked = []
    kept = next((old / "beta").rglob("*.pyc"))
    number = kept.stat().st_ino
    events = list(install(Wish(newer, wish.source)))
    new = done(events).place
    # Nor compiled again; what is new is.
    assert (new / kept.relative_to(old)).stat().st_ino == number
    assert list((new / "alpha").rglob("*.pyc"))
    assert imported(done(events).place, "alpha") == "2.0"
    assert imported(done(events).place, "beta") == "1.0"
    assert [path for path in manners.asked if path.startswith("/files/")] == [
        "/files/alpha-2.0-py3-none-any.whl"
    ]
    assert not old.exists()


@pytest.mark.loopback
@pytest.mark.parametrize("harm", ["changed", "missing", "record", "compiled", "list", "marker"])
def test_what_is_damaged_is_found_and_fetched_anew(served: tuple[Wish, Manners], harm: str) -> None:
    wish, manners = served
    folder = done(list(install(wish))).place
    assert "are whole" in done(list(repair(wish))).words
    crashed = folder.with_name(f"{folder.name}.trial-1")
    crashed.write_bytes(b".")
    file = folder / "gamma" / "data.bin"
    if harm == "changed":
        data = bytearray(file.read_bytes())
        data[77] ^= 1
        file.write_bytes(data)
    elif harm == "missing":
        file.unlink()
    elif harm == "record":
        (folder / "gamma-1.0.dist-info" / "RECORD").write_text("")
    elif harm == "compiled":
        next((folder / "beta").rglob("*.pyc")).write_bytes(b"harm")
    elif harm == "list":
        (folder / RECORDS).write_text("{}")
    else:
        (folder / MARKER).unlink()
    manners.asked = []
    events = list(repair(wish))
    asked = [path for path in manners.asked if path.startswith("/files/")]
    if harm in ("compiled", "marker"):
        assert asked == []
    elif harm == "list":
        assert len(asked) == 3
    else:
        assert asked == ["/files/gamma-1.0-py3-none-any.whl"]
        assert JobNote("damaged: gamma") in events
    new = done(events).place
    assert "are whole" in done(list(repair(wish))).words
    assert imported(new, "gamma") == "1.0"
    assert not folder.exists()
    assert {path.name for path in runtimes_folder().iterdir()} == {new.name, CURRENT}


def test_what_was_removed_frees_the_disk(lock: Lock, wheels: Path) -> None:
    done(list(install(offline(lock, wheels))))
    before = folder_bytes(runtimes_folder())
    words = done(list(remove())).words
    assert words == "4.5 MB are free again"
    assert folder_bytes(runtimes_folder()) < before / 1000
    assert current_folder() is None
    assert "nothing to remove" in done(list(remove())).words


def test_a_runtime_in_use_is_switched_off_and_freed_later(lock: Lock, wheels: Path) -> None:
    folder = done(list(install(offline(lock, wheels)))).place
    handle = try_lock(use_file(folder), shared=True)
    assert handle is not None
    assert "4.5 MB can be freed once the Anneal" in done(list(remove())).words
    assert current_folder() is None
    assert imported(folder, "beta") == "1.0"
    done(list(free_left_over()))
    assert folder.exists()
    unlock(handle)
    assert "4.5 MB" in done(list(free_left_over())).words
    assert [path.name for path in runtimes_folder().iterdir()] == []


def test_what_says_that_a_runtime_is_whole_is_written_after_all_else_is_on_the_disk(
    lock: Lock, wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bool, bool]] = []

    def note() -> None:
        (folder,) = (path for path in runtimes_folder().glob("rt-*") if path.is_dir())
        seen.append(((folder / "beta" / "data.bin").is_file(), (folder / MARKER).exists()))

    monkeypatch.setattr("engine.runtime.switch.os.sync", note)
    done(list(install(offline(lock, wheels))))
    assert seen == [(True, False)]


def test_of_a_runtime_that_was_moved_to_another_disk_the_link_goes(
    lock: Lock, wheels: Path, tmp_path: Path
) -> None:
    folder = done(list(install(offline(lock, wheels)))).place
    moved = folder.rename(tmp_path / "moved")
    folder.symlink_to(moved)
    fetched = tmp_path / "fetched"
    fetched.mkdir()
    (fetched / "one").write_bytes(b"1")
    cache_folder().symlink_to(fetched)
    done(list(remove()))
    assert not folder.is_symlink()
    assert not cache_folder().is_symlink()
    assert (moved / MARKER).exists()
    assert (fetched / "one").exists()
