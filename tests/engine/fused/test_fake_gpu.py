"""The 26B model's step on a GPU that is not there: every tensor in its place, of its type.

Triton's kernels only check what they are given.
"""

from collections.abc import Callable, Iterator

import pytest
import torch

from engine.bench import autoregressive, part_times
from engine.bench.autoregressive import make_decoder
from engine.bench.fixed_steps import Task
from engine.bench.synthetic import synthetic_config, transformers_config
from engine.canvas import Canvas
from engine.denoise import Refiner
from engine.four_bit.recipe import RECIPES, Format, Recipe, find_recipe, part_of
from engine.fused import attention_kernel, denoiser, likeliest_kernel, tally_kernel
from engine.fused.denoiser import FusedDenoiser
from engine.kernels import launch, routing
from engine.model.int8 import Int8Weight
from engine.model.loaded import LoadedModel
from engine.model.nf4 import BLOCK, Nf4Weight
from engine.model.quantized_loader import assemble
from engine.model.refiners import Refiners
from engine.model.text_model import build_empty, stored_shapes
from engine.model.weight import Weight
from engine.outcome import Outcome
from engine.runners_up import MOST
from tests.engine.fused.fake_gpu import GPU, fake_gpu, no_host

LENGTH, HIDDEN = 256, 2816
FOUR_BIT = [recipe for recipe in RECIPES if recipe.experts is Format.NF4]


class FakeKernel:
    """Stands where a Triton kernel does; computes nothing."""

    def __getitem__(self, grid: tuple[int, ...]) -> Callable[..., None]:
        assert all(size > 0 for size in grid)
        assert all(size < 65536 for size in grid[1:])
        return self._start

    def _start(self, *arguments: object, **_: object) -> None:
        for argument in arguments:
            if isinstance(argument, torch.Tensor):
                assert argument.device == GPU
                assert argument.stride(-1) == 1


class FakeGraph:
    """Stands where ``StepGraph`` does."""

    made = 0

    def __init__(self, compute: Callable[[], None]) -> None:
        self._compute = compute
        with no_host():
            compute()
        FakeGraph.made += 1

    def replay(self) -> None:
        self._compute()


@pytest.fixture(autouse=True)
def on_a_fake_gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for module, name in (
        (launch, "gate_up_kernel"),
        (launch, "down_kernel"),
        (launch, "dense_nf4_kernel"),
        (launch, "dense_int8_kernel"),
        (routing, "plan_kernel"),
        (attention_kernel, "_attention"),
        (tally_kernel, "_count_in"),
        (likeliest_kernel, "_keep"),
    ):
        monkeypatch.setattr(module, name, FakeKernel())
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _: (12, 0))
    monkeypatch.setattr(denoiser, "StepGraph", FakeGraph)
    monkeypatch.setattr(FakeGraph, "made", 0)
    with fake_gpu():
        yield


def make_weight(name: str, shape: tuple[int, ...], recipe: Recipe) -> Weight:
    stored = recipe.format_of(part_of(name))
    *outer, row = shape
    if len(shape) == 1 or stored is Format.BF16:
        return torch.empty(shape, dtype=torch.bfloat16, device=GPU)
    if stored is Format.NF4:
        return Nf4Weight(
            torch.empty(*outer, row // 2, dtype=torch.uint8, device=GPU),
            torch.empty(*outer, row // BLOCK, dtype=torch.bfloat16, device=GPU),
        )
    return Int8Weight(
        torch.empty(shape, dtype=torch.int8, device=GPU), torch.empty(outer, device=GPU)
    )


def make_model(recipe: Recipe) -> LoadedModel:
    """Return the model with its first layers, as a 4-bit checkpoint is loaded."""
    network = build_empty(transformers_config(synthetic_config(3)), GPU)
    weights = {
        name: make_weight(name, shape, recipe) for name, shape in stored_shapes(network).items()
    }
    return assemble(network, weights, recipe.name, GPU, torch.bfloat16)


def some_ids(count: int) -> torch.Tensor:
    return torch.zeros(count, dtype=torch.int64, device=GPU)


def make_canvas() -> Canvas:
    pinned = torch.zeros(LENGTH, dtype=torch.bool, device=GPU)
    return Canvas(some_ids(LENGTH), pinned, some_ids(LENGTH), True, 4, (1, 106))


def refine(fused: Refiner, canvas: Canvas, before: Outcome | None) -> Outcome:
    return fused.refine(
        canvas.ids if before is None else before.next_canvas,
        None if before is None else before.conditioning,
        canvas=canvas,
        temperature=0.6,
        entropy_bound=0.1,
        generator=torch.Generator(),
    )


@pytest.mark.parametrize("recipe", FOUR_BIT, ids=lambda recipe: recipe.name)
def test_reading_and_refining(recipe: Recipe) -> None:
    refiners = Refiners(make_model(recipe), canvas_length=LENGTH, context=8192)
    refiners.prepare(1000)
    assert FakeGraph.made == 1
    fused = refiners.open()
    assert isinstance(fused, FusedDenoiser)
    fused.extend(some_ids(5000))

    def refine_and_read_on() -> Outcome:
        canvas = make_canvas()
        outcome = refine(fused, canvas, None)
        outcome = refine(fused, canvas, outcome)
        fused.extend(outcome.argmax)
        return outcome

    refine_and_read_on()
    outcome = refine_and_read_on()
    # What was read outgrew what was prepared, once.
    assert FakeGraph.made == 2
    assert outcome.conditioning.shape == (LENGTH, HIDDEN)
    assert outcome.conditioning.dtype == torch.bfloat16
    assert outcome.packed.device == GPU
    assert outcome.packed.shape == ((3 + 2 * MOST) * LENGTH + 2,)


def test_variants_take_turns_on_one_memory() -> None:
    refiners = Refiners(make_model(FOUR_BIT[0]), canvas_length=LENGTH, context=8192)
    refiners.prepare(5000)
    fused = refiners.open()
    fused.extend(some_ids(3000))
    first, second = fused.fork(), fused.fork()
    canvases = make_canvas(), make_canvas()
    outcomes = [
        refine(lane, canvas, None) for lane, canvas in zip((first, second), canvases, strict=True)
    ]
    assert outcomes[0].conditioning is not outcomes[1].conditioning
    first.extend(outcomes[0].argmax)
    for lane, canvas, outcome in zip((first, second), canvases, outcomes, strict=True):
        assert refine(lane, canvas, outcome).packed.device == GPU
    # The step was recorded once, before the prompt was there.
    assert FakeGraph.made == 1


def test_experts_that_are_not_in_4_bits_are_asked_without_a_graph() -> None:
    """The host counts their tokens, for which no graph can wait."""
    Refiners(make_model(find_recipe("plain")), canvas_length=LENGTH, context=8192).prepare(1000)
    assert FakeGraph.made == 0


def run_once(work: Callable[[], object], device: torch.device, repetitions: int) -> float:
    del device, repetitions
    work()
    return 1.0


def record(
    work: Callable[[], None], device: torch.device, *, waits_for_host: bool
) -> Callable[[], None]:
    del device
    assert not waits_for_host
    return FakeGraph(work).replay


@pytest.mark.parametrize("recipe", FOUR_BIT, ids=lambda recipe: recipe.name)
def test_what_is_measured(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_times, "replayed", record)
    monkeypatch.setattr(part_times, "best_seconds", run_once)
    monkeypatch.setattr(autoregressive, "replayed", record)
    monkeypatch.setattr(torch.Tensor, "item", lambda _: 0)
    model = make_model(recipe)
    task = Task(GPU, some_ids(3000), LENGTH, 262_144, seed=0)
    part_times.time_parts(model, task, 1)
    parts = FakeGraph.made
    assert parts > 1
    decoder = make_decoder(model, 4096)
    decoder.read(task.prompt)
    decoder.next_token()
    decoder.next_token()
    assert FakeGraph.made == parts + 1
