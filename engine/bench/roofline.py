"""The limits of a device, measured on it, and a step held against them; knows no layers.

After S. Williams et al., "Roofline: An Insightful Visual Performance Model" (2009): work takes at
least as long as moving its bytes, and at least as long as its operations.
"""

from collections.abc import Mapping, Sequence

import torch

from engine.bench.speed_report import PartFigures, Roof
from engine.bench.step_work import PartWork
from engine.bench.timing import best_seconds

WHOLE_STEP = "whole step"
# Larger than any cache of the device, and small beside its memory.
_COPY_BYTES = {"cuda": 2**29, "cpu": 2**26}
# Rows and columns of a product that keeps all of the device busy, or a second of a few CPU cores.
_MATMUL_SIZE = {"cuda": 8192, "cpu": 1024}
_REPETITIONS = 5


def measure_roof(
    device: torch.device,
    dtype: torch.dtype,
    *,
    copy_bytes: int | None = None,
    matmul_size: int | None = None,
) -> Roof:
    """Measure how fast the device copies and multiplies: the best of five runs of each.

    Args:
        device: to measure.
        dtype: of the product.
        copy_bytes: size of what is copied; ``None`` takes what suits the device.
        matmul_size: rows and columns of the product; ``None`` as above.
    """
    count = copy_bytes or _COPY_BYTES[device.type]
    size = matmul_size or _MATMUL_SIZE[device.type]
    return Roof(
        copy_gb_per_second=2 * count / _copy_seconds(device, count) / 1e9,
        matmul_tflop_per_second=2 * size**3 / _matmul_seconds(device, dtype, size) / 1e12,
        dtype=str(dtype).removeprefix("torch."),
    )


def _copy_seconds(device: torch.device, count: int) -> float:
    """Return how long a copy of so many bytes takes."""
    # Not zeros: the system may give memory of zeros that is not there.
    source = torch.ones(count, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    return best_seconds(lambda: target.copy_(source), device, _REPETITIONS)


def _matmul_seconds(device: torch.device, dtype: torch.dtype, size: int) -> float:
    """Return how long a product of two matrices of so many rows and columns takes.

    Not of zeros: a GPU multiplies those with less power, and so with a higher clock.
    """
    left = torch.randn(size, size, device=device).to(dtype)
    right = torch.randn(size, size, device=device).to(dtype)
    product = torch.empty_like(left)
    return best_seconds(lambda: torch.mm(left, right, out=product), device, _REPETITIONS)


def floor_ms(work: PartWork, roof: Roof) -> float:
    """Return the least time of a part in ms: of its bytes or its operations, whichever is more."""
    moving = work.nbytes / (roof.copy_gb_per_second * 1e6)
    computing = work.flop / (roof.matmul_tflop_per_second * 1e9)
    return max(moving, computing)


def against_roof(
    works: Sequence[PartWork],
    roof: Roof,
    measured: Mapping[str, float],
    step_ms: float,
) -> tuple[PartFigures, ...]:
    """Hold the parts of a step, and the step, against the roof.

    Args:
        works: the parts; they run one after the other, so the step's floor is the sum of theirs.
        roof: of the device.
        measured: ms of the parts that could be timed alone, by name.
        step_ms: of the whole step.
    """
    parts = [
        _figures(work.part, work.nbytes, work.flop, floor_ms(work, roof), measured.get(work.part))
        for work in works
    ]
    whole = _figures(
        WHOLE_STEP,
        sum(work.nbytes for work in works),
        sum(work.flop for work in works),
        sum(part.floor_ms for part in parts),
        step_ms,
    )
    return (*parts, whole)


def _figures(
    part: str, nbytes: int, flop: int, floor: float, measured: float | None
) -> PartFigures:
    ratio = None if measured is None else measured / floor
    return PartFigures(part, nbytes, flop / 1e9, floor, measured, ratio)
