"""Proof that the loop is right: every step's token ids equal those of transformers' generate.

Every shape ends in a layer of full attention: transformers makes the last layer one, whatever the
config says (``configuration_diffusion_gemma.py``), so a model without it cannot be made.
"""

import random
from itertools import product

import pytest
import torch

from engine.denoise import LoopStep
from engine.model.checkpoint import read_checkpoint
from engine.model.loaded import LoadedModel
from engine.model.loader import load_model
from engine.sampling import Sampling
from tests.reference_run import Wish, engine_steps, reference_drafts
from tests.tiny_checkpoint import FULL, SLIDING, TinyShape, make_checkpoint

SHAPES = {
    # Two full layers at the end, as the layer pattern of a short model may have.
    "full-end": TinyShape(layer_types=(SLIDING, SLIDING, FULL, FULL)),
    # Sliding and full in turn, eight experts of which three answer.
    "mixed": TinyShape(layer_types=(SLIDING, FULL, SLIDING, FULL), experts=8, experts_per_token=3),
    # A window that the prompt outgrows: the sliding layers forget its beginning.
    "narrow": TinyShape(layer_types=(SLIDING, SLIDING, FULL), sliding_window=8),
    # Full attention only, one head of keys and values for all.
    "all-full": TinyShape(layer_types=(FULL, FULL), full_key_value_heads=1, canvas_length=12),
}
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}
# Wild models change their mind at every step; steady ones converge (``tiny_checkpoint``).
RESIDUALS = {"wild": 1.0, "steady": 0.2}
CAPPED = Sampling(max_steps=6)
# By stability threshold.
EARLY = {
    0: Sampling(max_steps=9, stability_threshold=0, confidence_threshold=0.05),
    1: Sampling(max_steps=9, confidence_threshold=0.02),
    2: Sampling(max_steps=9, stability_threshold=2, confidence_threshold=0.5, entropy_bound=1.0),
}
NO_END = (1_000,)  # outside the vocabulary
# Enough end tokens that about every other canvas holds one.
ENDS = (1, 4, 6, *range(40, 50))

Models = dict[tuple[str, str, str], LoadedModel]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    """Return a loaded model of each shape, temper and type."""
    folder = tmp_path_factory.mktemp("parity")
    loaded: Models = {}
    for number, (shape, temper) in enumerate(product(SHAPES, RESIDUALS)):
        path = make_checkpoint(
            folder / f"{shape}-{temper}",
            SHAPES[shape],
            seed=number,
            spread=0.7,
            residual=RESIDUALS[temper],
        )
        for kind, dtype in DTYPES.items():
            model = load_model(read_checkpoint(path), torch.device("cpu"), dtype)
            loaded[shape, temper, kind] = model
    return loaded


def make_wish(seed: int, canvases: int, sampling: Sampling, end_ids: tuple[int, ...]) -> Wish:
    """Return a run with a random prompt of 3 to 40 tokens."""
    rng = random.Random(seed)
    prompt = tuple(rng.randrange(10, 300) for _ in range(rng.randrange(3, 40)))
    return Wish(prompt, canvases, end_ids, sampling, seed)


def check(model: LoadedModel, wish: Wish) -> list[LoopStep]:
    """Assert parity; return the last step of each canvas."""
    steps = engine_steps(model, wish)
    assert [step.ids for step in steps] == reference_drafts(model.network, wish)
    return [step for step in steps if step.last]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES)
def test_up_to_the_step_cap(models: Models, shape: str, dtype: str, seed: int) -> None:
    canvases = 1 + seed
    ends = check(models[shape, "wild", dtype], make_wish(seed, canvases, CAPPED, NO_END))
    assert [end.step for end in ends] == [CAPPED.max_steps] * canvases


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("stability", EARLY)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES)
def test_early_stop(models: Models, shape: str, dtype: str, stability: int, seed: int) -> None:
    wish = make_wish(seed, 1 + seed, EARLY[stability], NO_END)
    ends = check(models[shape, "steady", dtype], wish)
    assert all(end.converged for end in ends)
    assert len(ends) == wish.canvases


@pytest.mark.parametrize("shape", SHAPES)
def test_end_of_turn_stops_the_canvases(models: Models, shape: str) -> None:
    wishes = [make_wish(seed, 3, EARLY[1], ENDS) for seed in range(4)]
    counts = [len(check(models[shape, "steady", "bfloat16"], wish)) for wish in wishes]
    assert min(counts) < 3


def test_odd_options(models: Models) -> None:
    """Temperatures and bounds whose sums round differently in single and double precision."""
    for seed, (t_min, t_max, bound, steps) in enumerate(
        [(0.3, 1.7, 0.013, 7), (0.1, 0.9, 3.3, 5), (0.77, 0.78, 0.5, 3)]
    ):
        sampling = Sampling(steps, bound, t_min, t_max)
        check(models["mixed", "wild", "float32"], make_wish(seed, 2, sampling, NO_END))
