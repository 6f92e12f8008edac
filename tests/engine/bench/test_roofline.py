"""The arithmetic of roofs and floors, and the work that a step cannot do without."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.bench.roofline import WHOLE_STEP, against_roof, floor_ms, measure_roof
from engine.bench.speed_report import Roof, Times
from engine.bench.step_work import ATTENTION, DENSE, EXPERTS, HEAD, SAMPLING, PartWork, step_work
from engine.model.checkpoint import read_checkpoint
from engine.model.loader import load_model
from tests.tiny_checkpoint import FULL, SLIDING, TinyShape, make_checkpoint

CPU = torch.device("cpu")
ROOF = Roof(copy_gb_per_second=1000.0, matmul_tflop_per_second=100.0, dtype="bfloat16")


def test_a_floor_is_of_bytes_or_of_operations_whichever_takes_longer() -> None:
    assert floor_ms(PartWork("x", 2_000_000_000, 0), ROOF) == pytest.approx(2.0)
    assert floor_ms(PartWork("x", 0, 500_000_000_000), ROOF) == pytest.approx(5.0)
    assert floor_ms(PartWork("x", 2_000_000_000, 500_000_000_000), ROOF) == pytest.approx(5.0)


def test_a_step_is_held_against_the_sum_of_its_parts() -> None:
    works = [PartWork("a", 1_000_000_000, 0), PartWork("b", 0, 300_000_000_000)]
    first, second, whole = against_roof(works, ROOF, {"a": 2.0}, step_ms=12.0)
    assert (first.floor_ms, first.measured_ms, first.ratio) == (1.0, 2.0, 2.0)
    assert second.floor_ms == pytest.approx(3.0)
    assert second.measured_ms is None
    assert second.ratio is None
    assert whole.part == WHOLE_STEP
    assert whole.nbytes == 1_000_000_000
    assert whole.gflop == pytest.approx(300.0)
    assert whole.ratio == pytest.approx(3.0)


def test_a_device_has_a_roof() -> None:
    roof = measure_roof(CPU, torch.float32, copy_bytes=4096, matmul_size=16)
    assert roof.copy_gb_per_second > 0
    assert roof.matmul_tflop_per_second > 0
    assert roof.dtype == "float32"


def test_p95_is_a_time_that_was_measured() -> None:
    times = Times.of([0.001 * number for number in range(1, 101)])
    assert (times.n, times.p95_ms) == (100, 95.0)
    assert times.median_ms == pytest.approx(50.5)
    assert Times.of([0.002]).p95_ms == 2.0
    with pytest.raises(ValueError, match="no times"):
        Times.of([])


def test_the_work_of_a_step_is_that_of_its_shape(tmp_path: Path) -> None:
    shape = TinyShape(layer_types=(SLIDING, FULL))
    model = load_model(
        read_checkpoint(make_checkpoint(tmp_path / "tiny", shape)), CPU, torch.bfloat16
    )
    works = {work.part: work for work in step_work(model, read=100)}
    assert list(works) == [EXPERTS, DENSE, ATTENTION, HEAD, SAMPLING]
    canvas, hidden, item = shape.canvas_length, shape.hidden, 2

    expert = 3 * shape.expert_width * hidden
    assert works[EXPERTS].nbytes == 2 * shape.experts * expert * item
    assert works[EXPERTS].flop == 2 * 2 * canvas * shape.experts_per_token * expert

    sliding = hidden * shape.head_dim * (2 * shape.heads + 2 * shape.key_value_heads)
    full = hidden * shape.full_head_dim * (2 * shape.heads + shape.full_key_value_heads)
    dense = sliding + full + 3 * 3 * shape.dense * hidden + 2 * shape.experts * hidden
    assert works[DENSE].nbytes == dense * item
    assert works[DENSE].flop == 2 * canvas * dense

    # A sliding layer keeps the window less the token itself.
    seen = shape.sliding_window - 1 + canvas, 100 + canvas
    numbers = 2 * shape.key_value_heads * shape.head_dim * seen[0]
    numbers += 2 * shape.full_key_value_heads * shape.full_head_dim * seen[1]
    assert works[ATTENTION].nbytes == numbers * item
    products = shape.head_dim * seen[0] + shape.full_head_dim * seen[1]
    assert works[ATTENTION].flop == 4 * shape.heads * canvas * products

    assert works[HEAD].nbytes == shape.vocabulary * hidden * item
    assert works[HEAD].flop == 4 * canvas * shape.vocabulary * hidden
    assert works[SAMPLING].nbytes == 2 * canvas * shape.vocabulary * item


def test_modules_and_lean_weights_are_of_one_size(tmp_path: Path) -> None:
    model = load_model(read_checkpoint(make_checkpoint(tmp_path / "tiny")), CPU, torch.bfloat16)
    assert model.lean is not None
    assert step_work(replace(model, lean=None), 64) == step_work(model, 64)
