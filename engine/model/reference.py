"""The model as transformers computes it: the forward pass that ``generate`` runs, and no other.

Knows no sampling and no text.
"""

import torch
from transformers.cache_utils import DynamicCache
from transformers.models.diffusion_gemma.modeling_diffusion_gemma import (
    DiffusionGemmaForBlockDiffusion,
)

from engine.model.cache_fork import fork_cache


class ReferenceDenoiser:
    """A ``engine.denoise.Denoiser`` over the modules of transformers."""

    def __init__(self, model: DiffusionGemmaForBlockDiffusion) -> None:
        """Start with nothing read."""
        self._model = model
        self._cache = DynamicCache(config=model.config.get_text_config(decoder=True))
        self._length = 0

    def fork(self) -> "ReferenceDenoiser":
        """Return one that has read the same; both may go on."""
        twin = ReferenceDenoiser(self._model)
        twin._cache = fork_cache(self._cache)
        twin._length = self._length
        return twin

    @torch.inference_mode()
    def extend(self, ids: torch.Tensor) -> None:
        """Read on: the causal encoder fills the cache."""
        encoder = self._model.model.encoder
        end = self._length + ids.shape[0]
        device = ids.device
        positions = torch.arange(self._length, end, dtype=torch.int32, device=device)[None]
        masks = encoder.create_masks_for_generate(
            config=self._model.config,
            # Only shape, dtype and device are read.
            inputs_embeds=torch.empty((1, ids.shape[0], 0), dtype=self._model.dtype, device=device),
            attention_mask=torch.ones((1, end), dtype=torch.bool, device=device),
            past_key_values=self._cache,
            position_ids=positions,
        )
        encoder(
            input_ids=ids[None],
            attention_mask=masks,
            past_key_values=self._cache,
            position_ids=positions,
        )
        self._length = end

    @torch.inference_mode()
    def logits(self, canvas: torch.Tensor, scores: torch.Tensor | None) -> torch.Tensor:
        """Return float32 [C, V]: the decoder sees all that was read and the whole canvas."""
        if scores is not None:
            scores = scores.to(self._model.model.decoder.embed_tokens.weight.dtype)[None]
        positions = torch.arange(
            self._length,
            self._length + canvas.shape[0],
            dtype=torch.int32,
            device=canvas.device,
        )[None]
        output = self._model(
            decoder_input_ids=canvas[None],
            self_conditioning_logits=scores,
            # Nothing is padded, and the decoder sees everything: no masks.
            decoder_attention_mask={"full_attention": None, "sliding_attention": None},
            past_key_values=self._cache,
            decoder_position_ids=positions,
        )
        logits: torch.Tensor = output.logits[0]
        return logits
