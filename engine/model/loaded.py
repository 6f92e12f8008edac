"""A model in memory and what reads with it; loads nothing."""

from dataclasses import dataclass

import torch
from transformers.models.diffusion_gemma.modeling_diffusion_gemma import (
    DiffusionGemmaForBlockDiffusion,
)

from engine.denoise import Denoiser
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
        """Return what gives the logits of a whole canvas, and has read nothing yet.

        Raises:
            ValueError: the weights are in 4 bits on a GPU, where no logits are kept.
        """
        if self.lean is None:
            return ReferenceDenoiser(self.network)
        if self.head is None:
            raise ValueError("a model in 4 bits on a GPU has no logits of a whole canvas")
        return LeanDenoiser(self.lean, self.head)
