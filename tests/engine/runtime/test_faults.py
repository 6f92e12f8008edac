"""Whatever an index, a folder or the disk does: clear words, and the next call succeeds."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import DownloadError, NetworkForbiddenError, RuntimeInstallError
from engine.jobs import JobPlanned, JobProgress, Stage
from engine.runtime import build as building
from engine.runtime.build import Wish
from engine.runtime.cards import Cards
from engine.runtime.fetch import Source, log_file
from engine.runtime.lock import Lock, LockedPackage, lock_of
from engine.runtime.places import current_folder
from engine.runtime.work import install, remove
from tests.engine.runtime.job_stage import KB, done, imported, offline
from tests.engine.runtime.wheel_stage import Manners, make_wheel


def test_a_folder_that_lacks_a_file_is_refused_before_anything_begins(
    lock: Lock, wheels: Path
) -> None:
    (wheels / "beta-1.0-py3-none-any.whl").unlink()
    with pytest.raises(RuntimeInstallError, match=r"lacks 1 of the 3 .*beta-1\.0"):
        list(install(offline(lock, wheels)))
    with pytest.raises(RuntimeInstallError, match="no folder"):
        list(install(offline(lock, wheels / "none")))
    assert current_folder() is None


def test_an_altered_file_in_the_folder_is_refused(lock: Lock, wheels: Path) -> None:
    make_wheel(wheels, "beta", 3100 * KB)
    with pytest.raises(DownloadError, match="not the one that Anneal was made with"):
        list(install(offline(lock, wheels)))
    assert current_folder() is None
    assert "ash mismatch" in log_file().read_text()


@pytest.mark.loopback
def test_progress_is_told_in_bytes_while_it_is_fetched(served: tuple[Wish, Manners]) -> None:
    wish, manners = served
    manners.slowly = 2_000 * KB
    events = list(install(wish))
    steps = [event for event in events if isinstance(event, JobProgress)]
    fetching = [step for step in steps if step.stage is Stage.DOWNLOADING]
    counts = [step.bytes_done for step in fetching]
    assert counts == sorted(counts)
    assert len(set(counts)) > 3
    assert all(step.nbytes == wish.lock.nbytes for step in fetching)
    assert max(counts) <= wish.lock.nbytes
    assert {step.item for step in fetching} & {"beta", "gamma"}
    assert any(step.bytes_per_second > 0 for step in fetching)
    assert fetching[-1].items == 3
    done(events)


@pytest.mark.loopback
def test_a_line_that_breaks_now_and_then_is_gone_on_with(served: tuple[Wish, Manners]) -> None:
    wish, manners = served
    manners.cut_after = {"beta-1.0-py3-none-any.whl": 900 * KB}
    manners.cuts = 2
    done(list(install(wish)))


def install_and_release(wish: Wish, manners: Manners, *, once: int) -> None:
    """Install, and hold nothing up any more once so many packages are whole."""
    for event in install(wish):
        if isinstance(event, JobProgress) and event.items_done >= once:
            manners.held = set()


@pytest.mark.loopback
def test_a_line_that_always_breaks_ends_in_words_and_keeps_what_is_whole(
    served: tuple[Wish, Manners], monkeypatch: pytest.MonkeyPatch
) -> None:
    wish, manners = served
    monkeypatch.setattr("engine.runtime.uv._PATIENCE", {"UV_HTTP_RETRIES": "0"})
    manners.cut_after = {"beta-1.0-py3-none-any.whl": 900 * KB}
    manners.held = {"beta-1.0-py3-none-any.whl"}
    with pytest.raises(DownloadError, match="connection was lost"):
        install_and_release(wish, manners, once=2)
    assert current_folder() is None
    manners.cut_after, manners.asked = {}, []
    events = list(install(wish))
    done(events)
    planned = next(event for event in events if isinstance(event, JobPlanned))
    assert planned.bytes_done > 1500 * KB
    assert [path for path in manners.asked if path.startswith("/files/")] == [
        "/files/beta-1.0-py3-none-any.whl"
    ]


@pytest.mark.loopback
@pytest.mark.parametrize("status", [500, 503, 403, 404])
def test_an_index_that_refuses_is_named_and_the_next_call_succeeds(
    served: tuple[Wish, Manners], monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    wish, manners = served
    monkeypatch.setattr("engine.runtime.uv._PATIENCE", {"UV_HTTP_RETRIES": "0"})
    manners.answer = {"/files/gamma": status}
    with pytest.raises(DownloadError) as caught:
        list(install(wish))
    assert "refuses" in str(caught.value)
    manners.answer = {}
    done(list(install(wish)))


@pytest.mark.loopback
def test_altered_bytes_are_refused_and_fetched_anew(served: tuple[Wish, Manners]) -> None:
    wish, manners = served
    manners.altered = {"gamma-1.0-py3-none-any.whl"}
    with pytest.raises(DownloadError, match="not the one that Anneal was made with"):
        list(install(wish))
    assert current_folder() is None
    manners.altered = set()
    assert imported(done(list(install(wish))).place, "gamma") == "1.0"


@pytest.mark.loopback
def test_nobody_who_listens_is_said(lock: Lock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.runtime.uv._PATIENCE", {"UV_HTTP_RETRIES": "0"})
    wish = Wish(lock, Source(index="http://127.0.0.1:9/simple"))
    with pytest.raises(DownloadError, match="cannot be reached"):
        list(install(wish))


def test_a_network_that_is_forbidden_is_left_alone(
    lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNEAL_OFFLINE", "1")
    with pytest.raises(NetworkForbiddenError):
        list(install(Wish(lock, Source())))


def test_too_little_room_is_said_before_anything_is_fetched(
    lock: Lock, wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=3_000_000)
    monkeypatch.setattr("engine.runtime.build.shutil.disk_usage", lambda _: usage)
    with pytest.raises(RuntimeInstallError, match="too little room"):
        list(install(offline(lock, wheels)))


def test_a_runtime_for_another_system_or_python_is_refused(lock: Lock, wheels: Path) -> None:
    for python, platform in (("cp399", lock.platform), (lock.python, "moon-risc")):
        other = lock_of(python, platform, "", list(lock.packages))
        with pytest.raises(RuntimeInstallError, match="this runtime is for"):
            list(install(offline(other, wheels)))


def test_a_driver_that_is_too_old_is_said_before_anything_is_fetched(
    lock: Lock, wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuda = lock_of(lock.python, lock.platform, "13.0", list(lock.packages))
    monkeypatch.setattr(building, "look_for_cards", lambda: Cards("535.183.01", ()))
    with pytest.raises(RuntimeInstallError, match=r"535.183.01 is too old for CUDA 13.0.*580"):
        list(install(offline(cuda, wheels)))
    monkeypatch.setattr(building, "look_for_cards", lambda: Cards("580.65.06", ()))
    done(list(install(offline(cuda, wheels))))


def test_only_one_changes_runtimes_at_a_time(lock: Lock, wheels: Path) -> None:
    running = install(offline(lock, wheels))
    next(running)
    with pytest.raises(RuntimeInstallError, match="another Anneal"):
        list(remove())
    running.close()
    done(list(remove()))


def test_a_folder_that_may_not_be_written_is_said(
    lock: Lock, wheels: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data.write_text("a file where the folder belongs")
    with pytest.raises(RuntimeInstallError, match="refuses"):
        list(install(offline(lock, wheels)))

    def forbidden(path: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", forbidden)
    with pytest.raises(RuntimeInstallError, match="no permission to write"):
        list(install(offline(lock, wheels)))


def test_without_uv_it_is_said(lock: Lock, wheels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.runtime.uv.shutil.which", lambda _: None)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(RuntimeInstallError, match="installer uv is missing"):
        list(install(offline(lock, wheels)))


@pytest.mark.loopback
@pytest.mark.parametrize("lie", [5 * KB, -5 * KB])
def test_a_length_that_is_a_lie_ends_in_words_and_is_fetched_anew(
    served: tuple[Wish, Manners], monkeypatch: pytest.MonkeyPatch, lie: int
) -> None:
    wish, manners = served
    monkeypatch.setattr("engine.runtime.uv._PATIENCE", {"UV_HTTP_RETRIES": "0"})
    manners.lies = {"gamma-1.0-py3-none-any.whl": lie}
    with pytest.raises(DownloadError):
        list(install(wish))
    assert current_folder() is None
    manners.lies = {}
    assert imported(done(list(install(wish))).place, "gamma") == "1.0"


@pytest.mark.loopback
def test_an_index_that_falls_silent_is_given_up_and_gone_on_with(
    served: tuple[Wish, Manners], monkeypatch: pytest.MonkeyPatch
) -> None:
    wish, manners = served
    manners.silent = {"gamma-1.0-py3-none-any.whl"}
    with monkeypatch.context() as hasty:
        patience = {"UV_HTTP_RETRIES": "0", "UV_HTTP_TIMEOUT": "1"}
        hasty.setattr("engine.runtime.uv._PATIENCE", patience)
        with pytest.raises(DownloadError, match="was lost"):
            list(install(wish))
    manners.silent = set()
    done(list(install(wish)))


@pytest.fixture
def small_disk(data: Path) -> Iterator[Path]:
    """Put a disk of 3 MB where the person's own data lies."""
    data.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(data)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield data
    subprocess.run(["umount", "--lazy", str(data)], check=True)


@pytest.mark.loopback
def test_a_disk_that_is_full_in_the_middle_is_said_and_gone_on_with(
    served: tuple[Wish, Manners], small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish, manners = served
    # The size on the disk is a guess for some packages, and may be too small.
    monkeypatch.setattr("engine.runtime.build._ROOM", 0)
    monkeypatch.setattr(LockedPackage, "about_unpacked", 1)
    manners.held = {"beta-1.0-py3-none-any.whl", "gamma-1.0-py3-none-any.whl"}
    with pytest.raises(RuntimeInstallError, match="the disk is full: free some space"):
        install_and_release(wish, manners, once=1)
    assert current_folder() is None
    subprocess.run(["mount", "-o", "remount,size=40m", str(small_disk)], check=True)
    manners.asked = []
    done(list(install(wish)))
    fetched = [path for path in manners.asked if path.startswith("/files/")]
    assert 0 < len(fetched) < 3


def test_a_runtime_is_removed_from_a_full_disk(
    lock: Lock, wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = done(list(install(offline(lock, wheels)))).place
    real = os.open

    def no_new_file(path: str, flags: int, mode: int = 0o777, **more: int) -> int:
        if flags & os.O_CREAT and not Path(path).exists():
            raise OSError(errno.ENOSPC, "No space left on device", path)
        return real(path, flags, mode, **more)

    monkeypatch.setattr(os, "open", no_new_file)
    assert "are free again" in done(list(remove())).words
    assert not folder.exists()
    assert current_folder() is None


@pytest.mark.loopback
def test_without_a_terminal_whole_packages_are_told(
    served: tuple[Wish, Manners], monkeypatch: pytest.MonkeyPatch
) -> None:
    wish, manners = served

    def none_left() -> tuple[int, int]:
        raise OSError("out of pty devices")

    monkeypatch.setattr("engine.runtime.uv_run.pty.fork", none_left)
    monkeypatch.setattr("engine.runtime.uv._PATIENCE", {"UV_HTTP_RETRIES": "0"})
    manners.altered = {"gamma-1.0-py3-none-any.whl"}
    with pytest.raises(DownloadError, match="not the one that Anneal was made with"):
        list(install(wish))
    manners.altered = set()
    events = list(install(wish))
    assert imported(done(events).place, "beta") == "1.0"
