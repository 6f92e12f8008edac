"""The library follows its folder, whatever happens to it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.preset_library import PresetLibrary
from app.presets.own_preset import OwnPreset
from app.presets.preset_folder import MOST_FILES, PresetFile, with_clashes


@pytest.fixture
def library(qtbot: QtBot, tmp_path: Path) -> Iterator[PresetLibrary]:
    del qtbot
    library = PresetLibrary(tmp_path / "config" / "presets")
    library.start()
    yield library
    library.deleteLater()


def names(library: PresetLibrary) -> list[str]:
    return [preset.name for preset in library.presets]


def test_no_folder_is_made_before_there_is_something_to_keep(library: PresetLibrary) -> None:
    assert library.presets == ()
    assert library.problem == ""
    assert not library.folder.parent.exists()


def test_a_folder_made_later_and_every_change_in_it_is_seen(
    qtbot: QtBot, library: PresetLibrary
) -> None:
    library.folder.mkdir(parents=True)
    path = library.folder / "a.md"
    path.write_text("Fix typos")
    qtbot.waitUntil(lambda: names(library) == ["a"])
    path.write_text("---\nname: b\n---\nFix typos")
    qtbot.waitUntil(lambda: names(library) == ["b"])
    fresh = library.folder / ".fresh"  # as editors save: a new file takes the old one's name
    fresh.write_text("---\nname: c\n---\nFix typos")
    fresh.replace(path)
    qtbot.waitUntil(lambda: names(library) == ["c"])
    path.write_text("---\nname: d\n---\nFix typos")
    qtbot.waitUntil(lambda: names(library) == ["d"])
    shutil.rmtree(library.folder)
    qtbot.waitUntil(lambda: names(library) == [])
    library.folder.mkdir()
    path.write_text("Fix typos")
    qtbot.waitUntil(lambda: names(library) == ["a"])


def test_a_file_in_place_of_the_folder_is_told(library: PresetLibrary) -> None:
    library.folder.parent.mkdir(parents=True)
    library.folder.write_text("no folder")
    library.read()
    assert "cannot be read" in library.problem


def test_a_folder_with_too_many_files_says_so(library: PresetLibrary) -> None:
    library.folder.mkdir(parents=True)
    for number in range(MOST_FILES + 3):
        (library.folder / f"{number}.md").write_text("Fix typos")
    library.read()
    assert len(library.files) == MOST_FILES
    assert str(MOST_FILES) in library.problem


def test_names_and_keys_that_are_taken_are_known(library: PresetLibrary) -> None:
    library.set_taken_keys({"Ctrl+S": "“Save”"})
    library.folder.mkdir(parents=True)
    path = library.folder / "a.md"
    path.write_text("---\nname: A\nkey: Ctrl+Alt+1\n---\nFix typos")
    library.read()
    assert library.has_name("a ")
    assert not library.has_name("a", besides=path)
    assert library.owner_of_key("Ctrl+S") == "“Save”"
    assert "“A”" in library.owner_of_key("Ctrl+Alt+1")
    assert library.owner_of_key("Ctrl+Alt+1", besides=path) == ""


PRESETS = st.lists(
    st.builds(
        OwnPreset,
        name=st.sampled_from(["A", "a", "B", "C"]),
        instruction=st.just("Fix typos"),
        key=st.sampled_from(["", "Ctrl+S", "Ctrl+Alt+1", "F9"]),
    ),
    max_size=8,
)


@given(PRESETS)
def test_no_name_and_no_key_is_ever_there_twice(presets: list[OwnPreset]) -> None:
    files = tuple(PresetFile(Path(f"{n}.md"), preset) for n, preset in enumerate(presets))
    settled = with_clashes(files, {"Ctrl+S": "“Save”"})
    assert [file.path for file in settled] == [file.path for file in files]
    able = [file.preset for file in settled if file.preset is not None]
    assert len({preset.name.casefold() for preset in able}) == len(able)
    keys = [preset.key for preset in able if preset.key]
    assert len(set(keys)) == len(keys)
    assert "Ctrl+S" not in keys
    assert {preset.name.casefold() for preset in able} == {p.name.casefold() for p in presets}
    assert all(file.problem or file in files for file in settled)
