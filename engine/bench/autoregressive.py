"""Decodes greedily, one token a pass, with the weights of a diffusion model: what it is held to.

The causal encoder is an autoregressive model when the output layer reads its last position. It
runs on the layers and kernels that the denoising step runs on, one graph launch a token on a GPU,
so that the ratio tells of the method and not of the code. It was not yet run on a GPU.
"""

import time
from collections.abc import Callable, Iterator
from typing import Protocol

import torch
from transformers.cache_utils import DynamicCache
from transformers.modeling_outputs import BaseModelOutputWithPast
from transformers.models.diffusion_gemma.modeling_diffusion_gemma import (
    DiffusionGemmaForBlockDiffusion,
)

from engine.bench.speed_report import Autoregressive, Comparison, Rival, StepsFigures, Times
from engine.bench.timing import replayed, wait_for
from engine.fused.attention import attend_canvas, attend_causal
from engine.fused.cache import LayerShape
from engine.fused.denoiser import layer_shapes
from engine.model.lean import rotations
from engine.model.lean_layer import after_attention, norm, queries_keys_values
from engine.model.lean_weights import LeanNetwork
from engine.model.loaded import LoadedModel
from engine.model.weight import linear
from engine.plan.memory_plan import PREFILL_CHUNK

_WARM_UP_TOKENS = 3


class Decoder(Protocol):
    """Reads a prompt and goes on with the likeliest token after each."""

    def read(self, prompt: torch.Tensor) -> int:
        """Begin anew with a prompt, int64 [P]; return the token that follows."""
        ...

    def next_token(self) -> int:
        """Let the last token be read; return the one that follows."""
        ...


def make_decoder(model: LoadedModel, room: int) -> Decoder:
    """Return a decoder of the speed class in which the model denoises.

    Args:
        model: where it has lean weights, they are used; else transformers' modules.
        room: tokens of the prompt and after it, together.
    """
    if model.lean is not None:
        return LeanDecoder(model.lean, model.device, room)
    return ReferenceDecoder(model.network)


class LeanDecoder:
    """Decodes on static memory: a pass reads token and position there and leaves a token there."""

    def __init__(self, lean: LeanNetwork, device: torch.device, room: int) -> None:
        """Take the memory of a cache for ``room`` tokens."""
        self._lean = lean
        self._device = device
        self._shapes = layer_shapes(lean)
        self._rings = [_Ring(shape, room, lean.dtype, device) for shape in self._shapes]
        self._token = torch.zeros(1, dtype=torch.int64, device=device)
        self._position = torch.zeros(1, dtype=torch.int64, device=device)
        self._following = torch.zeros(1, dtype=torch.int64, device=device)
        positions = torch.arange(room, dtype=torch.int32, device=device)[None]
        self._turns = rotations(lean.encoder_rotary, self._lean.embed(self._token), positions)
        self._pass: Callable[[], None] | None = None

    @torch.inference_mode()
    def read(self, prompt: torch.Tensor) -> int:
        """Begin anew with a prompt, int64 [P]; return the token that follows."""
        known: list[tuple[torch.Tensor, torch.Tensor]] = []
        hidden = self._lean.embed(prompt[:0])
        first = 0
        for part in prompt.split(PREFILL_CHUNK):
            hidden, known = self._read(part, first, known)
            first += part.shape[0]
        for ring, (keys, values) in zip(self._rings, known, strict=True):
            ring.take(keys, values)
        self._position.fill_(first)
        return self._go_on(self._head(hidden[-1:]))

    @torch.inference_mode()
    def next_token(self) -> int:
        """Let the last token be read; return the one that follows."""
        if self._pass is None:
            self._pass = replayed(
                self._compute, self._device, waits_for_host=self._lean.waits_for_host
            )
        self._pass()
        self._position.add_(1)
        return self._go_on(self._following)

    def _go_on(self, token: torch.Tensor) -> int:
        """Take a token, int64 [1], as the next to be read, and show it to the host."""
        self._token.copy_(token)
        return int(token.item())

    def _read(
        self,
        ids: torch.Tensor,
        first: int,
        before: list[tuple[torch.Tensor, torch.Tensor]],
    ) -> tuple[torch.Tensor, list[tuple[torch.Tensor, torch.Tensor]]]:
        """Read some tokens of the prompt.

        Args:
            ids: int64 [N].
            first: position of the first.
            before: of each layer, keys and values [heads, first, D]; empty at the beginning.

        Returns:
            The output of the last layer [N, H]; keys and values as in ``before``, the new behind.
        """
        lean = self._lean
        hidden = self._lean.embed(ids)
        known = []
        for number, (layer, kind) in enumerate(
            zip(lean.encoder_layers, lean.layer_types, strict=True)
        ):
            cosine, sine = self._turns[kind]
            here = slice(first, first + ids.shape[0])
            queries, keys, values = queries_keys_values(layer, hidden, cosine[here], sine[here])
            # Copies: they are laid out alike, as attention wants it, and do not keep the queries.
            own = keys[0].contiguous(), values[0].contiguous()
            if before:
                own = _joined(before[number], own)
            known.append(own)
            attended = attend_causal(queries[0], *own, self._shapes[number].window)
            hidden = after_attention(layer, hidden, attended, lean.encoder_scalars[number])
        return hidden, known

    def _compute(self) -> None:
        """Read the token at its position; twice the same does nothing new."""
        lean, position = self._lean, self._position
        hidden = self._lean.embed(self._token)
        turns = {
            kind: (cosine.index_select(0, position), sine.index_select(0, position))
            for kind, (cosine, sine) in self._turns.items()
        }
        for number, (layer, kind) in enumerate(
            zip(lean.encoder_layers, lean.layer_types, strict=True)
        ):
            queries, keys, values = queries_keys_values(layer, hidden, *turns[kind])
            attended = self._rings[number].attend(queries[0], keys[0], values[0], position)
            hidden = after_attention(layer, hidden, attended, lean.encoder_scalars[number])
        self._following.copy_(self._head(hidden))

    def _head(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return the likeliest tokens int64 [N]; the soft cap does not change which they are."""
        lean = self._lean
        return linear(norm(hidden, lean.final_norm, lean.epsilon), lean.embeddings).argmax(dim=-1)


def _joined(
    before: tuple[torch.Tensor, torch.Tensor], after: tuple[torch.Tensor, torch.Tensor]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return keys and values [heads, A + B, D] of tokens that follow one another."""
    return torch.cat((before[0], after[0]), dim=1), torch.cat((before[1], after[1]), dim=1)


class _Ring:
    """Keys and values of a layer: the token's own first, then those before it, oldest replaced.

    Attention does not mind the order: the positions are in the keys already.
    """

    def __init__(
        self, shape: LayerShape, room: int, dtype: torch.dtype, device: torch.device
    ) -> None:
        self._slots = shape.kept(room)
        stores = torch.zeros(
            2, shape.heads, 1 + self._slots, shape.width, dtype=dtype, device=device
        )
        self._keys, self._values = stores

    def take(self, keys: torch.Tensor, values: torch.Tensor) -> None:
        """Hold the last of a prompt's keys and values, [heads, P, D]."""
        count = keys.shape[1]
        kept = torch.arange(max(0, count - self._slots), count, device=keys.device)
        slots = 1 + kept % self._slots
        self._keys.index_copy_(1, slots, keys[:, kept])
        self._values.index_copy_(1, slots, values[:, kept])

    def attend(
        self,
        queries: torch.Tensor,
        keys: torch.Tensor,
        values: torch.Tensor,
        position: torch.Tensor,
    ) -> torch.Tensor:
        """Let a token see itself and what is held, then hold it.

        Args:
            queries: [heads, 1, D].
            keys: [key heads, 1, D].
            values: the same.
            position: int64 [1], of the token.

        Returns:
            [1, heads * D].
        """
        self._keys[:, :1], self._values[:, :1] = keys, values
        kept = position.clamp(max=self._slots).int()
        attended = attend_canvas(queries, self._keys, self._values, kept)
        slot = 1 + position % self._slots
        self._keys.index_copy_(1, slot, keys)
        self._values.index_copy_(1, slot, values)
        return attended


class ReferenceDecoder:
    """Decodes with transformers' modules and cache."""

    def __init__(self, network: DiffusionGemmaForBlockDiffusion) -> None:
        """Start with nothing read."""
        self._network = network
        self._cache = DynamicCache()
        self._token = torch.zeros(1, dtype=torch.int64)

    @torch.inference_mode()
    def read(self, prompt: torch.Tensor) -> int:
        """Begin anew with a prompt, int64 [P]; return the token that follows."""
        config = self._network.config.get_text_config(decoder=True)
        self._cache = DynamicCache(config=config)
        return self._pass(prompt)

    @torch.inference_mode()
    def next_token(self) -> int:
        """Let the last token be read; return the one that follows."""
        return self._pass(self._token)

    def _pass(self, ids: torch.Tensor) -> int:
        output: BaseModelOutputWithPast = self._network.model.encoder.language_model(
            input_ids=ids[None], past_key_values=self._cache
        )
        if output.last_hidden_state is None:
            raise TypeError("transformers' encoder gave no hidden states")
        logits: torch.Tensor = self._network.lm_head(output.last_hidden_state[0, -1:])
        self._token = logits.argmax(dim=-1)
        return int(self._token.item())


def decode(decoder: Decoder, prompt: torch.Tensor, tokens: int) -> Iterator[int]:
    """Yield the first token after a prompt and ``tokens`` more."""
    yield decoder.read(prompt)
    for _ in range(tokens):
        yield decoder.next_token()


def measure_autoregressive(
    decoder: Decoder,
    prompt: torch.Tensor,
    tokens: int,
    steps: tuple[StepsFigures, ...],
    clock: Callable[[], float] = time.perf_counter,
) -> Autoregressive:
    """Time ``tokens`` passes behind a prompt; a few before them warm up and are not counted.

    Args:
        decoder: with room for prompt and tokens.
        prompt: int64 [P].
        tokens: how many passes.
        steps: what diffusion reached on the same weights.
        clock: the time in seconds.
    """
    for _ in decode(decoder, prompt, _WARM_UP_TOKENS):
        pass
    seconds = []
    passes = decode(decoder, prompt, tokens)
    next(passes)
    wait_for(prompt.device)
    before = clock()
    for _ in passes:
        now = clock()
        seconds.append(now - before)
        before = now
    rate = tokens / sum(seconds)
    rivals = tuple(
        Rival(figures.steps, figures.tokens_per_second, rate, figures.tokens_per_second / rate)
        for figures in steps
    )
    counted = (
        f"canvas tokens against {tokens} tokens decoded greedily, one a pass, by the causal "
        "encoder with the same weights and code; neither counts the prompt"
    )
    return Autoregressive(Times.of(seconds), rate, Comparison(counted, "tokens/s", rivals))
