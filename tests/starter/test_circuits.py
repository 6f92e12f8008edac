"""The start of the weights copies already, before anything is learnt."""

import torch
from torch import Tensor
from torch.nn import functional

import architecture as arch
from circuits import MATCH_LAYER, start_with_copying
from lean_model import Batch, Layer, LeanModel

SOURCE = 24
FRAME = 5


def attention_of(model: LeanModel, batch: Batch, head: int) -> Tensor:
    """Return [L, L] what each position attends to in one head of the matching layer."""
    x = model.embed(batch, batch.segment > 0, None).flatten(0, 1)
    length = batch.ids.shape[1]
    mask = batch.mask()
    for index, layer in enumerate(model.layers):
        assert isinstance(layer, Layer)
        cos, sin = model.tables[layer.layer_type]
        q, k, v = layer.heads(x, cos[:length], sin[:length])
        if index == MATCH_LAYER:
            scores = q[:, head] @ k[:, head * arch.KEY_VALUE_HEADS // arch.HEADS].T
            return scores.masked_fill(~mask[0, 0], -torch.inf).softmax(-1)
        q, k, v = (part.transpose(0, 1)[None] for part in (q, k, v))
        attended = functional.scaled_dot_product_attention(
            q, k, v, attn_mask=mask, scale=1.0, enable_gqa=True
        )
        x = layer.mix(x, attended[0].transpose(0, 1).reshape(length, -1))
    raise AssertionError("the matching layer is not in the model")


@torch.no_grad()
def test_a_position_finds_its_place_in_the_prompt_by_its_neighbour() -> None:
    torch.manual_seed(2)
    model = LeanModel()
    start_with_copying(model)
    source = torch.randperm(arch.VOCABULARY)[:SOURCE]
    frame = torch.randperm(arch.VOCABULARY)[:FRAME]
    ids = torch.cat((source, frame, source))[None]
    length = ids.shape[1]
    segment = (torch.arange(length) >= SOURCE + FRAME).long()[None]
    batch = Batch(ids, segment, torch.arange(length)[None])
    first = SOURCE + FRAME
    inner = torch.arange(1, SOURCE - 1)
    by_before = attention_of(model, batch, 0)[first + inner].argmax(-1)
    by_after = attention_of(model, batch, 2)[first + inner].argmax(-1)
    assert (by_before == inner).float().mean() > 0.9
    assert (by_after == inner + 1).float().mean() > 0.9
