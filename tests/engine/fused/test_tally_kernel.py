"""The kernel that counts a chunk in against torch's own operations."""

from dataclasses import fields, replace

import pytest
import torch

from engine.fused.inputs import StepInputs
from engine.fused.tally import Chunk, Tally, count_in_plain
from engine.fused.tally_kernel import launch_count_in
from tests.engine.fused.tally_stage import DEVICE, SOFT_CAP, make_stage, moved, moved_chunk


# Where there is no GPU, Triton's interpreter runs the kernel (``tests/conftest.py``).
def both(
    logits: torch.Tensor, scales: torch.Tensor | None, inputs: StepInputs, chunk: int
) -> tuple[Tally, Tally]:
    """Count all tokens in twice, and compare the shares of each chunk on the way."""
    plain = Tally.start(logits.shape[0], logits.device)
    kernel = Tally.start(logits.shape[0], DEVICE)
    for first in range(0, logits.shape[1], chunk):
        part = Chunk(
            logits[:, first : first + chunk],
            None if scales is None else scales[first : first + chunk],
            first,
        )
        expected = count_in_plain(plain, part, inputs, SOFT_CAP)
        shares = launch_count_in(kernel, moved_chunk(part), moved(inputs), SOFT_CAP)
        torch.testing.assert_close(shares.cpu(), expected, rtol=2e-4, atol=1e-6)
    return plain, kernel


def compare(plain: Tally, kernel: Tally) -> None:
    for field in fields(Tally):
        expected, found = getattr(plain, field.name), getattr(kernel, field.name).cpu()
        if expected.dtype == torch.int64:
            assert torch.equal(found, expected), field.name
        else:
            torch.testing.assert_close(found, expected, rtol=1e-4, atol=2e-5, msg=field.name)


@pytest.mark.parametrize("chunk", [16, 32, 64])
@pytest.mark.parametrize("spread", [0.1, 1.5, 4.0])
def test_the_kernel_counts_as_torch_does(spread: float, chunk: int) -> None:
    stage = make_stage(spread=spread)
    compare(*both(stage.logits(), None, stage.inputs, chunk))


def test_scales_and_forbidden_tokens() -> None:
    stage = make_stage()
    stage.inputs.forbidden[:20] = True
    stage.inputs.open_until.fill_(3)
    scales = torch.rand(50, generator=torch.Generator().manual_seed(0)) + 0.5
    compare(*both(stage.logits(), scales, stage.inputs, 16))


def test_equal_scores_in_one_chunk_and_in_two() -> None:
    stage = make_stage()
    stage.embeddings[[9, 10, 33]] = stage.hidden[1]
    plain, kernel = both(stage.logits(), None, stage.inputs, 16)
    compare(plain, kernel)
    assert kernel.argmax[1] == 9


def test_what_is_not_a_number_is_noticed() -> None:
    stage = make_stage()
    logits = stage.logits()
    logits[4, 30] = torch.nan
    kernel = Tally.start(logits.shape[0], DEVICE)
    for first in (0, 16, 32):
        part = Chunk(logits[:, first : first + 16], None, first)
        launch_count_in(kernel, moved_chunk(part), moved(stage.inputs), SOFT_CAP)
    assert not kernel.finite()


def test_many_keys_draw_the_same_tokens() -> None:
    """Rounding may turn a race that is almost a tie; no more than that."""
    stage = make_stage(spread=0.3)
    logits = stage.logits()
    equal = 0
    for key in range(6):
        inputs = replace(stage.inputs, key=torch.tensor([(key << 40) + key]))
        plain, kernel = (Tally.start(logits.shape[0], place) for place in (logits.device, DEVICE))
        whole = Chunk(logits, None, 0)
        count_in_plain(plain, whole, inputs, SOFT_CAP)
        launch_count_in(kernel, moved_chunk(whole), moved(inputs), SOFT_CAP)
        equal += int((plain.drawn == kernel.drawn.cpu()).sum())
    assert equal >= 35
