"""Greedy decoding with a cache gives the tokens of a recomputation without one."""

from pathlib import Path
from typing import cast

import pytest
import torch
from transformers.modeling_outputs import BaseModelOutputWithPast

from engine.bench import autoregressive
from engine.bench.autoregressive import (
    LeanDecoder,
    ReferenceDecoder,
    decode,
    make_decoder,
    measure_autoregressive,
)
from engine.bench.speed_report import StepsFigures, Times
from engine.four_bit.quantize import quantize
from engine.four_bit.recipe import find_recipe
from engine.model.checkpoint import read_checkpoint
from engine.model.loaded import LoadedModel
from engine.model.loader import load_model
from tests.tiny_checkpoint import FULL, SLIDING, TinyShape, make_checkpoint

CPU = torch.device("cpu")
SHAPE = TinyShape(layer_types=(SLIDING, SLIDING, FULL), hidden=64, dense=96, expert_width=32)
TOKENS = 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("ar") / "tiny", SHAPE, spread=0.02)


@pytest.fixture(scope="module")
def model(folder: Path) -> LoadedModel:
    return load_model(read_checkpoint(folder), CPU, torch.float32)


def some_prompt(length: int) -> torch.Tensor:
    return torch.randint(0, SHAPE.vocabulary, (length,), generator=torch.Generator().manual_seed(1))


@torch.inference_mode()
def recomputed(model: LoadedModel, prompt: torch.Tensor, tokens: int) -> list[int]:
    """Read everything anew for every token, with transformers' modules and no cache."""
    ids: list[int] = prompt.tolist()
    for _ in range(tokens + 1):
        output = cast(
            "BaseModelOutputWithPast",
            model.network.model.encoder.language_model(
                input_ids=torch.tensor([ids]), use_cache=False
            ),
        )
        assert output.last_hidden_state is not None
        ids.append(int(model.network.lm_head(output.last_hidden_state[0, -1]).argmax()))
    return ids[prompt.shape[0] :]


# Shorter than the window, so that the ring fills up on the way; longer; and of one token.
@pytest.mark.parametrize("length", [10, 70, 1])
def test_tokens_are_those_of_a_recomputation(model: LoadedModel, length: int) -> None:
    prompt = some_prompt(length)
    expected = recomputed(model, prompt, TOKENS)
    assert model.lean is not None
    assert len(set(expected)) > 10
    lean = LeanDecoder(model.lean, CPU, length + TOKENS)
    for decoder in (lean, ReferenceDecoder(model.network)):
        assert list(decode(decoder, prompt, TOKENS)) == expected
        # A second prompt begins anew.
        assert list(decode(decoder, prompt, 3)) == expected[:4]


def test_a_prompt_that_is_read_in_parts_gives_the_same(
    model: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompt = some_prompt(50)
    expected = recomputed(model, prompt, 5)
    monkeypatch.setattr(autoregressive, "PREFILL_CHUNK", 7)
    assert list(decode(make_decoder(model, 55), prompt, 5)) == expected


def test_a_4_bit_checkpoint_is_decoded_by_its_own_layers(folder: Path, tmp_path: Path) -> None:
    for _ in quantize(folder, tmp_path / "four-bit", find_recipe("balanced")):
        pass
    model = load_model(read_checkpoint(tmp_path / "four-bit"), CPU, torch.bfloat16)
    decoder = make_decoder(model, 30)
    assert isinstance(decoder, LeanDecoder)
    tokens = list(decode(decoder, some_prompt(20), 10))
    assert len(tokens) == 11
    assert all(0 <= token < SHAPE.vocabulary for token in tokens)


class CountingDecoder:
    def __init__(self) -> None:
        self.reads: list[int] = []
        self.passes = 0

    def read(self, prompt: torch.Tensor) -> int:
        self.reads.append(prompt.shape[0])
        self.passes = 0
        return 0

    def next_token(self) -> int:
        self.passes += 1
        return 0


def test_passes_are_counted_and_compared_at_each_number_of_steps() -> None:
    decoder = CountingDecoder()
    now = iter(range(100))
    steps = tuple(StepsFigures(count, 1, Times.of([1.0]), 40.0 / count) for count in (2, 4))
    found = measure_autoregressive(
        decoder, some_prompt(6), 8, steps, lambda: 0.25 * float(next(now))
    )
    assert decoder.reads == [6, 6]
    assert decoder.passes == found.token.n == 8
    assert (found.token.median_ms, found.tokens_per_second) == (250.0, 4.0)
    rivals = found.comparison.rivals
    assert [rival.steps for rival in rivals] == [2, 4]
    assert [rival.ratio for rival in rivals] == pytest.approx([5.0, 2.5])
