"""Nothing is deleted or written that is not Anneal's: links, strange folders, two at a time."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from engine import file_lock
from engine.errors import CheckpointBusyError, CheckpointMissingError, QuantizeError
from engine.file_lock import hold
from engine.four_bit.recipe import DEFAULT_RECIPE
from engine.jobs import JobDone, JobProgress, Stage
from engine.store.listing import list_models
from engine.store.manage import clear_removed, remove, rename
from engine.store.quantize_job import quantize_job
from engine.store.record import JOURNAL, read_record
from tests.engine.four_bit.quantized import SHAPE
from tests.engine.store.records import record_download
from tests.tiny_checkpoint import make_checkpoint


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("published") / "tiny", SHAPE)


@pytest.fixture
def models(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANNEAL_CHECKPOINTS", str(tmp_path / "models"))
    shutil.copytree(published, tmp_path / "models" / "mine")
    record_download(tmp_path / "models" / "mine")
    return tmp_path / "models"


def make_private(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "letter.txt").write_text("to nobody", encoding="utf-8")
    return folder


def test_a_link_called_like_what_was_removed_is_not_followed(models: Path, tmp_path: Path) -> None:
    private = make_private(tmp_path / "private")
    (models / ".removed-0123456789ab").symlink_to(private)
    clear_removed()
    assert (private / "letter.txt").exists()


def test_what_cannot_be_cleared_is_in_nobodys_way(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = make_private(models / ".removed-0123456789ab")
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.parent == stuck:
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    clear_removed()
    assert isinstance(list(remove("mine"))[-1], JobDone)
    assert stuck.exists()


def test_two_may_clear_the_same_at_a_time(models: Path) -> None:
    events = remove("mine")
    next(events)
    clear_removed()
    assert isinstance(list(events)[-1], JobDone)
    assert list(models.iterdir()) == []


@pytest.mark.parametrize("holds", [["letter.txt"], ["config.json", "letter.txt"]])
def test_a_folder_that_holds_no_model_is_never_removed(models: Path, holds: list[str]) -> None:
    private = make_private(models / "private")
    for name in holds:
        (private / name).write_text("{}", encoding="utf-8")
    with pytest.raises(CheckpointMissingError):
        list(remove("private"))
    assert sorted(path.name for path in private.iterdir()) == holds


def test_a_folder_that_is_no_model_is_not_renamed(models: Path) -> None:
    make_private(models / "private")
    with pytest.raises(CheckpointMissingError, match="no model 'private'"):
        rename("private", "other")


@pytest.mark.parametrize("inside", ["notes.txt", "adapter"])
def test_a_source_goes_with_nothing_that_was_put_into_it(models: Path, inside: str) -> None:
    (models / "mine" / inside).mkdir()
    with pytest.raises(QuantizeError, match=f"holds {inside} as well"):
        next(quantize_job(models / "mine", models / "new", DEFAULT_RECIPE, remove_source=True))
    (models / "mine" / inside).rmdir()
    events = quantize_job(models / "mine", models / "new", DEFAULT_RECIPE, remove_source=True)
    next(events)
    (models / "mine" / inside).mkdir()
    last = list(events)[-1]
    assert isinstance(last, JobDone)
    assert f"mine stays, since {inside} was put into it" in last.words
    assert (models / "mine" / "model.safetensors").exists()


def test_a_source_is_removed_by_whatever_path_it_is_named(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(models / "mine")
    events = list(quantize_job(Path(), models / "new", DEFAULT_RECIPE, remove_source=True))
    assert isinstance(events[-1], JobDone)
    assert [path.name for path in models.iterdir()] == ["new"]


def test_the_4_bits_stay_while_their_source_is_removed_for_them(models: Path) -> None:
    events = quantize_job(models / "mine", models / "new", DEFAULT_RECIPE, remove_source=True)
    for event in events:
        if isinstance(event, JobProgress) and event.stage in {Stage.VERIFYING, Stage.REMOVING}:
            with pytest.raises(CheckpointBusyError, match="another program reads it"):
                list(remove("new"))
    assert [entry.name for entry in list_models() if entry.usable] == ["starter", "new"]


def test_a_lock_that_was_taken_away_in_between_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.lock"
    try_lock = file_lock.lock
    others: list[int] = []

    def late(handle: int) -> None:
        if not others:
            # Whoever held it ends just now, and a third begins before this one goes on.
            file.unlink()
            others.append(os.open(file, os.O_RDWR | os.O_CREAT))
            try_lock(others[0])
        try_lock(handle)

    monkeypatch.setattr(file_lock, "lock", late)
    with hold(file) as held:
        assert not held
    assert file.exists()
    os.close(others[0])


def test_a_lock_leaves_the_file_of_another_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.lock"
    with hold(file) as held:
        assert held
        file.unlink()
        file.touch()
    assert file.exists()
    with hold(file):
        pass
    assert not file.exists()


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\\\b"])
def test_a_record_names_files_of_its_folder_alone(models: Path, name: str) -> None:
    folder = models / "mine"
    record_download(folder, whole=False)
    text = (folder / JOURNAL).read_text(encoding="utf-8")
    (folder / JOURNAL).write_text(text.replace('"config.json"', f'"{name}"'), encoding="utf-8")
    with pytest.raises(Exception, match="not the plain name of a file"):
        read_record(folder / JOURNAL)


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_disk_without_locks_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    answers = [number, errno.EIO]  # the second is none that a sound disk gives

    def refuse(_handle: int) -> None:
        raise OSError(answers[0], os.strerror(answers.pop(0)))

    monkeypatch.setattr(file_lock, "lock", refuse)
    with hold(tmp_path / "lock") as held:
        assert held
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OSError, match=os.strerror(errno.EIO)), hold(tmp_path / "lock"):
        pass
