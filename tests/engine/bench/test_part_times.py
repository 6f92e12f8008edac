"""Every part of a step can be timed alone, with either head."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.bench.fixed_steps import Task, make_task
from engine.bench.part_times import time_parts
from engine.bench.step_work import step_work
from engine.model.checkpoint import read_checkpoint
from engine.model.loaded import LoadedModel
from engine.model.loader import load_model
from tests.tiny_checkpoint import TinyShape, make_checkpoint

CPU = torch.device("cpu")
SHAPE = TinyShape()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    folder: Path = make_checkpoint(tmp_path_factory.mktemp("parts") / "tiny", SHAPE)
    return load_model(read_checkpoint(folder), CPU, torch.bfloat16)


@pytest.fixture(scope="module")
def task() -> Task:
    return make_task(
        device=CPU,
        prompt_tokens=40,
        canvas_length=SHAPE.canvas_length,
        vocabulary=SHAPE.vocabulary,
        seed=0,
    )


@pytest.mark.parametrize("fused", [False, True], ids=["whole logits", "fused head"])
def test_there_is_a_time_for_every_part_of_the_work(
    model: LoadedModel, task: Task, fused: bool
) -> None:
    times = time_parts(replace(model, head=None) if fused else model, task, 1)
    assert times.keys() == {work.part for work in step_work(model, 40)}
    assert min(times.values()) > 0


def test_modules_of_transformers_have_no_parts(model: LoadedModel, task: Task) -> None:
    assert time_parts(replace(model, lean=None, head=None), task, 1) == {}
