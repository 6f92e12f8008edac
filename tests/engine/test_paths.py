"""Folders that a person names: homes are found; relative ones begin where the start was."""

import os
from pathlib import Path

import pytest

from engine.paths import checkpoints_folder, data_folder, named_folder
from engine.runtime.activate import choose


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_a_tilde_is_the_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNEAL_CHECKPOINTS", "~/models")
    assert checkpoints_folder() == home / "models"
    assert named_folder("~") == home
    # Inside a name it is a letter like any other.
    assert named_folder("/disk/~models") == Path("/disk/~models")


def test_a_relative_one_begins_where_the_program_was_started(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNEAL_CHECKPOINTS", "my models")
    assert checkpoints_folder() == here / "my models"


def test_a_person_whom_nobody_knows_stays_as_written(here: Path) -> None:
    assert named_folder("~nobody-at-all/x") == here / "~nobody-at-all" / "x"


def test_a_link_is_not_shortened(here: Path) -> None:
    assert named_folder("link/../x") == here / "link" / ".." / "x"


@pytest.mark.parametrize("name", ["", " ", "\n"])
def test_a_name_of_nothing_is_none(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNEAL_CHECKPOINTS", name)
    assert checkpoints_folder() == data_folder() / "checkpoints"


@pytest.mark.skipif(os.name != "posix", reason="elsewhere nobody can take it away")
def test_where_the_program_was_started_may_be_gone(here: Path) -> None:
    here.rmdir()
    assert named_folder("models") == Path("models")
    assert named_folder("/disk/models") == Path("/disk/models")


def test_the_variable_of_a_runtime_is_read_the_same_way(home: Path, here: Path) -> None:
    (home / "runtime").mkdir(parents=True)
    (here / "runtime").mkdir()
    assert choose({"ANNEAL_RUNTIME": "~/runtime"}, frozen=True).folder == home / "runtime"
    assert choose({"ANNEAL_RUNTIME": "runtime"}, frozen=True).folder == here / "runtime"
