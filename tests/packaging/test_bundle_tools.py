"""What the tools around the bundle read and write: search paths, versions, times, stamps."""

import os
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

import build_environment
import elf_needs
import elf_paths
import frozen_helper
import measure_size
import measure_start
import runtime_folder
import start_frozen
from bundle_run import Moment, read_times

PYTHON_LIBRARY = Path(sys.executable).resolve()


def small_elf(search: bytes, *needed: bytes) -> bytes:
    """Make the least file with a dynamic section: one segment that is loaded, one table."""
    strings = b"\0" + b"\0".join([search, *needed]) + b"\0"
    start = 64 + 2 * 56
    entries: list[tuple[int, int]] = [(5, 0x1000 + start), (29, 1)]
    place = len(search) + 2
    for name in needed:
        entries.append((1, place))
        place += len(name) + 1
    table = b"".join(
        kind.to_bytes(8, "little") + value.to_bytes(8, "little")
        for kind, value in [*entries, (0, 0)]
    )
    size = start + len(strings) + len(table)
    header = b"\x7fELF\x02\x01\x01".ljust(32, b"\0") + (64).to_bytes(8, "little")
    header = header.ljust(54, b"\0") + (56).to_bytes(2, "little") + (2).to_bytes(2, "little")

    def segment(kind: int, offset: int, nbytes: int) -> bytes:
        fields = (offset, 0x1000 + offset, 0, nbytes, nbytes, 8)
        return kind.to_bytes(8, "little") + b"".join(n.to_bytes(8, "little") for n in fields)

    segments = segment(1, 0, size) + segment(2, start + len(strings), len(table))
    return header.ljust(64, b"\0") + segments + strings + table


def test_search_paths_are_read_and_written_over() -> None:
    data = small_elf(b"/home/me/lib:$ORIGIN/x", b"libc.so.6", b"libm.so.6")
    assert elf_paths.search_parts(data) == ["/home/me/lib", "$ORIGIN/x"]
    assert elf_paths.linked(data) == ["libc.so.6", "libm.so.6"]
    changed = elf_paths.with_search_path(data, "$ORIGIN")
    assert elf_paths.search_parts(changed) == ["$ORIGIN"]
    assert elf_paths.linked(changed) == ["libc.so.6", "libm.so.6"]
    assert len(changed) == len(data)


def test_a_search_path_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        elf_paths.with_search_path(small_elf(b"/a"), "$ORIGIN")


def test_a_library_whose_pages_were_moved_is_known() -> None:
    data = small_elf(b"/a")
    assert elf_paths.can_be_loaded(data)
    moved = bytearray(data)
    moved[64 + 8] += 1  # where the first segment begins in the file
    assert not elf_paths.can_be_loaded(bytes(moved))


@pytest.mark.parametrize("data", [b"", b"#!/bin/sh\n", b"\x7fELF\x01\x01" + bytes(80)])
def test_what_is_no_library_is_told(data: bytes) -> None:
    with pytest.raises(elf_paths.NotElfError):
        elf_paths.search_parts(data)


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("readelf") is None, reason="no readelf")
def test_a_real_program_is_read_as_readelf_reads_it() -> None:
    told = subprocess.run(
        ["readelf", "-d", str(PYTHON_LIBRARY)], capture_output=True, text=True, check=True
    ).stdout
    for name in elf_paths.linked_by_file(PYTHON_LIBRARY):
        assert f"[{name}]" in told
    for part in elf_paths.search_parts(PYTHON_LIBRARY.read_bytes()):
        assert part in told


def test_what_the_loader_did_not_find_is_told() -> None:
    text = "\tvdso.so.1 (0x1)\n\tliba.so.1 => /usr/lib/liba.so.1 (0x7f0)\n\tlibb.so => not found\n"
    assert elf_needs.links_told(text) == ({"libb.so"}, {("liba.so.1", "/usr/lib/liba.so.1")})


def test_what_comes_with_a_graphics_card_does_not_have_to_be_there() -> None:
    assert elf_needs.links_told("\tlibcuda.so.1 => not found\n") == (set(), set())


def test_versions_of_the_c_library_are_compared_as_numbers() -> None:
    assert elf_needs.newest_glibc("(GLIBC_2.9) f\n(GLIBC_2.35) g\n(GLIBC_2.4) h") == "2.35"
    assert elf_needs.newest_glibc("(GLIBCXX_3.4.30) f") == ""


def test_times_are_counted_from_the_start_and_half_a_line_is_not_read() -> None:
    text = "python 10.5 0.02\npainted 11.0 0.4\nready 14"
    assert read_times(text, 10.0) == {"python": Moment(0.5, 0.02), "painted": Moment(1.0, 0.4)}


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.9, 4), (0.0, 1), (0.51, 3)])
def test_percentiles_are_values_that_were_read(share: float, value: float) -> None:
    assert measure_start.percentile([4, 1, 3, 2], share) == value


def test_a_key_changes_with_a_file_a_text_and_a_name(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1", encoding="utf-8")
    keys = {build_environment.key_of(tmp_path, "x"), build_environment.key_of(tmp_path, "y")}
    (tmp_path / "a.py").write_text("2", encoding="utf-8")
    keys.add(build_environment.key_of(tmp_path, "x"))
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_bytes(b"")
    keys.add(build_environment.key_of(tmp_path, "x"))
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    keys.add(build_environment.key_of(tmp_path, "x"))
    assert len(keys) == 4


def test_a_key_is_the_same_in_another_folder(tmp_path: Path) -> None:
    keys = set()
    for name in ("one", "two"):
        (tmp_path / name / "in/deep").mkdir(parents=True)
        (tmp_path / name / "in/deep/a.py").write_text("1", encoding="utf-8")
        keys.add(build_environment.key_of(tmp_path / name / "in", "x"))
    assert len(keys) == 1
    (tmp_path / "two/in/deep").rename(tmp_path / "two/in/flat")
    assert build_environment.key_of(tmp_path / "two/in", "x") not in keys


def test_pruned_packages_are_compiled_for_good_and_list_what_is_left(tmp_path: Path) -> None:
    for name in ("one/__init__.py", "one/tests/test_one.py", "one/one.pyi", "bin/one"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = 1\n", encoding="utf-8")
    info = tmp_path / "one-1.dist-info"
    info.mkdir()
    (info / "RECORD").write_text("one/__init__.py,,\none/tests/test_one.py,,\n", encoding="utf-8")
    runtime_folder.prune(tmp_path)
    runtime_folder.compile_all(tmp_path)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    (compiled,) = tmp_path.rglob("*.pyc")
    left.remove(compiled.relative_to(tmp_path).as_posix())
    assert left == {"one/__init__.py", "one-1.dist-info/RECORD"}
    assert (info / "RECORD").read_text(encoding="utf-8") == "one/__init__.py,,\n"
    # Bytes 4 to 8 hold the flags: by hash, and never compared with the source.
    assert compiled.read_bytes()[4:8] == b"\x01\0\0\0"
    assert str(tmp_path).encode() not in compiled.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "helper"),
    [
        ([], False),
        (["notes.md"], False),
        (["-c"], False),
        (["rewrite", "-c", "x"], False),
        (["--multiprocessing-fork", "tracker_fd=5", "pipe_handle=7"], True),
        (["-B", "-c", "from multiprocessing.resource_tracker import main;main(5)"], True),
    ],
)
def test_helpers_of_the_standard_library_are_recognized(arguments: list[str], helper: bool) -> None:
    assert start_frozen.is_helper(arguments) is helper


def test_no_other_code_is_run_for_the_asking() -> None:
    line = "from multiprocessing.resource_tracker import main;main(5);print(1)"
    with pytest.raises(ValueError, match="no line of a helper"):
        frozen_helper.run_helper(["anneal", "-c", line])


def test_children_get_the_search_path_that_the_person_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle/_internal:/theirs")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/theirs")
    start_frozen.own_libraries_only()
    assert os.environ["LD_LIBRARY_PATH"] == "/theirs"
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
    start_frozen.own_libraries_only()
    assert "LD_LIBRARY_PATH" not in os.environ


def test_parts_add_up_and_small_ones_are_told_together() -> None:
    sizes = {
        PurePosixPath("runtime/torch/lib/a.so"): 800,
        PurePosixPath("_internal/PySide6/b.so"): 150,
        PurePosixPath("runtime/torch/c.py"): 47,
        PurePosixPath("anneal"): 1,
        PurePosixPath("runtime/idna/d.py"): 2,
    }
    told = measure_size.parts(sizes)
    assert told == [("runtime/torch", 847), ("_internal/PySide6", 150), ("all else", 3)]


def test_a_folder_is_made_smaller_by_any_command(tmp_path: Path) -> None:
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "a").write_bytes(bytes(100_000))
    assert measure_size.compressed(tmp_path / "bundle", "cat") > 100_000
    with pytest.raises(subprocess.CalledProcessError):
        measure_size.compressed(tmp_path / "bundle", "false")
