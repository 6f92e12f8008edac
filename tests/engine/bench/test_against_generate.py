"""`generate` does as many steps as the engine, and where it cannot run the report says why."""

from pathlib import Path

import pytest
import torch

from engine.bench import against_generate
from engine.bench.against_generate import compare_with_generate
from engine.bench.fixed_steps import Task, make_task
from engine.four_bit.quantize import quantize
from engine.four_bit.recipe import find_recipe
from engine.model.checkpoint import read_checkpoint
from engine.model.loaded import LoadedModel
from engine.model.loader import load_model
from tests.tiny_checkpoint import TinyShape, make_checkpoint

CPU = torch.device("cpu")
SHAPE = TinyShape()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    # Such a model repeats its canvas and is certain of it: an ordinary run stops at once.
    return make_checkpoint(tmp_path / "tiny", SHAPE, spread=0.3, residual=0.02)


@pytest.fixture
def task() -> Task:
    return make_task(
        device=CPU,
        prompt_tokens=20,
        canvas_length=SHAPE.canvas_length,
        vocabulary=SHAPE.vocabulary,
        seed=0,
    )


def load(folder: Path) -> LoadedModel:
    return load_model(read_checkpoint(folder), CPU, torch.bfloat16)


def test_both_do_all_steps_of_a_certain_canvas(
    folder: Path, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    counters: list[against_generate.StepCounter] = []

    class Remembered(against_generate.StepCounter):
        def __init__(self) -> None:
            super().__init__()
            counters.append(self)

    monkeypatch.setattr(against_generate, "StepCounter", Remembered)
    before = torch.get_rng_state()
    found = compare_with_generate(load(folder), task, (3, 6), 1)
    assert torch.equal(torch.get_rng_state(), before)
    assert [rival.steps for rival in found.rivals] == [3, 6]
    assert [counter.steps for counter in counters] == [3, 3, 6, 6]
    for rival in found.rivals:
        assert rival.ratio == pytest.approx(rival.theirs / rival.ours)


def test_modules_without_weights_are_no_rival(folder: Path, tmp_path: Path, task: Task) -> None:
    for _ in quantize(folder, tmp_path / "four-bit", find_recipe("compact")):
        pass
    found = compare_with_generate(load(tmp_path / "four-bit"), task, (3,), 1)
    assert found.rivals == ()
    assert "hold no weights of a 4-bit checkpoint" in found.counted


def test_too_little_memory_for_generate_is_no_failure(
    folder: Path, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = load(folder)

    def fail(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(model.network, "generate", fail)
    found = compare_with_generate(model, task, (3,), 1)
    assert found.rivals == ()
    assert "too little memory" in found.counted
