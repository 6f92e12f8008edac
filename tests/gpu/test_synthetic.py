"""The full-size synthetic model on a GPU: memory, speed, and what one token a pass reaches.

Each measurement is a process of its own, so that the peak is that of `anneal bench` alone.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 18_000_000_000
MOST_MS_ON_AN_H200 = 11.5

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.slow,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device"),
]


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures that are asserted, of one run of `anneal bench --synthetic`."""

    peak: int
    step_ms: float
    ratio_at_16_steps: float


def run_bench(*arguments: str) -> Measured:
    result = subprocess.run(
        [sys.executable, "-m", "app", "bench", "--synthetic", "--json", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout)
    assert report["machine"]["device"] == "cuda"
    assert report["model"]["layers"] == 30
    rivals = report["autoregressive"]["comparison"]["rivals"]
    return Measured(
        peak=report["peak"]["nbytes"],
        step_ms=next(each for each in report["steps"] if each["steps"] == 16)["step"]["median_ms"],
        ratio_at_16_steps=next(rival for rival in rivals if rival["steps"] == 16)["ratio"],
    )


@pytest.fixture(scope="module")
def usual() -> Measured:
    return run_bench("--steps", "16")


def test_all_memory_stays_under_18_gb_at_8k() -> None:
    measured = run_bench("--prompt", "8192", "--steps", "16", "--repetitions", "2")
    assert measured.peak < MOST_BYTES


@pytest.mark.skipif(
    not torch.cuda.is_available() or "H200" not in torch.cuda.get_device_name(),
    reason="the bound is that of an H200",
)
def test_a_pass_takes_at_most_its_bound_on_an_h200(usual: Measured) -> None:
    assert usual.step_ms <= MOST_MS_ON_AN_H200


def test_it_is_four_times_as_fast_as_one_token_a_pass(usual: Measured) -> None:
    assert usual.ratio_at_16_steps >= 4.0
