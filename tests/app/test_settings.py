"""Settings come back as they went; a bad file costs nothing but itself."""

import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import MOST_RECENT_FILES, Settings
from app.settings_file import VERSION, load_settings, save_settings, settings_path
from engine.files import SaveError

SOME = Settings(
    font_family="Serif",
    font_size=14,
    zoom=125,
    theme="dark",
    reduced_motion=True,
    wrap=False,
    page_shown=False,
    split_ratio=0.25,
    window_geometry="AdnQywAD",
    recent_files=("/a/ü.md", "/b.md"),
    recent_instructions=("Fix spelling",),
    model_folder="/models/x",
    recent_commands=("command/new",),
    sampler="fast",
    sampler_numbers="max_steps=24, entropy_bound=0.3",
    seed_rule="next",
    seed=7,
    variants=2,
    set_up_seen=True,
    load_model="use",
    unload_minutes=15,
    models_folder="/models",
    offline=True,
    proxy="http://proxy:8080",
    model_mirror="http://mirror",
    package_mirror="http://packages",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_settings_come_back(path: Path) -> None:
    assert load_settings(path).settings == Settings()
    save_settings(SOME, path)
    loaded = load_settings(path)
    assert (loaded.settings, loaded.kept_aside, loaded.problem) == (SOME, None, "")


def test_a_file_with_a_name_of_any_bytes_is_remembered(path: Path) -> None:
    name = os.fsdecode(b"/tmp/caf\xe9.md")
    some = Settings().with_recent_file(Path(name))
    save_settings(some, path)
    assert load_settings(path).settings.recent_files == (name,)


def test_a_folder_of_its_own_is_used() -> None:
    assert settings_path().name == "settings.json"
    assert settings_path().parent.name == "anneal"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "damaged"),
        (b"{", "damaged"),
        (b"[]", "damaged"),
        (b"{}", "damaged"),
        (b'{"version": true}', "damaged"),
        (b"[" * 100_000, "damaged"),
        (b"\xff\xfe{}", "cannot be read"),
        (b'{"version": 99, "zoom": 150}', "newer Anneal"),
        (b'{"version": -3}', "unknown version -3"),
    ],
)
def test_a_bad_file_gives_defaults_and_is_kept(path: Path, content: bytes, problem: str) -> None:
    loaded = load_settings(write(path, content))
    assert loaded.settings == Settings()
    assert problem in loaded.problem
    assert loaded.kept_aside is not None
    assert loaded.kept_aside.read_bytes() == content
    save_settings(SOME, path)
    assert load_settings(path).problem == ""


def test_a_second_bad_file_does_not_overwrite_the_first(path: Path) -> None:
    first = load_settings(write(path, b"one")).kept_aside
    second = load_settings(write(path, b"two")).kept_aside
    assert first is not None
    assert second is not None
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("zoom", "100"),
        ("zoom", 10_000),
        ("zoom", True),
        ("theme", "pink"),
        ("theme", ["dark"]),
        ("wrap", 1),
        ("split_ratio", 3),
        ("sampler", "quick"),
        ("sampler_numbers", "max_steps=0"),
        ("seed_rule", "never"),
        ("seed", -1),
        ("variants", 5),
        ("proxy", "proxy:8080"),
        ("model_mirror", "none"),
        ("package_mirror", "ftp://mirror"),
        ("recent_files", [1, 2]),
        ("recent_files", "a.md"),
        ("models_folder", "a\0b"),
        ("models_folder", "\ud800"),
        ("colour", "red"),
    ],
)
def test_a_wrong_value_costs_only_itself(path: Path, name: str, value: object) -> None:
    stored = {"version": VERSION, "font_size": 15, name: value}
    loaded = load_settings(write(path, json.dumps(stored).encode()))
    assert loaded.settings == Settings(font_size=15)
    assert name in loaded.problem
    assert loaded.kept_aside is not None


def test_an_older_file_is_migrated(path: Path) -> None:
    def rename(stored: dict[str, Any]) -> dict[str, Any]:
        return {"font_size": stored["points"]}

    write(path, b'{"version": 1, "points": 17}')
    loaded = load_settings(path, version=2, migrations={1: rename})
    assert (loaded.settings, loaded.problem) == (Settings(font_size=17), "")


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=4))
def test_no_value_of_a_file_can_crash_the_start(value: object) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "settings.json"
        for name in ("zoom", "theme", "recent_files", "split_ratio"):
            path.write_text(json.dumps({"version": VERSION, name: value}))
            assert isinstance(load_settings(path).settings, Settings)


def test_recent_files_are_newest_first_and_few() -> None:
    settings = Settings()
    for number in range(MOST_RECENT_FILES + 3):
        settings = settings.with_recent_file(Path(f"/f{number}"))
    settings = settings.with_recent_file(Path("/f5"))
    assert settings.recent_files[:2] == ("/f5", f"/f{MOST_RECENT_FILES + 2}")
    assert len(set(settings.recent_files)) == len(settings.recent_files) == MOST_RECENT_FILES
    assert "/f5" not in settings.without_recent_file(Path("/f5")).recent_files


def test_recent_instructions_are_newest_first() -> None:
    settings = Settings().with_recent_instruction("a").with_recent_instruction("b")
    assert settings.with_recent_instruction("a").recent_instructions == ("a", "b")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such mode bits")
@pytest.mark.parametrize("before", [None, Settings()])
def test_a_password_is_for_this_person_alone(path: Path, before: Settings | None) -> None:
    if before is not None:
        save_settings(before, path)
    save_settings(Settings(proxy="http://ada:secret@proxy:8080"), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_settings(path).settings.proxy == "http://ada:secret@proxy:8080"


def test_values_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="zoom"):
        replace(SOME, zoom=0)


def test_a_folder_that_cannot_be_made_is_a_save_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SaveError, match="cannot be made"):
        save_settings(SOME, tmp_path / "file" / "settings.json")
