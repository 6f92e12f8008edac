"""The holder of the settings: gives them out, saves them a moment later."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.settings_file import load_settings
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
