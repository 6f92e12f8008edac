"""Models with names of any bytes, on disks that are full or foreign, beside other programs."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cli import main
from engine.cli_common import show_loading
from engine.errors import (
    CheckpointBusyError,
    CheckpointDamagedError,
    CheckpointError,
    CheckpointNameError,
)
from engine.events import ModelLoading
from engine.files import free_bytes
from engine.paths import starter_folder
from engine.store import verify_hashes as hashes
from engine.store.listing import list_models
from engine.store.manage import remove, rename
from engine.store.names import check_name, present_names
from engine.store.record import RECORD, DownloadRecord, read_record, write_record
from engine.store.verify import verify_checkpoint
from engine.store.verify_hashes import verify_hashes
from tests.engine.four_bit.quantized import SHAPE, run
from tests.tiny_checkpoint import make_checkpoint

NOT_UTF8 = os.fsdecode(b"caf\xe9")


@pytest.fixture(scope="module")
def quantized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    return run(make_checkpoint(folder / "tiny", SHAPE), folder / "4bit")


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setenv("ANNEAL_CHECKPOINTS", str(folder))
    return folder


@pytest.mark.skipif(os.name != "posix", reason="elsewhere names are text")
def test_a_folder_with_a_name_that_is_no_letters_is_to_be_renamed(models: Path) -> None:
    shutil.copytree(starter_folder(), models / NOT_UTF8)
    with pytest.raises(CheckpointError, match="rename it"):
        verify_checkpoint(models / NOT_UTF8)
    entry = list_models()[-1]
    assert (entry.name, entry.usable) == (NOT_UTF8, False)
    assert "bytes in its name that are no letters" in entry.words
    assert rename(NOT_UTF8, "better") == models / "better"
    assert list_models()[-1].usable


@pytest.mark.skipif(os.name != "posix", reason="elsewhere names are text")
def test_a_folder_below_such_a_name_is_to_be_moved(tmp_path: Path) -> None:
    folder = tmp_path / NOT_UTF8 / "mine"
    shutil.copytree(starter_folder(), folder)
    with pytest.raises(CheckpointError, match=r"name of a folder above it.*move it elsewhere"):
        verify_checkpoint(folder)


def test_what_a_download_says_of_itself_comes_back_whatever_it_is(models: Path) -> None:
    record = DownloadRecord(NOT_UTF8, "\ud800", "c" * 40, "\x00", ())
    write_record(models / RECORD, record)
    assert read_record(models / RECORD) == record


@pytest.mark.parametrize("name", [NOT_UTF8, "\ud800", "x" * 99 + "\udcff"])
def test_a_new_name_is_made_of_letters(models: Path, name: str) -> None:
    with pytest.raises(CheckpointNameError, match="bytes that are no letters"):
        check_name(name)
    assert main(["models", "download", "owner/it", "--name", name]) == 3
    assert list(models.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="elsewhere no name holds them")
def test_names_give_a_terminal_no_commands(
    models: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    name = "a\n\x1b[31mb\x9b"
    shutil.copytree(starter_folder(), models / name)
    assert main(["models", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[1].startswith(r"a\n\x1b[31mb\x9b  ")
    assert main(["models", "verify", name]) == 0
    assert capsys.readouterr().out.count("\n") == 1
    show_loading(ModelLoading(name, "config", 0.0))
    assert capsys.readouterr().err == "\r\x1b[K" + r"loading a\n\x1b[31mb\x9b: config"
    assert main(["models", "remove", name]) == 0
    assert capsys.readouterr().out.count("\n") == 1
    assert main(["models", "verify", "--hashes", f"{starter_folder()}/\x1b[31m"]) == 3
    assert "\x1b" not in capsys.readouterr().err.removeprefix("\r\x1b[K")


def test_a_third_name_may_not_differ_in_capitals_alone(models: Path) -> None:
    for name in ("mine", "MINE"):
        shutil.copytree(starter_folder(), models / name)
    if len(present_names()) < 2:
        return  # a disk that does not tell them apart
    with pytest.raises(CheckpointNameError, match="differs from 'MINE'"):
        rename("mine", "Mine")


def test_a_link_that_nobody_may_follow_hides_no_other_model(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("mine", "shut"):
        (models / name).mkdir()
    real = Path.is_dir

    def is_dir(path: Path) -> bool:
        if path.name == "shut":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "is_dir", is_dir)
    assert present_names() == ("mine",)


@pytest.fixture
def no_room(models: Path) -> Iterator[Path]:
    """Put a disk at the models' place that takes no further file; or the disk as it is."""
    options = ["-o", "size=40m,nr_inodes=40"]
    mount = ["mount", "-t", "tmpfs", *options, "tmpfs", str(models)]
    mounted = shutil.which("mount") and not subprocess.run(mount, check=False).returncode
    shutil.copytree(starter_folder(), models / "mine")
    if mounted:
        for number in range(40):
            try:
                (models / f"full-{number}").touch()
            except OSError:
                break
    yield models
    if mounted:
        subprocess.run(["umount", "--lazy", str(models)], check=True)


def test_a_model_is_removed_from_a_full_disk(
    no_room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def no_new_file(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT and not Path(path).exists():
            raise OSError(28, "No space left on device", path)
        return real(path, flags, mode)

    # Where nobody may mount, the system says so all the same.
    monkeypatch.setattr(os, "open", no_new_file)
    list(remove("mine"))
    assert not (no_room / "mine").exists()


def test_a_place_that_does_not_exist_has_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = shutil.disk_usage(tmp_path).total
    (tmp_path / "file").touch()
    assert 0 < free_bytes(tmp_path / "a" / "b") <= here
    assert 0 < free_bytes(tmp_path / "file" / "b") <= here

    def gone(path: Path) -> None:
        raise FileNotFoundError(2, "No such file or directory", str(path))

    # A drive that was taken out has no folder above it.
    monkeypatch.setattr("shutil.disk_usage", gone)
    assert free_bytes(tmp_path) == 0


def test_where_nobody_may_look_the_disk_above_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.disk_usage

    def shut(path: Path) -> object:
        if path != tmp_path:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr("shutil.disk_usage", shut)
    assert free_bytes(tmp_path / "shut" / "models") > 0


def verified(folder: Path, act: str) -> str:
    """Verify, and let something happen once the first bytes were read."""
    events = verify_hashes(folder)
    try:
        next(events)
        if act == "remove":
            list(remove(folder.name))
        elif act == "rename":
            rename(folder.name, "other")
        else:
            next(folder.glob("*.safetensors")).unlink()
        list(events)
    except CheckpointBusyError:
        return "busy"
    except CheckpointDamagedError:
        return "damaged"
    return "whole"


@pytest.mark.parametrize(
    ("act", "found"), [("remove", "busy"), ("rename", "busy"), ("harm", "damaged")]
)
def test_a_model_that_goes_while_it_is_verified_is_not_called_damaged(
    models: Path, quantized: Path, act: str, found: str
) -> None:
    shutil.copytree(quantized, models / "mine")
    assert hashes.known_files(models / "mine")
    assert verified(models / "mine", act) == found
