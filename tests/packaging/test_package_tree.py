"""A tree that is copied for a package: its modes, its links and its times."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from package_tree import (
    TreeError,
    copy_tree,
    is_elf,
    is_program,
    mode_of,
    put_files,
    settle,
    walk,
)

EPOCH = 1_700_000_000
PROGRAM = Path("/bin/sh").resolve()


def library() -> Path:
    """Return a shared library that every Linux system with glibc has."""
    return Path("/lib/x86_64-linux-gnu/libm.so.6")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    (source / "in/deep").mkdir(parents=True)
    (source / "in").chmod(0o700)
    shutil.copyfile(PROGRAM, source / "program")
    shutil.copyfile(library(), source / "in/libm.so.6")
    (source / "in/deep/script").write_text("#!/bin/sh\n", encoding="utf-8")
    (source / "in/deep/data").write_text("text", encoding="utf-8")
    (source / "in/module.py").write_text("#!/usr/bin/python\n", encoding="utf-8")
    for name in ("program", "in/libm.so.6", "in/deep/script", "in/deep/data", "in/module.py"):
        (source / name).chmod(0o775)
    (source / "in/libm.so").symlink_to("libm.so.6")
    return source


def modes(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): stat.S_IMODE(path.lstat().st_mode)
        for path in walk(folder)
        if not path.is_symlink()
    }


def test_only_programs_and_scripts_stay_executable(tree: Path, tmp_path: Path) -> None:
    copy_tree(tree, tmp_path / "made", EPOCH)
    assert modes(tmp_path / "made") == {
        "in": 0o755,
        "in/deep": 0o755,
        "in/deep/data": 0o644,
        "in/deep/script": 0o755,
        "in/libm.so.6": 0o644,
        "in/module.py": 0o644,
        "program": 0o755,
    }
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o755


def test_a_program_that_nobody_may_run_stays_so(tree: Path) -> None:
    (tree / "program").chmod(0o600)
    assert mode_of(tree / "program") == 0o644


def test_contents_links_and_times_are_kept_or_settled(tree: Path, tmp_path: Path) -> None:
    made = tmp_path / "made"
    copy_tree(tree, made, EPOCH)
    assert (made / "in/libm.so").readlink() == Path("libm.so.6")
    assert (made / "in/libm.so.6").read_bytes() == library().read_bytes()
    assert {path.lstat().st_mtime for path in (made, *walk(made))} == {EPOCH}


@pytest.mark.parametrize("target", ["/etc/hostname", "../outside", "nowhere"])
def test_a_link_that_leads_elsewhere_is_refused(tree: Path, tmp_path: Path, target: str) -> None:
    (tmp_path / "outside").write_text("x", encoding="utf-8")
    (tree / "link").symlink_to(target)
    with pytest.raises(TreeError, match="link"):
        copy_tree(tree, tmp_path / "made", EPOCH)


def test_a_pipe_is_refused(tree: Path, tmp_path: Path) -> None:
    os.mkfifo(tree / "pipe")
    with pytest.raises(TreeError, match="pipe"):
        copy_tree(tree, tmp_path / "made", EPOCH)


def test_compiled_code_is_told_from_data(tree: Path) -> None:
    assert is_elf(tree / "in/libm.so.6")
    assert is_elf(tree / "program")
    assert not is_elf(tree / "in/deep/data")
    assert is_program(tree / "program")
    assert not is_program(tree / "in/libm.so.6")


def test_files_are_put_with_their_modes(tmp_path: Path) -> None:
    put_files(tmp_path, {"a/b": (b"x", 0o644), "c": (b"#!", 0o755)})
    assert modes(tmp_path) == {"a": 0o755, "a/b": 0o644, "c": 0o755}


def test_who_keeps_new_files_to_themselves_makes_the_same_package(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        put_files(tmp_path / "made", {"usr/share/a": (b"a", 0o644)})
        (tmp_path / "made/usr/bin").mkdir()
        settle(tmp_path / "made", EPOCH)
    finally:
        os.umask(before)
    expected = {"usr": 0o755, "usr/bin": 0o755, "usr/share": 0o755, "usr/share/a": 0o644}
    assert modes(tmp_path / "made") == expected
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o755
