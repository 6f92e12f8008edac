"""The training pass is the transformers class: same weights, same logits."""

import numpy as np
import pytest
import torch
from torch import Tensor
from transformers import DiffusionGemmaForBlockDiffusion

import architecture as arch
from batches import EncodedExample, make_batch
from lean_model import Batch, LeanModel
from stored_weights import take_weights, transformers_weights

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
    signal = None
    if previous is not None:
        signal = torch.zeros(1, PROMPT + CANVAS, arch.HIDDEN)
        signal[:, PROMPT:] = lean.expected_embedding(previous.softmax(-1))
    position = torch.arange(PROMPT + CANVAS)[None]
    horizon = (position + 1).clamp(max=PROMPT)
    batch = Batch(ids, (position >= PROMPT).long(), position, horizon)
    got = lean.logits(lean.hidden(batch, signal))[:, PROMPT:]
    torch.testing.assert_close(got, wanted, atol=2e-5, rtol=1e-4)


@torch.no_grad()
def test_every_canvas_of_a_row_sees_what_generate_would_show_it(
    lean: LeanModel, reference: DiffusionGemmaForBlockDiffusion
) -> None:
    size, prompt = 4, np.arange(10, 30)
    target = np.arange(50, 60)
    row = EncodedExample(prompt=prompt, source=np.arange(40, 47), target=target, task=0)
    packed = make_batch(np.random.default_rng(1), [row], 20 + 2 * size + 4 * size, size)
    parts = (packed.ids, packed.segment, packed.position, packed.horizon)
    ids, segment, position, horizon = (torch.from_numpy(part) for part in parts)
    got = lean.logits(lean.hidden(Batch(ids, segment, position, horizon)))
    for number in range(4):
        # Three canvases hold the target; the fourth is the first again.
        before = np.concatenate((prompt, target[: number % 3 * size]))
        here = segment[0] == number + 1
        wanted = reference(
            input_ids=torch.from_numpy(before)[None], decoder_input_ids=ids[:, here]
        ).logits
        torch.testing.assert_close(got[:, here], wanted, atol=2e-5, rtol=1e-4)
    clean = packed.clean[0][packed.segment[0] > 0][: 3 * size]
    assert list(clean) == [*target, arch.TURN_END, arch.PAD]


@torch.no_grad()
def test_weights_come_back_from_their_stored_names(lean: LeanModel) -> None:
    fresh = LeanModel()
    take_weights(fresh, transformers_weights(lean))
    for name, value in lean.state_dict().items():
        assert torch.equal(fresh.state_dict()[name], value)
    with pytest.raises(KeyError):
        take_weights(fresh, {})
