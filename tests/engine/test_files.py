"""Saving: whole or not at all, with mode bits and links kept, and errors that say what to do."""

import errno
import os
import stat
from pathlib import Path

import pytest

from engine.files import DiskFullError, SaveError, SaveForbiddenError, save_atomically


def test_a_saved_file_holds_the_bytes_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    save_atomically(path, b"one\r\n")
    save_atomically(path, b"\xef\xbb\xbftwo")
    assert path.read_bytes() == b"\xef\xbb\xbftwo"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_gets_the_mode_of_the_umask(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"")
    save_atomically(tmp_path / "new", b"x")
    assert (tmp_path / "new").stat().st_mode == other.stat().st_mode


def test_mode_bits_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "run.sh"
    path.write_bytes(b"old")
    path.chmod(0o750)
    save_atomically(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o750


def test_a_link_stays_a_link_and_its_target_is_saved(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "target.md"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link = tmp_path / "link.md"
    link.symlink_to(target)
    save_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EDQUOT, DiskFullError),
        (errno.EACCES, SaveForbiddenError),
        (errno.EROFS, SaveForbiddenError),
        (errno.EIO, SaveError),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "open", "replace"])
def test_a_failed_save_leaves_the_old_bytes_alone(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    number: int,
    kind: type[SaveError],
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(Path if call == "replace" else os, call, fail)
        with pytest.raises(SaveError) as caught:
            save_atomically(path, b"new")
    assert type(caught.value) is kind
    assert caught.value.path == path
    assert str(tmp_path) in str(caught.value)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="only POSIX opens folders")
def test_a_folder_that_cannot_be_forced_to_the_disk_is_no_failed_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    asked: list[bool] = []
    fsync = os.fsync

    def fail_on_folders(handle: int) -> None:
        asked.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        if asked[-1]:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", fail_on_folders)
    save_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert asked == [False, True]
    assert list(tmp_path.iterdir()) == [path]


def test_a_read_only_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SaveForbiddenError, match="another name"):
        save_atomically(path, b"new")
    assert path.read_bytes() == b"old"


def test_folders_and_missing_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="not a file"):
        save_atomically(tmp_path, b"x")
    with pytest.raises(SaveError, match="is not there"):
        save_atomically(tmp_path / "no" / "a.md", b"x")


def test_a_name_of_the_longest_length_can_be_saved(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    save_atomically(path, b"x")
    assert path.read_bytes() == b"x"


@pytest.mark.skipif(os.name != "posix", reason="mode bits are POSIX")
def test_a_disk_that_allows_no_other_mode_is_asked_for_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "notes.md"
    save_atomically(path, b"old")

    def refuse(_path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    save_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("call", ["replace", "chmod"])
def test_ctrl_c_in_the_middle_leaves_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "notes.md"
    path.write_bytes(b"old")
    path.chmod(0o750)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, call, interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
