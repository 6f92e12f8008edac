"""The step on a GPU: a replayed graph gives what the same kernels give when run one by one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

from engine.canvas import CanvasPlan
from engine.denoise import LoopStep, denoise
from engine.fused.denoiser import FusedDenoiser
from engine.model.checkpoint import read_checkpoint
from engine.model.lean_weights import LeanNetwork, make_lean
from engine.model.loader import load_model
from engine.model.weight_source import ModuleWeights
from engine.outcome import Outcome
from engine.sampling import Sampling
from tests.tiny_checkpoint import FULL, SLIDING, TinyShape, make_checkpoint

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device"),
]
SHAPE = TinyShape(
    layer_types=(SLIDING, FULL, SLIDING, FULL), head_dim=16, context=4096, sliding_window=40
)


@pytest.fixture
def lean(tmp_path: Path) -> LeanNetwork:
    """Return a model whose experts, as small as they are, ask the host for nothing."""
    path = make_checkpoint(tmp_path / "tiny", SHAPE)
    model = load_model(read_checkpoint(path), torch.device("cuda"), torch.bfloat16)
    return make_lean(model.network, ModuleWeights(model.network), torch.bfloat16)


def fuse(lean: LeanNetwork, *, replay: bool) -> FusedDenoiser:
    return FusedDenoiser(
        lean,
        device=torch.device("cuda"),
        canvas_length=SHAPE.canvas_length,
        context=SHAPE.context,
        chunk=64,
        replay=replay,
    )


def ids(count: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, SHAPE.vocabulary, (count,), generator=generator).cuda()


def run(fused: FusedDenoiser, prompt: torch.Tensor, seed: int = 0) -> list[LoopStep]:
    fused.restart()
    fused.extend(prompt)
    plan = CanvasPlan(SHAPE.canvas_length, SHAPE.vocabulary, (), 0, 1.0, {20: 9}, (6,))
    steps = denoise(
        fused,
        plan,
        Sampling(max_steps=6),
        canvases=2,
        end_ids=(SHAPE.vocabulary,),
        generator=torch.Generator("cuda").manual_seed(seed),
        cancel=threading.Event(),
    )
    return list(steps)


def compare(one: list[LoopStep], other: list[LoopStep]) -> None:
    assert [step.ids for step in one] == [step.ids for step in other]
    assert [step.accepted for step in one] == [step.accepted for step in other]
    for left, right in zip(one, other, strict=True):
        assert left.entropies == pytest.approx(right.entropies, abs=1e-4)


def test_replaying_gives_the_same_drafts(lean: LeanNetwork) -> None:
    """Over prompts that share a bucket, outgrow it, and are short again."""
    replayed, eager = fuse(lean, replay=True), fuse(lean, replay=False)
    for number, count in enumerate((30, 200, 1500, 30)):
        prompt = ids(count, number)
        compare(run(replayed, prompt, number), run(eager, prompt, number))


def test_the_same_seed_gives_the_same_draft(lean: LeanNetwork) -> None:
    fused = fuse(lean, replay=True)
    first = run(fused, ids(50, 0), 3)
    run(fused, ids(80, 1), 4)
    assert run(fused, ids(50, 0), 3) == first


@contextmanager
def no_waiting() -> Iterator[None]:
    """Fail where the host waits for the device."""
    torch.cuda.set_sync_debug_mode("error")
    try:
        yield
    finally:
        torch.cuda.set_sync_debug_mode("default")


@pytest.mark.parametrize("replay", [False, True])
def test_a_step_waits_for_nothing(lean: LeanNetwork, replay: bool) -> None:
    fused = fuse(lean, replay=replay)
    fused.extend(ids(50, 0))
    generator = torch.Generator("cuda").manual_seed(0)
    plan = CanvasPlan(SHAPE.canvas_length, SHAPE.vocabulary, (), 0, 1.0, {}, ())
    canvas = plan.start(0, generator)

    def step(before: Outcome | None) -> Outcome:
        return fused.refine(
            canvas.ids if before is None else before.next_canvas,
            None if before is None else before.conditioning,
            canvas=canvas,
            temperature=0.6,
            entropy_bound=0.1,
            generator=generator,
        )

    # The first compiles, records, and takes in the canvas.
    outcome = step(None)
    with no_waiting():
        for _ in range(3):
            outcome = step(outcome)
    assert outcome.finite


def test_what_is_prepared_takes_no_memory_later(lean: LeanNetwork) -> None:
    fused = fuse(lean, replay=True)
    fused.prepare(1500)
    run(fused, ids(30, 0))
    before = torch.cuda.memory_allocated()
    run(fused, ids(1400, 1))
    assert torch.cuda.memory_allocated() == before
