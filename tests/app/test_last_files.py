"""The list of open files comes back as it went; a bad one costs nothing but itself."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.last_files import (
    MOST_LAST_FILES,
    VERSION,
    LastFile,
    LastFiles,
    forget_last_files,
    front_of,
    last_files_path,
    missed_words,
    read_last_files,
    write_last_files,
)
from engine.files import SaveError

A, B = LastFile(Path("/a/ü.md"), 12, 3.5), LastFile(Path("/b.md"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return last_files_path(tmp_path / "config")


def stored(path: Path, **values: object) -> LastFiles:
    """Return what is read where ``values`` are written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"version": VERSION} | values), encoding="utf-8")
    return read_last_files(path)


def test_the_list_comes_back(path: Path) -> None:
    assert read_last_files(path) == LastFiles()
    write_last_files(LastFiles((A, B), 1), path)
    assert read_last_files(path) == LastFiles((A, B), 1)


def test_a_name_of_any_bytes_comes_back(path: Path) -> None:
    odd = LastFile(Path(os.fsdecode(b"/tmp/caf\xe9\n.md")))
    write_last_files(LastFiles((odd,)), path)
    assert read_last_files(path).files == (odd,)


def test_it_is_not_written_again_while_it_is_the_same(path: Path) -> None:
    write_last_files(LastFiles((A,)), path)
    before = path.stat().st_ino
    write_last_files(LastFiles((A,)), path)
    assert path.stat().st_ino == before
    write_last_files(LastFiles((B,)), path)
    assert path.stat().st_ino != before


def test_of_many_those_around_the_one_in_front_are_kept(path: Path) -> None:
    many = tuple(LastFile(Path(f"/{number}.md")) for number in range(50))
    for front in (0, 3, 25, 49):
        write_last_files(LastFiles(many, front), path)
        last = read_last_files(path)
        assert len(last.files) == MOST_LAST_FILES
        assert last.files[last.front] == many[front]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"[" * 100_000, b"\xff\xfe{}", b'{"version": 99, "files": []}', b"null"],
)
def test_a_damaged_list_is_no_list(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert read_last_files(path) == LastFiles()
    write_last_files(LastFiles((A,)), path)
    assert read_last_files(path).files == (A,)


def test_what_is_damaged_in_it_costs_only_itself(path: Path) -> None:
    good = {"path": "/b.md", "caret": 7, "line": 2}
    bad: list[object] = [
        *(None, 3, [], {}, {"path": 3}, {"path": "b.md"}, {"path": "/b\0"}),
        {"path": "/\ud800.md"},
    ]
    read = stored(path, files=[*bad, good, {"path": "/c.md", "caret": -1, "line": "x"}], front=8)
    assert read.files == (LastFile(Path("/b.md"), 7, 2.0), LastFile(Path("/c.md")))
    assert read.front == 0
    for front in (None, -1, 10**30, "1", True):
        assert stored(path, files=[good, good], front=front).front in (0, 1)
    assert stored(path, files="/b.md").files == ()


@given(st.recursive(st.none() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=4))
def test_no_value_of_the_file_can_crash_the_start(value: object) -> None:
    with TemporaryDirectory() as folder:
        path = last_files_path(Path(folder))
        entries: list[object] = [{"path": "/a.md", "caret": value, "line": value}, value]
        assert len(stored(path, files=entries, front=value).files) == 1
        assert stored(path, files=value).files == ()


def test_a_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way", encoding="utf-8")
    path = last_files_path(tmp_path / "config")
    with pytest.raises(SaveError):
        write_last_files(LastFiles((A,)), path)
    assert read_last_files(path) == LastFiles()
    forget_last_files(path)


def test_forgetting_removes_it(path: Path) -> None:
    write_last_files(LastFiles((A,)), path)
    forget_last_files(path)
    forget_last_files(path)
    assert not path.exists()


def test_a_front_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="front"):
        LastFiles((A,), 1)


def test_a_text_without_a_file_in_front_stands_for_the_file_before_it() -> None:
    assert front_of([True, False, True], 0) == 0
    assert front_of([True, False, True], 1) == 0
    assert front_of([True, False, True], 2) == 1
    assert front_of([False, True], 0) == 0


@pytest.mark.parametrize(
    ("gone", "refused", "words"),
    [
        (0, 0, ""),
        (1, 0, "1 file of last time is gone"),
        (2, 0, "2 files of last time are gone"),
        (0, 1, "1 file of last time cannot be opened"),
        (2, 3, "2 files of last time are gone, 3 files cannot be opened"),
    ],
)
def test_what_is_missed_is_told_in_words(gone: int, refused: int, words: str) -> None:
    assert missed_words(gone, refused) == words
