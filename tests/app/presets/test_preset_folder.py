"""The folder of presets: everything in it is listed, nothing in it can break the program."""

import os
from pathlib import Path

import pytest

from app.presets.front_matter import PresetError
from app.presets.own_preset import OwnPreset
from app.presets.preset_folder import (
    PresetFile,
    copy_preset,
    export_preset,
    free_name,
    free_path,
    read_folder,
    rename_preset,
    save_preset,
    with_clashes,
)

PRESET = OwnPreset("Make it formal", "Rewrite for a letter", 0.6, key="Ctrl+Alt+1")


def put(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problem(folder: Path, name: str) -> str:
    return next(file.problem for file in read_folder(folder) if file.path.name == name)


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert read_folder(tmp_path / "none") == ()


def test_what_is_saved_is_listed(tmp_path: Path) -> None:
    folder = tmp_path / "presets"
    path = save_preset(PRESET, folder)
    assert path.name == "Make it formal.md"
    assert read_folder(folder) == (PresetFile(path, PRESET),)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfeT\x00", "not UTF-8"),
        (b"a\0b", "zero bytes"),
        (b"x" * 70_000, "larger than 64 KB"),
        (b"", "no instruction"),
        ("Translate {selektion}", "{selektion} is not known"),
    ],
)
def test_a_bad_file_is_listed_with_its_reason(
    tmp_path: Path, content: bytes | str, words: str
) -> None:
    put(tmp_path, "bad.md", content)
    put(tmp_path, "good.md", "Fix typos")
    assert words in problem(tmp_path, "bad.md")
    assert problem(tmp_path, "good.md") == ""


def test_marks_and_line_ends_of_other_systems_are_read(tmp_path: Path) -> None:
    put(tmp_path, "a.md", b"\xef\xbb\xbf---\r\nname: A\r\n---\r\nFix\r\ntypos\r\n")
    (file,) = read_folder(tmp_path)
    assert file.preset == OwnPreset("A", "Fix\ntypos")


def test_a_folder_or_a_dead_link_in_it_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "link.md").symlink_to(tmp_path / "gone.md")
    put(tmp_path, ".hidden.md", "Fix typos")
    put(tmp_path, "notes.txt", "Fix typos")
    assert "cannot be read" in problem(tmp_path, "folder.md")
    assert "no longer there" in problem(tmp_path, "link.md")
    assert len(read_folder(tmp_path)) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "Fix typos").chmod(0)
    assert "ermission" in problem(tmp_path, "a.md")


def test_of_two_with_one_name_only_the_first_can_be_picked(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\nname: Same\n---\nFix typos")
    put(tmp_path, "b.md", "---\nname: SAME\n---\nTighten")
    first, second = with_clashes(read_folder(tmp_path), {})
    assert (first.preset is not None, second.preset) == (True, None)
    assert "a.md has the same name" in second.problem


def test_a_key_that_is_taken_does_nothing_and_says_so(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\nkey: Ctrl+S\n---\nFix typos")
    put(tmp_path, "b.md", "---\nkey: Ctrl+Alt+1\n---\nFix typos")
    put(tmp_path, "c.md", "---\nkey: Ctrl+Alt+1\n---\nFix typos")
    files = with_clashes(read_folder(tmp_path), {"Ctrl+S": "“Save”"})
    keys = [file.preset.key for file in files if file.preset is not None]
    assert keys == ["", "Ctrl+Alt+1", ""]
    assert "Ctrl+S is taken by “Save”" in files[0].problem
    assert "taken by the preset “b”" in files[2].problem


def test_a_new_name_changes_nothing_else(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md", "---\nname: A\nmine: yes\n---\n\nFix  typos\n\n")
    rename_preset(path, "B: better")
    assert path.read_text() == "---\nname: B: better\nmine: yes\n---\n\nFix  typos\n\n"
    with pytest.raises(PresetError, match="needs a name"):
        rename_preset(path, " ")
    with pytest.raises(PresetError, match="no longer there"):
        rename_preset(tmp_path / "gone.md", "C")


def test_a_copy_has_no_key_and_a_file_of_its_own(tmp_path: Path) -> None:
    path = save_preset(PRESET, tmp_path)
    copied = copy_preset(path, tmp_path, "Make it formal 2")
    assert copied != path
    presets = {file.title: file.preset for file in read_folder(tmp_path)}
    copy = presets["Make it formal 2"]
    assert copy is not None
    assert (copy.key, copy.instruction, copy.strength) == ("", PRESET.instruction, 0.6)


def test_exporting_copies_the_file(tmp_path: Path) -> None:
    path = save_preset(PRESET, tmp_path / "presets")
    export_preset(path, tmp_path / "out.md")
    assert (tmp_path / "out.md").read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("name", "file"),
    [("a/b: c?", "a b c.md"), ("CON", "CON preset.md"), ("..", "Preset.md"), ("Über", "Über.md")],
)
def test_a_file_is_named_as_every_system_allows(tmp_path: Path, name: str, file: str) -> None:
    assert free_path(tmp_path, name).name == file
    (tmp_path / file).touch()
    assert free_path(tmp_path, name) != tmp_path / file


def test_a_free_name_is_numbered() -> None:
    assert free_name("A", {"A", "A 2"}.__contains__) == "A 3"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    put(tmp_path, "file", "")
    with pytest.raises(PresetError, match="cannot be made"):
        save_preset(PRESET, tmp_path / "file" / "presets")
    with pytest.raises(PresetError, match="cannot be read"):
        read_folder(tmp_path / "file")
