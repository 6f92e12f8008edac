"""After a kill, a full disk or Ctrl+C the same call goes on, and the bytes are the same."""

import errno
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.errors import CheckpointDamagedError, QuantizeError
from engine.file_lock import hold
from engine.four_bit.manifest import JOURNAL, MANIFEST, Manifest, read_manifest, write_manifest
from engine.four_bit.quantize import quantize
from engine.four_bit.recipe import DEFAULT_RECIPE, find_recipe
from engine.four_bit.tensor_file import TensorFileWriter
from tests.engine.four_bit.quantized import SHAPE, hashes, run
from tests.tiny_checkpoint import make_checkpoint

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("source") / "tiny", SHAPE)


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the checkpoint of an undisturbed run."""
    return run(source, tmp_path_factory.mktemp("whole") / "4bit")


def kill_in(file: str, pieces: int, source: Path, folder: Path) -> list[str]:
    """Start a run, kill it after some pieces of ``file``; return the files that it told."""
    child = "tests.engine.four_bit.stepped_child"
    command: list[str | Path] = [sys.executable, "-m", child, source, folder]
    told: list[str] = []
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            told.append(line.strip())
            if told.count(file) == pieces:
                process.kill()
                break
            process.stdin.write("\n")
            process.stdin.flush()
    return told


@pytest.mark.slow
def test_a_killed_run_goes_on_to_the_same_bytes(source: Path, whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "4bit"
    kill_in("layer-01.safetensors", 3, source, folder)
    done = {file.name for file in read_manifest(folder / JOURNAL).files}
    assert "layer-00.safetensors" in done
    assert "layer-01.safetensors" not in done
    assert (folder / "layer-01.safetensors.part").is_file()
    assert not (folder / MANIFEST).exists()
    stamp = (folder / "layer-00.safetensors").stat().st_mtime_ns
    told = kill_in("rest.safetensors", 2, source, folder)
    assert told.count("layer-00.safetensors") == 1
    assert told.count("layer-01.safetensors") > 3
    run(source, folder)
    assert (folder / "layer-00.safetensors").stat().st_mtime_ns == stamp
    assert hashes(folder) == hashes(whole)


def states_of_a_run(source: Path, folder: Path, copies: Path) -> Iterator[Path]:
    """Yield a copy of what the disk holds after every fifth piece of a run."""
    for number, _ in enumerate(quantize(source, folder, DEFAULT_RECIPE)):
        if number % 5 == 0:
            yield shutil.copytree(folder, copies / str(number))


def test_a_kill_after_any_piece_changes_no_byte(source: Path, whole: Path, tmp_path: Path) -> None:
    wanted = hashes(whole)
    states = list(states_of_a_run(source, tmp_path / "run", tmp_path / "copies"))
    assert len(states) > 10
    for state in states:
        assert hashes(run(source, state)) == wanted


def test_a_kill_between_two_steps_changes_no_byte(
    source: Path, whole: Path, tmp_path: Path
) -> None:
    wanted = hashes(whole)
    # All is done but for the last renaming.
    unnamed = shutil.copytree(whole, tmp_path / "unnamed")
    (unnamed / MANIFEST).rename(unnamed / JOURNAL)
    assert hashes(run(source, unnamed)) == wanted
    # A file has its name and is not yet in the journal.
    unlisted = shutil.copytree(whole, tmp_path / "unlisted")
    manifest = read_manifest(unlisted / MANIFEST)
    (unlisted / MANIFEST).unlink()
    write_manifest(unlisted / JOURNAL, Manifest(manifest.recipe, manifest.source, ()))
    assert hashes(run(source, unlisted)) == wanted
    # The journal itself was being written, for the first time.
    claimed = tmp_path / "claimed"
    claimed.mkdir()
    (claimed / ".anneal-0123456789ab.tmp").write_bytes(b"{")
    (claimed / "quantizing.lock").touch()
    assert hashes(run(source, claimed)) == wanted


@pytest.mark.parametrize("finished", [True, False])
def test_a_file_that_was_altered_since_is_made_again(
    source: Path, whole: Path, tmp_path: Path, finished: bool
) -> None:
    folder = shutil.copytree(whole, tmp_path / "4bit")
    if not finished:
        (folder / MANIFEST).rename(folder / JOURNAL)
    content = bytearray((folder / "layer-01.safetensors").read_bytes())
    content[-1] ^= 1
    (folder / "layer-01.safetensors").write_bytes(content)
    (folder / "layer-02.safetensors").write_bytes(content[:-1])
    (folder / "config.json").unlink()
    (folder / "rest.safetensors").unlink()
    assert hashes(run(source, folder)) == hashes(whole)


def test_closing_stops_at_once_and_the_same_call_goes_on(
    source: Path, whole: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "4bit"
    with closing(quantize(source, folder, DEFAULT_RECIPE)) as events:
        for event in events:
            if event.file == "layer-01.safetensors":
                break
    assert not list(folder.glob("*.part"))
    assert not (folder / MANIFEST).exists()
    assert (folder / "layer-00.safetensors").is_file()
    assert hashes(run(source, folder)) == hashes(whole)


def test_another_source_or_recipe_is_refused_and_leaves_all_as_it_is(
    source: Path, whole: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(whole, tmp_path / "4bit")
    (folder / MANIFEST).rename(folder / JOURNAL)
    before = hashes(folder)
    with pytest.raises(QuantizeError, match=r"another recipe: tiny .*compact.*delete this one"):
        run(source, folder, find_recipe("compact"))
    other = make_checkpoint(tmp_path / "other", SHAPE, seed=1)
    with pytest.raises(QuantizeError, match="another source"):
        run(other, folder)
    assert hashes(folder) == before
    (folder / JOURNAL).write_text(json.dumps({"version": 1}), encoding="utf-8")
    with pytest.raises(CheckpointDamagedError, match=JOURNAL):
        run(source, folder)


def test_a_second_program_is_kept_out(source: Path, whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "4bit"
    events = quantize(source, folder, DEFAULT_RECIPE)
    next(events)
    before = hashes(folder)
    with pytest.raises(QuantizeError, match="another program quantizes into it"):
        run(source, folder)
    assert hashes(folder) == before
    for _ in events:
        pass
    assert hashes(folder) == hashes(whole)
    with hold(folder / "a") as first, hold(folder / "a") as second:
        assert (first, second) == (True, False)


def test_too_little_room_is_told_before_anything_is_written(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "4bit"
    usage = shutil.disk_usage(tmp_path)
    free = 65 * 2**20
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage._replace(free=free))
    run(source, folder)
    shutil.rmtree(folder)
    free = 64 * 2**20
    with pytest.raises(QuantizeError, match=r"[\d.]+ MB are needed and 67\.1 MB are free"):
        run(source, folder)
    assert [path.name for path in folder.iterdir()] == [JOURNAL]


def test_a_disk_that_fills_up_keeps_what_is_done(
    source: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "4bit"
    write = TensorFileWriter.write

    def fail(writer: TensorFileWriter, name: str, offset: int, data: memoryview) -> None:
        if "layers.1" in name:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(writer, name, offset, data)

    monkeypatch.setattr(TensorFileWriter, "write", fail)
    with pytest.raises(QuantizeError, match=r"layer-01\.safetensors: the disk is full.*goes on"):
        run(source, folder)
    assert "layer-00.safetensors" in {file.name for file in read_manifest(folder / JOURNAL).files}
    assert not list(folder.glob("*.part"))
    monkeypatch.undo()
    assert hashes(run(source, folder)) == hashes(whole)
