"""A model in memory and what reads with it; loads nothing."""

from dataclasses import dataclass

import torch
from transformers.models.diffusion_gemma.modeling_diffusion_gemma import (
    DiffusionGemmaForBlockDiffusion,
)

from engine.denoise import Denoiser, FullLogits, Refiner
from engine.model.lean import Head, LeanDenoiser
from engine.model.lean_weights import LeanNetwork
from engine.model.reference import ReferenceDenoiser


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model in memory.

    Attributes:
        network: the modules of transformers; those of a 4-bit checkpoint hold no weights.
        lean: the weights for the lean forward pass, ``None`` where that is not used.
        head: the output layer for the lean forward pass on the CPU, ``None`` elsewhere.
        device: where the weights lie.
        dtype: of the activations.
        recipe: name of the recipe by which the weights were quantized, empty where they were not.
        parameters: number of weights, each counted once.
        weight_bytes: memory that they take.
        adapter: name of the adapter that the model computes with, empty where there is none.
    """

    network: DiffusionGemmaForBlockDiffusion
    lean: LeanNetwork | None
    head: Head | None
    device: torch.device
    dtype: torch.dtype
    recipe: str
    parameters: int
    weight_bytes: int
    adapter: str = ""

    def denoiser(self) -> Denoiser:
        """Return what gives the logits of a whole canvas, and has read nothing yet."""
        if self.lean is not None and self.head is not None:
            return LeanDenoiser(self.lean, self.head)
        return ReferenceDenoiser(self.network)

    def open(self) -> Refiner:
        """Return what refines a canvas, and has read nothing yet."""
        return FullLogits(self.denoiser())
