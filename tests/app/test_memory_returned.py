"""An unloaded model gives its memory back: measured in a fresh process, libraries apart.

What the first load brings stays: torch and transformers, some 600 MB, and oneDNN's compiled
kernels, whose number is bounded. So all is measured against the memory after one small model was
loaded, asked and unloaded.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.four_bit.quantize import quantize
from engine.four_bit.recipe import find_recipe
from engine.paths import starter_folder
from tests.tiny_checkpoint import FULL, SLIDING, TinyShape, make_checkpoint

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="no other system tells it so"),
]
REPOSITORY = Path(__file__).parents[2]
MB = 10**6
SHAPE = TinyShape(
    layer_types=(SLIDING, FULL) * 2,
    hidden=512,
    dense=1024,
    heads=8,
    head_dim=64,
    full_head_dim=64,
    experts=32,
    expert_width=768,
)
# What is compiled for another model's sizes, and what the allocator cannot give back: 50 to 93 MB
# were read, the most on a busy machine.
MARGIN = 120 * MB
GROWTH = 24 * MB  # of five rounds, all together


def rounds(*folders: str) -> list[dict[str, int]]:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.app.memory_child", *folders],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", "QT_QPA_PLATFORM": "offscreen"},
    )
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


@dataclass(frozen=True, slots=True)
class Told:
    """What one process told, after a round with the starter.

    Attributes:
        base: bytes after that round.
        alone: five rounds with a large model.
        switched: one that stays, and one that takes its place.
        broken: two loads that break at their end.
        four: two rounds with the same model in 4 bits.
        words: all of it in MB, for the report of a test that fails.
    """

    base: int
    alone: list[dict[str, int]]
    switched: list[dict[str, int]]
    broken: list[dict[str, int]]
    four: list[dict[str, int]]
    words: str


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("large")
    large = str(make_checkpoint(folder / "large", SHAPE, spread=0.02))
    four = folder / "four"
    for _ in quantize(folder / "large", four, find_recipe("balanced")):
        pass
    switched, broken = (large, f"+{large}"), (f"!{large}", f"!{large}")
    found = rounds(str(starter_folder()), *[large] * 5, *switched, *broken, str(four), str(four))
    words = str([{name: value // MB for name, value in one.items()} for one in found])
    return Told(found[0]["after"], found[1:6], found[6:8], found[8:10], found[10:], words)


def after(found: list[dict[str, int]]) -> list[int]:
    return [one["after"] for one in found]


def test_five_rounds_with_the_starter_take_no_more_than_one() -> None:
    found = after(rounds(*[str(starter_folder())] * 6))
    assert max(found[1:]) - found[0] < GROWTH, found


def test_a_large_model_gives_back_what_it_took(told: Told) -> None:
    for one in told.alone:
        assert one["weights"] > 300 * MB, told.words
        assert one["loaded"] - one["after"] > 0.9 * one["weights"], told.words
    found = after(told.alone)
    assert max(found) - told.base < MARGIN, told.words
    assert max(found) - found[0] < GROWTH, told.words


def test_in_4_bits_too(told: Told) -> None:
    for one in told.four:
        assert one["weights"] > 60 * MB, told.words
        assert one["loaded"] - one["after"] > 0.9 * one["weights"], told.words
    assert max(after(told.four)) - told.base < MARGIN, told.words


def test_of_two_large_models_one_is_held_at_a_time(told: Told) -> None:
    most = max(one["peak"] for one in told.alone)
    assert told.switched[1]["peak"] - most < MARGIN, told.words
    assert told.switched[1]["after"] - told.base < MARGIN, told.words


def test_a_load_that_breaks_at_its_end_gives_its_memory_back(told: Told) -> None:
    for one in told.broken:
        assert one["peak"] - told.base > 300 * MB, told.words
        assert one["after"] - told.base < MARGIN, told.words
