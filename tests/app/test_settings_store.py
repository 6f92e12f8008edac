"""The holder of the settings: gives them out, saves them a moment later."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.settings_file import load_settings, save_settings
from app.settings_store import SettingsStore


def test_a_change_is_on_the_disk_a_moment_later(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    store = SettingsStore(Settings(), path)
    store.put(replace(store.settings, zoom=150))
    assert store.settings.zoom == 150
    assert not path.exists()
    qtbot.waitUntil(path.exists)
    assert load_settings(path).settings.zoom == 150


def test_the_same_settings_are_not_written_again(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    store = SettingsStore(Settings(), path)
    store.put(Settings())
    qtbot.wait(600)
    assert not path.exists()


def test_a_disk_that_refuses_is_told_once(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    store = SettingsStore(Settings(), tmp_path / "file" / "settings.json")
    with qtbot.waitSignal(store.save_failed):
        store.save()
    with qtbot.assertNotEmitted(store.save_failed):
        store.save()


def test_a_place_that_cannot_be_looked_into_is_told_and_raises_nothing(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / ("x" * 300) / "settings.json"  # no system has names as long as that
    found = load_settings(path)
    assert (found.settings, found.kept_aside) == (Settings(), None)
    assert found.problem
    store = SettingsStore(found.settings, path)
    with qtbot.waitSignal(store.save_failed):
        store.save()


def two_windows(path: Path) -> tuple[SettingsStore, SettingsStore]:
    """Return the settings of two windows that were started with the same file."""
    first = Settings(zoom=125, recent_files=("/a", "/b"))
    save_settings(first, path)
    return SettingsStore(first, path), SettingsStore(first, path)


def test_what_another_window_has_changed_stays(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    path = tmp_path / "settings.json"
    one, other = two_windows(path)
    one.put(replace(one.settings, theme="dark"))
    one.save()
    other.put(replace(other.settings, zoom=150))
    other.save()
    one.save()
    settings = load_settings(path).settings
    assert (settings.theme, settings.zoom) == ("dark", 150)
    # A window shows what was chosen in it, until it is started anew.
    assert (one.settings.zoom, other.settings.theme) == (125, "system")
    one.put(replace(one.settings, zoom=100))
    one.save()
    assert load_settings(path).settings.zoom == 100


def test_the_files_of_both_windows_are_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    path = tmp_path / "settings.json"
    one, other = two_windows(path)
    one.put(one.settings.with_recent_file(Path("/one")))
    other.put(other.settings.with_recent_file(Path("/other")).without_recent_file(Path("/b")))
    one.save()
    other.save()
    assert load_settings(path).settings.recent_files == ("/other", "/one", "/a")
    one.save()
    assert load_settings(path).settings.recent_files == ("/other", "/one", "/a")


def test_a_file_that_is_gone_or_damaged_meanwhile_is_written_whole(
    qtbot: QtBot, tmp_path: Path
) -> None:
    del qtbot
    path = tmp_path / "settings.json"
    one, _ = two_windows(path)
    path.unlink()
    one.save()
    assert load_settings(path).settings == one.settings
    path.write_text("damaged", encoding="utf-8")
    one.save()
    assert load_settings(path).settings == one.settings
    assert (tmp_path / "settings-old-1.json").read_text(encoding="utf-8") == "damaged"
