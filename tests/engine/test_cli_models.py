"""`anneal models` with 4-bit checkpoints: made, stopped, listed, verified."""

import json
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

from engine.cli import main
from engine.four_bit import quantize as module
from engine.four_bit.quantize import QuantizeProgress
from engine.four_bit.recipe import Recipe
from engine.paths import checkpoints_folder
from tests.engine.four_bit.quantized import SHAPE, hashes, run
from tests.tiny_checkpoint import make_checkpoint

Progress = Generator[QuantizeProgress, None, None]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("source") / "tiny", SHAPE)


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(source, tmp_path_factory.mktemp("whole") / "4bit")


def test_a_checkpoint_is_quantized_and_verified(
    source: Path, whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = str(tmp_path / "4bit")
    assert main(["models", "quantize", str(source), target]) == 0
    assert f"{target} holds tiny by the recipe balanced" in capsys.readouterr().out
    assert hashes(tmp_path / "4bit") == hashes(whole)
    assert main(["models", "verify", target, "--hashes"]) == 0
    out = capsys.readouterr().out
    assert f"The files in {target} are whole" in out
    assert "It is tiny, revision " in out
    assert "by the recipe balanced; hashes: compared" in out
    assert main(["models", "verify", target]) == 0
    assert "not compared" in capsys.readouterr().out
    path = tmp_path / "4bit" / "rest.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert main(["models", "verify", target]) == 0
    assert main(["models", "verify", target, "--hashes"]) == 3
    assert f"{path.name}: not as anneal-4bit.json says" in capsys.readouterr().err


def test_hashes_of_a_plain_checkpoint_are_wrong_usage(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "verify", str(source), "--hashes"]) == 2
    assert "names no hashes" in capsys.readouterr().err


def test_ctrl_c_is_130_and_the_same_command_goes_on(
    source: Path,
    whole: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    quantize = module.quantize
    closed = []

    def interrupted(source: Path, target: Path, recipe: Recipe) -> Progress:
        try:
            for event in quantize(source, target, recipe):
                yield event
                if event.file == "layer-01.safetensors":
                    raise KeyboardInterrupt
        finally:
            closed.append(True)

    monkeypatch.setattr(module, "quantize", interrupted)
    command = ["models", "quantize", str(source), str(tmp_path / "4bit")]
    assert main(command) == 130
    assert closed == [True]
    assert "the same command goes on" in capsys.readouterr().err
    assert main(["models", "verify", str(tmp_path / "4bit")]) == 3
    assert "the same `anneal models quantize` goes on" in capsys.readouterr().err
    monkeypatch.undo()
    assert main(command) == 0
    assert hashes(tmp_path / "4bit") == hashes(whole)


def test_what_is_refused_is_3_and_a_recipe_that_is_none_is_2(
    source: Path, whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "quantize", str(whole), str(tmp_path / "again")]) == 3
    assert "quantized already" in capsys.readouterr().err
    assert main(["models", "quantize", str(source), "~nobody-of-that-name/4bit"]) == 2
    assert "nobody of that name" in capsys.readouterr().err
    command = ["models", "quantize", str(source), str(tmp_path / "4bit"), "--recipe", "int3"]
    with pytest.raises(SystemExit) as caught:
        main(command)
    assert caught.value.code == 2
    assert "balanced" in capsys.readouterr().err


def test_the_list_names_the_recipe(
    source: Path,
    whole: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    shutil.copytree(whole, checkpoints_folder() / "small")
    shutil.copytree(source, checkpoints_folder() / "large")
    short = shutil.copytree(whole, checkpoints_folder() / "short")
    (short / "rest.safetensors").write_bytes(b"")
    unfinished = shutil.copytree(whole, checkpoints_folder() / "unfinished")
    (unfinished / "anneal-4bit.json").rename(unfinished / "quantizing.json")
    assert main(["models"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert lines["small"].endswith("4-bit, recipe balanced")
    assert lines["large"].endswith("large")
    assert "cannot be used" in lines["unfinished"]
    assert "goes on" in lines["unfinished"]
    for folder in (short, unfinished):
        assert lines[folder.name].count(str(folder)) == 1
    assert "cannot be used: rest.safetensors: has 0 bytes" in lines["short"]


def test_rounding_moves_eight_bits_less_than_four(
    source: Path, whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "errors", str(source), "--json"]) == 0
    errors = json.loads(capsys.readouterr().out)
    parts = {(error["part"], error["layer"], error["format"]) for error in errors}
    layers = len(SHAPE.layer_types)
    # Experts, attention and the dense block of every layer, self-conditioning, the embeddings.
    assert len(errors) == len(parts) == 2 * (3 * layers + 2)
    for error in errors:
        least, most = {"nf4": (0.05, 0.12), "int8": (0.002, 0.02)}[error["format"]]
        assert least < error["relative"] < most
    assert main(["models", "errors", str(source)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + 2 * 4
    assert main(["models", "errors", str(whole)]) == 2
    assert "is rounded already" in capsys.readouterr().err
