"""The training pass is the transformers class: same weights, same logits."""

import numpy as np
import pytest
import torch
from torch import Tensor
from transformers import DiffusionGemmaForBlockDiffusion

import architecture as arch
from batches import CANVASES, EncodedExample, make_batch
from lean_model import Batch, LeanModel, transformers_weights

PROMPT, CANVAS = 21, 16


@pytest.fixture(scope="module")
def lean() -> LeanModel:
    torch.manual_seed(5)
    model = LeanModel()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(1 + 0.1 * torch.randn_like(parameter))
    return model


@pytest.fixture(scope="module")
def reference(lean: LeanModel) -> DiffusionGemmaForBlockDiffusion:
    model = DiffusionGemmaForBlockDiffusion(arch.make_config())
    model.float().eval()
    assert not model.load_state_dict(transformers_weights(lean), strict=False).unexpected_keys
    return model


def draw_ids(count: int) -> Tensor:
    return torch.randint(arch.VOCABULARY, (1, count), generator=torch.Generator().manual_seed(3))


@pytest.mark.parametrize("conditioned", [False, True])
@torch.no_grad()
def test_logits_are_those_of_transformers(
    lean: LeanModel, reference: DiffusionGemmaForBlockDiffusion, conditioned: bool
) -> None:
    ids = draw_ids(PROMPT + CANVAS)
    previous = torch.randn(1, CANVAS, arch.VOCABULARY) * 3 if conditioned else None
    wanted = reference(
        input_ids=ids[:, :PROMPT],
        decoder_input_ids=ids[:, PROMPT:],
        self_conditioning_logits=previous,
    ).logits
    segment = (torch.arange(PROMPT + CANVAS) >= PROMPT).long()[None]
    signal = None
    if previous is not None:
        signal = torch.zeros(1, PROMPT + CANVAS, arch.HIDDEN)
        signal[:, PROMPT:] = lean.expected_embedding(previous)
    batch = Batch(ids, segment, torch.arange(PROMPT + CANVAS)[None])
    got = lean.logits(lean.hidden(batch, signal))[:, PROMPT:]
    torch.testing.assert_close(got, wanted, atol=2e-5, rtol=1e-4)


@torch.no_grad()
def test_canvases_of_a_row_do_not_see_each_other(lean: LeanModel) -> None:
    row = EncodedExample(
        prompt=np.arange(10, 30), source=np.arange(40, 47), target=np.arange(50, 58), task=0
    )
    packed = make_batch(np.random.default_rng(1), [row], 20 + CANVASES * 12)
    segment = torch.from_numpy(packed.segment)
    position = torch.from_numpy(packed.position)
    ids = torch.from_numpy(packed.ids)
    together = lean.hidden(Batch(ids, segment, position))
    for number in range(1, CANVASES + 1):
        alone = (segment[0] == 0) | (segment[0] == number)
        single = lean.hidden(
            Batch(ids[:, alone], segment[:, alone].clamp(max=1), position[:, alone])
        )
        torch.testing.assert_close(together[:, alone], single, atol=1e-4, rtol=1e-3)
