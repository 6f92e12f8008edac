"""The lean forward pass against transformers', logit by logit, to the last bit."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.model.checkpoint import read_checkpoint
from engine.model.lean import LeanDenoiser
from engine.model.loaded import LoadedModel
from engine.model.loader import load_model
from engine.model.reference import ReferenceDenoiser
from tests.tiny_checkpoint import FULL, SLIDING, TinyShape, make_checkpoint

# The size of the model that ships: sizes decide which kernels run.
STARTER = TinyShape(
    layer_types=(SLIDING, FULL),
    canvas_length=128,
    hidden=192,
    heads=4,
    key_value_heads=2,
    head_dim=64,
    full_head_dim=64,
    full_key_value_heads=2,
    dense=288,
    experts=4,
    experts_per_token=2,
    expert_width=96,
    vocabulary=2048,
    sliding_window=1024,
)
SHAPES = {
    "starter": STARTER,
    "short window": replace(STARTER, sliding_window=40),
    "short canvas": replace(STARTER, canvas_length=48),
    "one expert answers": replace(STARTER, experts_per_token=1),
    "three experts answer": replace(STARTER, experts_per_token=3),
    "many experts": replace(STARTER, experts=24, expert_width=32),
    "wide heads": replace(STARTER, full_head_dim=128, full_key_value_heads=1),
    "heads of their own": replace(STARTER, key_value_heads=4, full_key_value_heads=4),
}


def load(folder: Path, shape: TinyShape, dtype: torch.dtype) -> LoadedModel:
    checkpoint = read_checkpoint(make_checkpoint(folder, shape, spread=0.08))
    return load_model(checkpoint, torch.device("cpu"), dtype)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=["float32", "bfloat16"])
@pytest.mark.parametrize("shape", SHAPES)
def test_logits_are_equal(tmp_path: Path, shape: str, dtype: torch.dtype) -> None:
    """Over two canvases with two steps each, conditioned on the step before."""
    model = load(tmp_path / "tiny", SHAPES[shape], dtype)
    lean, reference = model.denoiser(), ReferenceDenoiser(model.network)
    assert isinstance(lean, LeanDenoiser)
    generator = torch.Generator().manual_seed(0)

    def some_ids(count: int) -> torch.Tensor:
        return torch.randint(0, SHAPES[shape].vocabulary, (count,), generator=generator)

    for read in (70, SHAPES[shape].canvas_length):
        ids = some_ids(read)
        lean.extend(ids)
        reference.extend(ids)
        scores = None
        for _ in range(2):
            canvas = some_ids(SHAPES[shape].canvas_length)
            expected = reference.logits(canvas, scores)
            found = lean.logits(canvas, None if scores is None else scores.clone())
            assert torch.equal(found, expected)
            assert expected.std() > 0.5
            scores = expected / 0.7


def test_a_canvas_needs_a_prompt(tmp_path: Path) -> None:
    model = load(tmp_path / "tiny", TinyShape(), torch.float32)
    with pytest.raises(ValueError, match="extend comes first"):
        model.denoiser().logits(torch.zeros(16, dtype=torch.int64), None)


def test_the_modules_still_work_after_their_weights_were_taken(tmp_path: Path) -> None:
    """The weights side by side are the modules' own: changing one changes the other."""
    model = load(tmp_path / "tiny", TinyShape(), torch.float32)
    prompt, canvas = torch.arange(20), torch.arange(16)
    results = []
    for _ in range(2):
        pair = []
        for denoiser in (model.denoiser(), ReferenceDenoiser(model.network)):
            denoiser.extend(prompt)
            pair.append(denoiser.logits(canvas, None).clone())
        assert torch.equal(*pair)
        results.append(pair[0])
        with torch.no_grad():
            model.network.model.decoder.layers[0].self_attn.q_proj.weight.mul_(1.5)
            model.network.model.decoder.layers[1].mlp.up_proj.weight.mul_(0.5)
    assert not torch.equal(*results)
