"""`anneal bench` without --quality: its object, its tables, what it refuses, and Ctrl+C."""

import io
import json
import os
import signal
from contextlib import redirect_stdout
from pathlib import Path

import pytest
import torch

from engine.bench import speed
from engine.cli import main
from tests.engine.bench.small_config import make_it_small
from tests.engine.fake_engine import FakeEngine
from tests.tiny_checkpoint import TinyShape, make_checkpoint

SHAPE = TinyShape(context=128)
QUICK = ("--steps", "1,3", "--repetitions", "2", "--prompt", "40")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("speed") / "tiny", SHAPE)


def bench(*arguments: str) -> int:
    return main(["bench", *arguments], FakeEngine().load)


@pytest.fixture(scope="module")
def report(tiny: Path) -> dict[str, object]:
    with redirect_stdout(io.StringIO()) as out:
        assert bench("--model", str(tiny), "--json", *QUICK) == 0
    found: dict[str, object] = json.loads(out.getvalue())
    return found


def inside(report: dict[str, object], *names: str) -> object:
    found: object = report
    for name in names:
        assert isinstance(found, dict)
        found = found[name]
    return found


def test_the_object_says_what_was_measured_on_what(report: dict[str, object]) -> None:
    assert inside(report, "machine", "device") == ("cuda" if torch.cuda.is_available() else "cpu")
    assert inside(report, "machine", "torch") == torch.__version__
    assert str(inside(report, "machine", "date")).endswith("+00:00")
    assert inside(report, "model", "name") == "tiny"
    assert inside(report, "model", "synthetic") is False
    assert inside(report, "model", "canvas_tokens") == SHAPE.canvas_length
    assert inside(report, "model", "prompt_tokens") == 40
    assert inside(report, "first_draft", "whole", "n") == 2
    assert isinstance(nbytes := inside(report, "peak", "nbytes"), int)
    assert nbytes > 10_000_000


def test_the_object_counts_every_pass(report: dict[str, object]) -> None:
    steps = inside(report, "steps")
    assert isinstance(steps, list)
    assert [(each["steps"], each["passes"], each["step"]["n"]) for each in steps] == [
        (1, 2, 2),
        (3, 6, 6),
    ]
    assert inside(report, "autoregressive", "token", "n") == SHAPE.canvas_length


def test_the_object_compares_at_every_number_of_steps(report: dict[str, object]) -> None:
    for names in (("generate", "rivals"), ("autoregressive", "comparison", "rivals")):
        rivals = inside(report, *names)
        assert isinstance(rivals, list)
        assert [rival["steps"] for rival in rivals] == [1, 3]
        assert all(rival["ratio"] > 0 for rival in rivals)


def test_the_object_holds_the_parts_against_the_roof(report: dict[str, object]) -> None:
    parts = inside(report, "parts")
    assert isinstance(parts, list)
    assert [part["part"] for part in parts] == [
        "experts",
        "dense parts",
        "attention over the cache",
        "head",
        "sampling",
        "whole step",
    ]
    for part in parts:
        assert part["ratio"] == pytest.approx(part["measured_ms"] / part["floor_ms"])
    steps = inside(report, "steps")
    assert isinstance(steps, list)
    assert parts[-1]["measured_ms"] == steps[-1]["step"]["median_ms"]


def test_the_tables_show_the_same(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench("--model", str(tiny), *QUICK) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0].startswith("tiny: 2 layers")
    assert "canvases of 1, 3 steps, measured 2 x each" in err
    starts = [line.split()[0] for line in lines if line]
    assert {"first", "peak", "steps", "1", "3", "generate:", "roof:", "whole"} <= set(starts)
    titles = next(number for number, line in enumerate(lines) if line.startswith("steps"))
    assert len({len(line) for line in lines[titles : titles + 3]}) == 1


def test_a_synthetic_model_is_measured_without_a_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_it_small(tmp_path, monkeypatch)
    assert bench("--synthetic", "--layers", "2", "--recipe", "smallest", "--json", *QUICK) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["model"]["synthetic"] is True
    assert (report["model"]["layers"], report["model"]["recipe"]) == (2, "smallest")
    assert report["generate"]["rivals"] == []
    assert "4-bit" in report["generate"]["counted"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--steps", "8,x"], "--steps takes numbers"),
        (["--steps", "0"], "--steps takes numbers"),
        (["--prompt", "0"], "--prompt must be at least 1"),
        (["--repetitions", "0"], "--repetitions must be at least 1"),
        (["--cases", "a"], "--cases goes with --quality"),
        (["--per-task", "3"], "--per-task goes with --quality"),
        (["--recipe", "balanced"], "--recipe goes with --synthetic"),
        (["--layers", "2"], "--layers goes with --synthetic"),
        (["--synthetic", "--model", "starter"], "leave out --model"),
        (["--synthetic", "--layers", "31"], "1 to 30 layers, not 31"),
        (["--quality", "--steps", "8"], "--steps measures speed"),
        (["--quality", "--synthetic"], "--synthetic measures speed"),
        (["--prompt", "2000"], "take --prompt 896 or less"),
    ],
)
def test_what_makes_no_sense_is_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err


def test_unknown_recipes_and_checkpoints_are_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench("--synthetic", "--recipe", "secret") == 3
    assert "there is no recipe 'secret'" in capsys.readouterr().err
    assert bench("--model", "nowhere") == 3


def test_ctrl_c_ends_a_measurement(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(speed, "measure_roof", interrupt)
    assert bench("--model", str(tiny), "--json", *QUICK) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert "cancelled" in err


def test_memory_that_runs_out_is_3_and_says_what_to_do(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(speed, "measure_roof", fail)
    assert bench("--model", str(tiny), *QUICK) == 3
    assert "shorter --prompt" in capsys.readouterr().err
