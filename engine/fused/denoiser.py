"""A whole denoising step on fixed memory: the refiner for large models on a GPU.

What a step reads is filled in, the step runs, as a CUDA graph where there is a device for one,
and what it found is read in one transfer. Nothing in between asks the host. The results are those
of ``LeanDenoiser`` and ``sample_step`` but for rounding, and for the random numbers, which come
from the same generator in another way. Knows no text.
"""

from dataclasses import replace
from typing import cast

import torch
from transformers.models.diffusion_gemma.configuration_diffusion_gemma import (
    DiffusionGemmaTextConfig,
)

from engine.canvas import Canvas
from engine.fused.attention import attend_canvas, attend_causal
from engine.fused.cache import LayerShape, Saved, StaticCache
from engine.fused.decide import decide
from engine.fused.graph import StepGraph
from engine.fused.inputs import StepInputs
from engine.fused.lane import FusedLane, Readings
from engine.fused.outputs import copy_outcome, empty_outcome
from engine.fused.place import CanvasPlace
from engine.fused.vocabulary import read_vocabulary
from engine.model.lean import rotations
from engine.model.lean_layer import after_attention, norm, queries_keys_values
from engine.model.lean_weights import LeanNetwork
from engine.outcome import Outcome
from engine.plan.memory_plan import PREFILL_CHUNK, VOCABULARY_CHUNK


class FusedDenoiser:
    """An ``engine.denoise.Refiner`` that serves one request after the other."""

    def __init__(
        self,
        lean: LeanNetwork,
        *,
        device: torch.device,
        canvas_length: int,
        context: int,
        read_at_once: int = PREFILL_CHUNK,
        chunk: int = VOCABULARY_CHUNK,
        replay: bool = True,
        runners_up: bool = True,
    ) -> None:
        """Take the memory that a step needs; the cache grows with what is read.

        Args:
            lean: the weights, on ``device``.
            device: to compute on.
            canvas_length: positions of a canvas.
            context: most tokens that are ever read.
            read_at_once: tokens of a prompt at a time.
            chunk: tokens of the vocabulary at a time, a multiple of 4.
            replay: record the step as a graph, where the device is CUDA.
            runners_up: look for them, which takes a step a little longer.
        """
        self._lean = lean
        self._read_at_once = read_at_once
        self._chunk = chunk
        self._shapes = layer_shapes(lean)
        self._cache = StaticCache(
            self._shapes,
            canvas_length=canvas_length,
            context=context,
            dtype=lean.dtype,
            device=device,
        )
        self._inputs = StepInputs.empty(
            canvas_length=canvas_length,
            vocabulary=lean.embeddings.shape[0],
            width=lean.embeddings.shape[1],
            dtype=lean.dtype,
            device=device,
        )
        self._place = CanvasPlace(lean, self._inputs.conditioning)
        self._runners_up = runners_up
        self._outcome = empty_outcome(self._inputs, runners_up=runners_up)
        self._taken: Canvas | None = None
        self._readings: Readings | None = None
        self._graph: StepGraph | None = None
        self._replay = replay and device.type == "cuda"

    @torch.inference_mode()
    def prepare(self, tokens: int) -> None:
        """Take the memory for reading so many tokens, and record the step, before they come.

        Raises:
            ValueError: they do not fit into the context.
        """
        self._reserve(tokens)
        self._record()

    @torch.inference_mode()
    def restart(self) -> None:
        """Forget what was read; the memory and the graph stay for the next request."""
        self._cache.clear()
        self._readings = None
        self._place.follow(self._cache)

    @property
    def takes_turns(self) -> bool:
        """Return that the forks work in one memory."""
        return True

    def fork(self) -> FusedLane:
        """Return a refiner that has read the same; the forks share memory and take turns."""
        self._readings = self._readings or Readings(self, self._cache.length)
        return FusedLane(self._readings)

    @torch.inference_mode()
    def save(self, shared: int) -> Saved:
        """Copy what was read behind the first ``shared`` tokens."""
        return self._cache.save(shared)

    @torch.inference_mode()
    def resume(self, saved: Saved) -> None:
        """Go back to what had been read when it was saved."""
        self._cache.restore(saved)
        self._place.follow(self._cache)

    @torch.inference_mode()
    def extend(self, ids: torch.Tensor) -> None:
        """Read on: the causal encoder fills the cache.

        Raises:
            ValueError: the tokens do not fit into the context.
        """
        self._reserve(ids.shape[0])
        for part in ids.split(self._read_at_once):
            self._read(part)
        self._place.follow(self._cache)

    @torch.inference_mode()
    def refine(
        self,
        ids: torch.Tensor,
        conditioning: torch.Tensor | None,
        *,
        canvas: Canvas,
        temperature: float,
        entropy_bound: float,
        generator: torch.Generator,
    ) -> Outcome:
        """Carry out one step; it is conditioned on the embeddings that the one before expects.

        The outcome lies where that of the step before lay.
        """
        if canvas is not self._taken:
            self._inputs.take_canvas(canvas)
            self._taken = canvas
        self._inputs.take_step(
            ids,
            conditioning,
            temperature=temperature,
            entropy_bound=entropy_bound,
            generator=generator,
        )
        self._record()
        if self._graph is None:
            self._step()
        else:
            self._graph.replay()
        return self._outcome

    def _reserve(self, tokens: int) -> None:
        """Make room in the cache."""
        if self._cache.has_room(tokens):
            return
        # A graph would go on to read the memory that is left behind, and holds some of its own.
        self._graph = None
        self._cache.reserve(tokens)

    def _record(self) -> None:
        """Make a graph of the step, where there shall be one and is none."""
        if self._graph is None and self._replay:
            self._graph = StepGraph(self._step)

    def _read(self, ids: torch.Tensor) -> None:
        """Put the keys and values of some tokens into the cache."""
        lean = self._lean
        hidden = self._lean.embed(ids)
        first = self._cache.length
        positions = torch.arange(first, first + ids.shape[0], dtype=torch.int32, device=ids.device)[
            None
        ]
        turns = rotations(lean.encoder_rotary, hidden, positions)
        for number, (layer, kind) in enumerate(
            zip(lean.encoder_layers, lean.layer_types, strict=True)
        ):
            queries, keys, values = queries_keys_values(layer, hidden, *turns[kind])
            known = self._cache.append(number, keys[0], values[0])
            # Only keys and values are read later: the last layer's output is not needed.
            if number + 1 < len(lean.encoder_layers):
                attended = attend_causal(queries[0], *known, self._shapes[number].window)
                hidden = after_attention(layer, hidden, attended, lean.encoder_scalars[number])
        self._cache.advance(ids.shape[0])

    def _step(self) -> None:
        """Compute one step from the inputs to the outcome."""
        lean, inputs = self._lean, self._inputs
        signal = lean.conditioning(norm(inputs.conditioning, lean.conditioning_norm, lean.epsilon))
        hidden = norm(self._lean.embed(inputs.ids) + signal, None, lean.epsilon)
        for number, (layer, kind) in enumerate(
            zip(lean.decoder_layers, lean.layer_types, strict=True)
        ):
            turn = self._place.turns[kind]
            queries, keys, values = queries_keys_values(layer, hidden, *turn)
            known = self._cache.place_canvas(number, keys[0], values[0])
            attended = attend_canvas(queries[0], *known, self._place.kept[number])
            hidden = after_attention(layer, hidden, attended, lean.decoder_scalars[number])
        findings = read_vocabulary(
            norm(hidden, lean.final_norm, lean.epsilon),
            lean.embeddings,
            inputs,
            soft_cap=lean.soft_cap,
            chunk=self._chunk,
            runners_up=self._runners_up,
        )
        outcome = decide(
            findings.tally,
            findings.expected * lean.embedding_scale,
            self._lean.embed(inputs.pinned_ids),
            inputs,
            findings.runners_up,
        )
        copy_outcome(replace(outcome, fits=findings.fits), self._outcome)


def layer_shapes(lean: LeanNetwork) -> tuple[LayerShape, ...]:
    """Return what each layer of a network keeps of a token."""
    text = cast("DiffusionGemmaTextConfig", lean.network.config.get_text_config())
    return tuple(
        LayerShape(
            heads=layer.key_value_heads,
            width=layer.qk_norm.shape[-1],
            window=text.sliding_window if kind == "sliding_attention" else None,
        )
        for layer, kind in zip(lean.decoder_layers, lean.layer_types, strict=True)
    )
