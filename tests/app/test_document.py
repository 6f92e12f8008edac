"""A text file: reading, saving, and what may be in the way."""

import os
from pathlib import Path

import pytest

from app import document as document_module
from app.document import (
    BinaryFileError,
    ChangedOnDiskError,
    Document,
    EncodingError,
    ReadError,
    TooLargeError,
    WriteError,
)
from app.text_format import TextFormat
from engine.files import DiskFullError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_bytes(b"# Title\r\n\r\nbody\r\n")
    return path


def test_an_untouched_file_is_saved_as_it_was(file: Path) -> None:
    before = file.read_bytes()
    document = Document.open(file)
    assert document.text == "# Title\n\nbody\n"
    document.save(document.text)
    assert file.read_bytes() == before
    assert not document.modified


def test_modified_follows_the_text_back(file: Path) -> None:
    document = Document.open(file)
    document.note_text(1, document.text)
    assert not document.modified
    document.note_revision(2)
    assert (document.modified, document.revision) == (True, 2)
    document.note_text(3, document.text)
    assert (document.modified, document.revision) == (False, 3)
    document.note_text(4, "other")
    assert document.modified
    document.save("other")
    assert not document.modified
    assert document.text == "other"
    assert file.read_bytes() == b"other"


def test_a_missing_file_is_a_new_document_there(tmp_path: Path) -> None:
    path = tmp_path / "new.md"
    document = Document.open(path)
    assert (document.text, document.format, document.title) == ("", TextFormat(), "new.md")
    document.save("hello\n")
    assert path.read_bytes() == b"hello\n"


def test_a_text_without_a_file_needs_a_path(tmp_path: Path) -> None:
    document = Document(text="draft")
    assert document.title == "Untitled"
    assert not document.changed_on_disk()
    with pytest.raises(ValueError, match="path"):
        document.save("draft")
    document.save("draft", path=tmp_path / "a.md")
    assert document.path == tmp_path / "a.md"
    assert (tmp_path / "a.md").read_text() == "draft"


def test_a_relative_path_stays_the_same_file(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(file.parent)
    document = Document.open(Path("notes.md"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    document.save("x")
    assert file.read_bytes() == b"x"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="is a folder"):
        Document.open(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ReadError, match="not a file"):
        Document.open(tmp_path / "pipe")


def test_binary_data_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"\x7fELF\0\0")
    with pytest.raises(BinaryFileError, match="zero bytes") as caught:
        Document.open(path)
    assert caught.value.path == path


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.md"
    with path.open("wb") as stream:
        stream.truncate(51_000_000)
    with pytest.raises(TooLargeError, match=r"51 MB.*up to 50 MB"):
        Document.open(path)


def test_a_file_that_may_not_be_read_says_so(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ReadError, match="no permission to read"):
        Document.open(file)


def test_a_path_through_a_file_is_an_error(file: Path) -> None:
    with pytest.raises(ReadError, match="cannot be read"):
        Document.open(file / "inner.md")


def test_a_change_by_somebody_else_is_never_overwritten_unasked(file: Path) -> None:
    document = Document.open(file)
    status = file.stat()
    other = b"# Other\r\n\r\nbody\r\n"
    file.write_bytes(other)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))  # same size, same time
    with pytest.raises(ChangedOnDiskError, match="another program"):
        document.save("mine\n")
    assert file.read_bytes() == other
    document.save("mine\n", overwrite=True)
    assert file.read_bytes() == b"mine\r\n"
    document.save("mine again\n")


def test_a_change_is_seen_by_time_and_forgiven_when_the_bytes_are_the_same(file: Path) -> None:
    document = Document.open(file)
    assert not document.changed_on_disk()
    os.utime(file, ns=(1, 1))
    assert not document.changed_on_disk()
    file.write_bytes(b"else")
    assert document.changed_on_disk()


def test_a_file_that_somebody_made_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    document = Document.open(tmp_path / "new.md")
    (tmp_path / "new.md").write_bytes(b"theirs")
    assert document.changed_on_disk()
    with pytest.raises(ChangedOnDiskError):
        document.save("mine")


def test_a_file_that_is_gone_is_made_anew(file: Path) -> None:
    document = Document.open(file)
    file.unlink()
    assert not document.changed_on_disk()
    document.save(document.text)
    assert file.exists()


def test_saving_elsewhere_moves_the_document(file: Path, tmp_path: Path) -> None:
    document = Document.open(file)
    document.save("a\n", path=tmp_path / "copy.md")
    document.save("b\n")
    assert (tmp_path / "copy.md").read_bytes() == b"b\r\n"
    assert file.read_bytes() == b"# Title\r\n\r\nbody\r\n"


def test_a_character_that_does_not_fit_can_be_saved_as_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(b"caf\xe9\r\n")
    document = Document.open(path)
    with pytest.raises(EncodingError, match=r"old\.txt was not saved.*“→”") as caught:
        document.save("café →\n")
    assert caught.value.position == 5
    assert path.read_bytes() == b"caf\xe9\r\n"
    document.save("café →\n", encoding="utf-8")
    assert path.read_bytes() == "café →\r\n".encode()
    assert document.format == TextFormat("utf-8", line_end="\r\n")


def test_an_old_encoding_is_kept_while_nothing_needs_it(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(b"caf\xe9")
    document = Document.open(path)
    document.save("cafe")
    document.save("caf\u00e9")
    assert path.read_bytes() == b"caf\xe9"


def test_a_full_disk_leaves_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, data: bytes) -> None:
        raise DiskFullError(path, f"the disk is full for {len(data)} bytes")

    document = Document.open(file)
    document.note_revision(2)
    monkeypatch.setattr(document_module, "save_atomically", fail)
    with pytest.raises(WriteError, match="Not saved: the disk is full"):
        document.save("new")
    assert document.modified
    assert document.text == "# Title\n\nbody\n"
