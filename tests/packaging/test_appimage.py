"""The AppImage: its start is built and run with a small image behind it."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.start import DESKTOP_ID
from appimage_start import FOLDER, MAGIC, MAGIC_AT, PACKAGES, SOURCES, build_start
from build_appimage import join, squash, stage
from package_tree import walk
from tests.patience import PROCESS

SAY = """#!/bin/sh
echo "$APPIMAGE|$APPDIR|$ARGV0|$OWD|$*"
cat "$APPDIR/data/text"
exec sleep ${NAP:-0}
"""
HEADERS = Path("/usr/include")

needs_tools = pytest.mark.skipif(
    shutil.which("mksquashfs") is None
    or shutil.which("gcc") is None
    or not (HEADERS / "squashfuse/ll.h").is_file()
    or not (HEADERS / "fuse3").is_dir(),
    reason=f"needs the packages {', '.join(PACKAGES)}",
)


@pytest.fixture(scope="module")
def appimage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("appimage")
    inside = folder / "AppDir"
    (inside / "data").mkdir(parents=True)
    (inside / "AppRun").write_text(SAY, encoding="utf-8")
    (inside / "AppRun").chmod(0o755)
    (inside / "data/text").write_text("inside\n", encoding="utf-8")
    (inside / "data/large").write_bytes(os.urandom(3_000_001))
    (inside / "link").symlink_to("data/text")
    squash(inside, folder / "image", level=1, block=131072)
    join(build_start(folder / "start"), folder / "image", folder / "an image.AppImage")
    return folder / "an image.AppImage"


def run(
    file: Path, *arguments: str, cwd: Path, more: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd), "TMPDIR": str(cwd), **(more or {})}
    return subprocess.run(
        [str(file), *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS,
    )


def told(said: str) -> list[str]:
    return said.splitlines()[0].split("|")


@needs_tools
def test_it_is_an_appimage_of_type_2(appimage: Path, tmp_path: Path) -> None:
    head = appimage.read_bytes()[:16]
    assert head[:4] == b"\x7fELF"
    assert head[MAGIC_AT : MAGIC_AT + 3] == MAGIC
    offset = int(run(appimage, "--appimage-offset", cwd=tmp_path).stdout)
    with appimage.open("rb") as file:
        file.seek(offset)
        assert file.read(4) == b"hsqs"


@needs_tools
def test_it_needs_no_library_of_the_system(appimage: Path) -> None:
    listed = subprocess.run(["ldd", str(appimage)], capture_output=True, text=True, check=False)
    assert "not a dynamic executable" in listed.stdout + listed.stderr


@needs_tools
def test_unpacked_into_the_cache_it_runs_and_the_second_time_is_a_short_way(
    appimage: Path, tmp_path: Path
) -> None:
    for expected in ("this once", ""):
        made = run(appimage, "--appimage-extract-and-run", "a b", "c", cwd=tmp_path)
        assert made.returncode == 0
        assert expected in made.stderr
        assert bool(made.stderr) == bool(expected)
        where, folder, name, here, rest = told(made.stdout)
        assert (where, name, rest) == (str(appimage), str(appimage), "a b c")
        assert here == str(tmp_path)
        assert Path(folder).parent == tmp_path / ".cache/anneal-appimage"
        assert made.stdout.splitlines()[1] == "inside"
    assert (tmp_path / ".cache/anneal-appimage").stat().st_mode & 0o777 == 0o700


@needs_tools
def test_while_one_runs_another_one_starts(appimage: Path, tmp_path: Path) -> None:
    run(appimage, "--appimage-extract-and-run", cwd=tmp_path)
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "NAP": "60"}
    command = [str(appimage), "--appimage-extract-and-run"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as first:
        try:
            assert first.stdout is not None
            assert first.stdout.readline()
            assert run(appimage, "--appimage-extract-and-run", cwd=tmp_path).returncode == 0
        finally:
            first.kill()


@needs_tools
def test_an_unpacking_that_was_broken_off_is_done_anew(appimage: Path, tmp_path: Path) -> None:
    option = {"APPIMAGE_EXTRACT_AND_RUN": "1"}
    folder = Path(told(run(appimage, cwd=tmp_path, more=option).stdout)[1])
    shutil.move(folder, folder.with_name(f"{folder.name}.new"))
    (folder.with_name(f"{folder.name}.new") / "data/text").unlink()
    again = run(appimage, cwd=tmp_path, more=option)
    assert again.stdout.splitlines()[1] == "inside"
    assert sorted(path.name for path in folder.parent.iterdir()) == [
        folder.name,
        f"{folder.name}.lock",
    ]


@needs_tools
def test_what_another_version_left_in_the_cache_goes_unless_it_runs(
    appimage: Path, tmp_path: Path
) -> None:
    cache = tmp_path / ".cache/anneal-appimage"
    old = cache / "0123456789abcdef"
    (old / "in").mkdir(parents=True)
    cache.chmod(0o700)
    lock = cache / f"{old.name}.lock"
    lock.touch()
    with lock.open("rb") as held:
        import fcntl

        fcntl.flock(held, fcntl.LOCK_SH)
        run(appimage, "--appimage-extract-and-run", cwd=tmp_path)
        assert old.is_dir()
    for path in cache.iterdir():
        if path.name != old.name and path.is_dir():
            shutil.rmtree(path)
    run(appimage, "--appimage-extract-and-run", cwd=tmp_path)
    assert not old.exists()
    assert not lock.exists()


@needs_tools
def test_a_cache_that_others_may_write_is_not_run_from(appimage: Path, tmp_path: Path) -> None:
    cache = tmp_path / ".cache/anneal-appimage"
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    made = run(appimage, "--appimage-extract-and-run", cwd=tmp_path)
    assert made.returncode == 127
    assert "cannot be used" in made.stderr


@needs_tools
def test_extracting_gives_the_very_files(appimage: Path, tmp_path: Path) -> None:
    made = run(appimage, "--appimage-extract", cwd=tmp_path)
    assert made.returncode == 0
    root, source = tmp_path / "squashfs-root", appimage.parent / "AppDir"
    names = [path.relative_to(root).as_posix() for path in walk(root)]
    assert names == [path.relative_to(source).as_posix() for path in walk(source)]
    assert (root / "data/large").read_bytes() == (source / "data/large").read_bytes()
    assert (root / "link").readlink() == Path("data/text")
    assert os.access(root / "AppRun", os.X_OK)
    assert run(appimage, "--appimage-extract", cwd=tmp_path).returncode == 127


@needs_tools
def test_a_pattern_extracts_no_more(appimage: Path, tmp_path: Path) -> None:
    run(appimage, "--appimage-extract", "data/te*", cwd=tmp_path)
    root = tmp_path / "squashfs-root"
    assert [path.relative_to(root).as_posix() for path in walk(root)] == ["data", "data/text"]


@needs_tools
def test_a_file_that_was_cut_off_says_so(appimage: Path, tmp_path: Path) -> None:
    offset = int(run(appimage, "--appimage-offset", cwd=tmp_path).stdout)
    cut = tmp_path / "cut.AppImage"
    cut.write_bytes(appimage.read_bytes()[:offset])
    cut.chmod(0o755)
    made = run(cut, cwd=tmp_path)
    assert made.returncode == 127
    assert "is not whole" in made.stderr


@needs_tools
def test_every_open_stream_ends_with_the_program(appimage: Path, tmp_path: Path) -> None:
    """Whatever still clears up behind it, ``run`` returns: it waits for the streams' ends."""
    begun = time.monotonic()
    run(appimage, cwd=tmp_path)
    assert time.monotonic() - begun < PROCESS / 2


@needs_tools
@pytest.mark.skipif(not os.access("/dev/fuse", os.R_OK | os.W_OK), reason="needs FUSE")
def test_mounted_it_runs_and_leaves_nothing(appimage: Path, tmp_path: Path) -> None:
    made = run(appimage, "a", cwd=tmp_path)
    folder = Path(told(made.stdout)[1])
    if folder.parent != tmp_path:
        pytest.skip("this system lets nobody mount")
    assert made.stdout.splitlines()[1] == "inside"
    end = time.monotonic() + PROCESS
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not folder.exists()
    assert not (tmp_path / ".cache").exists()


@needs_tools
def test_the_appdir_has_what_the_specification_asks_for(qapp: QApplication, tmp_path: Path) -> None:
    del qapp
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    shutil.copy("/bin/true", bundle / "anneal")
    (bundle / "anneal").chmod(0o755)
    folder = tmp_path / "AppDir"
    stage(bundle, folder)
    entries = [path.name for path in folder.glob("*.desktop")]
    assert entries == [f"{DESKTOP_ID}.desktop"]
    assert "\nExec=anneal %F\n" in (folder / entries[0]).read_text(encoding="utf-8")
    for name in (".DirIcon", f"{DESKTOP_ID}.png", f"{DESKTOP_ID}.svg", "AppRun", "usr/bin/anneal"):
        assert (folder / name).resolve().is_file()
    assert (folder / ".DirIcon").read_bytes().startswith(b"\x89PNG")
    assert subprocess.run([str(folder / "AppRun")], check=False).returncode == 0
    assert (folder / f"usr/share/metainfo/{DESKTOP_ID}.metainfo.xml").is_file()
    sources = folder / "usr/share/doc/anneal/appimage-start/source"
    assert {path.name for path in sources.iterdir()} == {"build", "runtime.h", *SOURCES}


def test_no_source_is_long() -> None:
    for file in FOLDER.iterdir():
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 310
