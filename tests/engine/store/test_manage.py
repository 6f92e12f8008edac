"""The person's models: names, renaming, removing, what the list tells of each."""

import json
import shutil
import threading
from pathlib import Path

import pytest

from engine.cli import main
from engine.errors import (
    CheckpointBusyError,
    CheckpointMissingError,
    CheckpointNameError,
    QuantizeError,
)
from engine.file_lock import hold
from engine.four_bit.recipe import DEFAULT_RECIPE
from engine.jobs import JobDone, JobProgress, Stage
from engine.sizes import size_text
from engine.store.in_use import DOWNLOADING as LOCK
from engine.store.listing import ModelKind, list_models
from engine.store.manage import clear_removed, remove, rename
from engine.store.names import check_name, own_folder
from engine.store.quantize_job import quantize_job
from engine.store.record import RECORD
from engine.store.verify_hashes import verify_hashes
from tests.engine.four_bit.quantized import SHAPE, run
from tests.engine.store.records import COMMIT, record_download
from tests.tiny_checkpoint import make_checkpoint


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("published") / "tiny", SHAPE)


@pytest.fixture(scope="module")
def quantized(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(published, tmp_path_factory.mktemp("quantized") / "4bit")


@pytest.fixture
def models(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models, with one that looks as if it had been downloaded."""
    monkeypatch.setenv("ANNEAL_CHECKPOINTS", str(tmp_path / "models"))
    shutil.copytree(published, tmp_path / "models" / "mine")
    record_download(tmp_path / "models" / "mine")
    return tmp_path / "models"


NO_NAMES = (
    *("", " ", ".", "..", ".hidden", "-x", "~a", "dot.", "space ", "x" * 101),
    *("a/b", "a\\b", "a:b", "a\0b", "what?", "con", "NUL.txt", "Starter"),
)


@pytest.mark.parametrize("name", NO_NAMES)
def test_names_that_some_system_does_not_take_are_refused(name: str) -> None:
    with pytest.raises(CheckpointNameError):
        check_name(name)


@pytest.mark.parametrize("name", ["mine", "diffusiongemma-26B-A4B-it", "Größe 4-bit", "模型.1"])
def test_other_names_are_taken(name: str) -> None:
    assert check_name(name) == name


def test_names_that_differ_in_capitals_clash(models: Path) -> None:
    with pytest.raises(CheckpointNameError, match="differs from 'mine' in capital"):
        own_folder("Mine")
    assert own_folder("mine") == models / "mine"


def test_a_model_is_renamed(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in (models / "mine").iterdir()}
    assert main(["models", "rename", "mine", "yours"]) == 0
    assert capsys.readouterr().out == f"{models / 'yours'}\n"
    assert {path.name: path.read_bytes() for path in (models / "yours").iterdir()} == before
    assert rename("yours", "Yours") == models / "Yours"
    assert [path.name for path in models.iterdir()] == ["Yours"]


def test_a_name_that_is_taken_is_refused(models: Path) -> None:
    shutil.copytree(models / "mine", models / "other")
    for new in ("other", "OTHER", "mine", "a/b", "starter"):
        with pytest.raises(CheckpointNameError):
            rename("mine", new)
    for old in ("starter", "nobody", "..", ""):
        with pytest.raises(CheckpointMissingError):
            rename(old, "new")
    assert sorted(path.name for path in models.iterdir()) == ["mine", "other"]


@pytest.mark.parametrize("lock", [LOCK, "quantizing.lock", "in-use.lock"])
def test_what_is_in_use_is_neither_renamed_nor_removed(models: Path, lock: str) -> None:
    with hold(models / "mine" / lock):
        with pytest.raises(CheckpointBusyError, match="just now"):
            rename("mine", "yours")
        with pytest.raises(CheckpointBusyError, match="just now"):
            list(remove("mine"))
    assert list_models()[-1].usable


def test_a_model_is_removed_and_what_it_frees_is_told(models: Path) -> None:
    size = sum(path.stat().st_size for path in (models / "mine").iterdir())
    (models / "mine" / "inner").mkdir()
    (models / "mine" / "inner" / "link").symlink_to(models)
    events = list(remove("mine"))
    steps = [event for event in events if isinstance(event, JobProgress)]
    assert {event.stage for event in steps} == {Stage.REMOVING}
    assert steps[-1].bytes_done == steps[-1].nbytes == size
    assert isinstance(events[-1], JobDone)
    assert f"mine is removed: {size_text(size)} are free again" in events[-1].words
    assert list(models.iterdir()) == []


def test_removing_that_was_stopped_leaves_no_half_model(models: Path) -> None:
    events = remove("mine")
    next(events)
    events.close()
    assert [entry.name for entry in list_models()] == ["starter"]
    clear_removed()
    assert list(models.iterdir()) == []


def test_a_link_to_a_folder_elsewhere_is_removed_and_the_folder_stays(
    models: Path, published: Path
) -> None:
    (models / "link").symlink_to(published)
    assert [entry.name for entry in list_models()] == ["starter", "link", "mine"]
    last = list(remove("link"))[-1]
    assert isinstance(last, JobDone)
    assert "stays" in last.words
    assert (published / "config.json").exists()


def test_the_list_tells_what_each_is(
    models: Path, quantized: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(quantized, models / "small")
    half = shutil.copytree(quantized, models / "half")
    (half / "anneal-4bit.json").rename(half / "quantizing.json")
    (shutil.copytree(quantized, models / "short") / "rest.safetensors").write_bytes(b"")
    begun = shutil.copytree(models / "mine", models / "begun")
    (begun / RECORD).unlink()
    record_download(begun, whole=False)
    (begun / "model.safetensors").unlink()
    assert main(["models", "list", "--json"]) == 0
    told = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)}
    kinds = {name: (entry["kind"], entry["usable"]) for name, entry in told.items()}
    assert kinds == {
        "starter": (ModelKind.STARTER, True),
        "begun": (ModelKind.UNFINISHED_DOWNLOAD, False),
        "half": (ModelKind.UNFINISHED_QUANTIZING, False),
        "mine": (ModelKind.PUBLISHED, True),
        "short": (ModelKind.DAMAGED, False),
        "small": (ModelKind.FOUR_BIT, True),
    }
    mine = told["mine"]
    assert (mine["source"], mine["commit"]) == ("anneal/tiny", COMMIT)
    assert (mine["licence"], mine["downloaded"]) == ("apache-2.0", True)
    assert mine["bytes"] == sum(path.stat().st_size for path in (models / "mine").iterdir())
    assert mine["folder"] == str(models / "mine")
    assert told["small"]["recipe"] == "balanced"
    assert 0 < told["begun"]["bytes_done"] < told["begun"]["bytes_total"]
    assert "download not finished" in told["begun"]["words"]
    assert "rest.safetensors: has 0 bytes" in told["short"]["words"]


def test_models_are_listed_while_others_come_and_go(models: Path) -> None:
    stop = threading.Event()

    def churn() -> None:
        while not stop.is_set():
            shutil.copytree(models / "mine", models / "guest")
            for _ in remove("guest"):
                pass

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        for _ in range(100):
            assert "mine" in {entry.name for entry in list_models()}
    finally:
        stop.set()
        thread.join()


def test_hashes_of_a_download_are_compared(models: Path) -> None:
    last = list(verify_hashes(models / "mine"))[-1]
    assert isinstance(last, JobDone)
    assert "hashes fit" in last.words
    path = models / "mine" / "model.safetensors"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert main(["models", "verify", "mine"]) == 0
    assert main(["models", "verify", "mine", "--hashes"]) == 3
    assert main(["models", "verify", "mine", "--hashes", "--events"]) == 3


def test_a_source_is_removed_when_its_4_bits_are_proved(models: Path) -> None:
    events = list(
        quantize_job(models / "mine", models / "small", DEFAULT_RECIPE, remove_source=True)
    )
    stages = [event.stage for event in events if isinstance(event, JobProgress)]
    assert list(dict.fromkeys(stages)) == [Stage.QUANTIZING, Stage.VERIFYING, Stage.REMOVING]
    assert isinstance(events[-1], JobDone)
    assert "mine is removed" in events[-1].words
    (entry,) = (entry for entry in list_models() if entry.name != "starter")
    assert (entry.name, entry.source, entry.commit) == ("small", "anneal/tiny", COMMIT)
    assert (entry.licence, entry.downloaded) == ("apache-2.0", False)


def test_a_source_that_was_not_downloaded_here_is_never_removed(
    models: Path, published: Path
) -> None:
    shutil.copytree(published, models / "plain")
    elsewhere = shutil.copytree(models / "mine", models.parent / "elsewhere")
    (models / "link").symlink_to(elsewhere)
    for source in (models / "plain", elsewhere, models / "link"):
        with pytest.raises(QuantizeError, match="was not downloaded by Anneal"):
            next(quantize_job(source, models / "new", DEFAULT_RECIPE, remove_source=True))
        assert source.exists()
    assert not (models / "new").exists()


def test_a_source_stays_while_it_is_quantized(models: Path) -> None:
    events = quantize_job(models / "mine", models / "small", DEFAULT_RECIPE)
    next(events)
    with pytest.raises(CheckpointBusyError, match="another program reads it"):
        list(remove("mine"))
    events.close()
    list(remove("mine"))
