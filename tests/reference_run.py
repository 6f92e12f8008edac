"""Runs transformers' own ``generate`` and the engine's loop side by side, for parity tests."""

import threading
from dataclasses import dataclass
from typing import cast
from unittest import mock

import torch
from transformers import DiffusionGemmaForBlockDiffusion
from transformers.generation.streamers import BaseStreamer
from transformers.models.diffusion_gemma.configuration_diffusion_gemma import (
    DiffusionGemmaTextConfig,
)
from transformers.models.diffusion_gemma.generation_diffusion_gemma import (
    DiffusionGemmaGenerationConfig,
    EntropyBoundSamplerConfig,
)

from engine.canvas import CanvasPlan
from engine.denoise import FullLogits, LoopStep, denoise
from engine.model.loaded import LoadedModel
from engine.sampling import Sampling


def canvas_length(network: DiffusionGemmaForBlockDiffusion) -> int:
    """Return the positions of one canvas."""
    return int(network.config.canvas_length or 0)


def vocabulary(network: DiffusionGemmaForBlockDiffusion) -> int:
    """Return the number of token ids."""
    return cast("DiffusionGemmaTextConfig", network.config.get_text_config()).vocab_size


@dataclass(frozen=True, slots=True)
class Wish:
    """One run that both sides carry out.

    Attributes:
        prompt: token ids.
        canvases: most canvases.
        end_ids: tokens that end the turn.
        sampling: of both.
        seed: of both.
    """

    prompt: tuple[int, ...]
    canvases: int
    end_ids: tuple[int, ...]
    sampling: Sampling
    seed: int


class DraftRecorder(BaseStreamer):
    """Keeps the token ids of every step that ``generate`` streams."""

    def __init__(self) -> None:
        self.drafts: list[tuple[int, ...]] = []

    def put(self, value: torch.Tensor) -> None:
        """Ignore finished canvases."""

    def put_draft(self, value: torch.Tensor) -> None:
        """Keep one step's argmax canvas."""
        self.drafts.append(tuple(value[0].tolist()))

    def end(self) -> None:
        """Ignore the end."""


def reference_drafts(network: DiffusionGemmaForBlockDiffusion, wish: Wish) -> list[tuple[int, ...]]:
    """Return the token ids of every step of ``generate``, seeded through the global generator."""
    sampling = wish.sampling
    recorder = DraftRecorder()
    config = DiffusionGemmaGenerationConfig(
        max_new_tokens=wish.canvases * canvas_length(network),
        max_denoising_steps=sampling.max_steps,
        sampler_config=EntropyBoundSamplerConfig(entropy_bound=sampling.entropy_bound),
        t_min=sampling.t_min,
        t_max=sampling.t_max,
        stability_threshold=sampling.stability_threshold,
        confidence_threshold=sampling.confidence_threshold,
        pad_token_id=0,
        eos_token_id=list(wish.end_ids),
    )
    # Marking a step does nothing without compiled graphs, but imports the whole compiler.
    unmarked = mock.patch.object(torch.compiler, "cudagraph_mark_step_begin")
    with unmarked, torch.random.fork_rng(devices=[]):
        torch.manual_seed(wish.seed)
        prompt = cast("torch.LongTensor", torch.tensor([wish.prompt]))
        network.generate(prompt, streamer=recorder, generation_config=config)
    return recorder.drafts


def engine_steps(model: LoadedModel, wish: Wish) -> list[LoopStep]:
    """Return the steps of the engine's loop."""
    refiner = FullLogits(model.denoiser())
    refiner.extend(torch.tensor(wish.prompt))
    plan = CanvasPlan(
        length=canvas_length(model.network),
        vocabulary=vocabulary(model.network),
        source=(),
        pad=0,
        strength=1.0,
        pins={},
        forbidden=(),
    )
    return list(
        denoise(
            refiner,
            plan,
            wish.sampling,
            canvases=wish.canvases,
            end_ids=wish.end_ids,
            generator=torch.Generator().manual_seed(wish.seed),
            cancel=threading.Event(),
        )
    )
