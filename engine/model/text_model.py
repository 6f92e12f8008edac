"""transformers' DiffusionGemma without its vision tower; knows no weight files."""

from collections.abc import Iterator
from contextlib import contextmanager
from logging import CRITICAL
from typing import cast

import torch
from transformers.models.diffusion_gemma.configuration_diffusion_gemma import (
    DiffusionGemmaConfig,
    DiffusionGemmaTextConfig,
)
from transformers.models.diffusion_gemma.modeling_diffusion_gemma import (
    DiffusionGemmaForBlockDiffusion,
    DiffusionGemmaTextRotaryEmbedding,
)
from transformers.models.gemma4.configuration_gemma4 import Gemma4VisionConfig
from transformers.utils import logging

from engine.errors import CheckpointDamagedError

_VISION = [r"\.vision_tower\.", r"\.embed_vision\."]
# Named once in a checkpoint: they are the decoder's too.
_TIED = ("model.encoder.", "lm_head.")
_ENCODERS_OWN = ".layer_scalar"


class TextModel(DiffusionGemmaForBlockDiffusion):
    """DiffusionGemma without its vision tower, whatever the config says of one."""

    _keys_to_ignore_on_load_unexpected: set[str] | list[str] | None = _VISION

    def __init__(self, config: DiffusionGemmaConfig) -> None:
        """Build the model; the tower in between is one layer of eight numbers' width."""
        config.vision_config = Gemma4VisionConfig(
            hidden_size=8,
            intermediate_size=8,
            num_hidden_layers=1,
            num_attention_heads=1,
            num_key_value_heads=1,
            head_dim=8,
        )
        super().__init__(config)
        del self.model.encoder.vision_tower
        del self.model.encoder.embed_vision


def build_empty(config: DiffusionGemmaConfig, device: torch.device) -> TextModel:
    """Build the model with weights that take no memory, for what its modules say and decide.

    Args:
        config: of the checkpoint.
        device: where what encodes positions shall lie; that is computed and in no checkpoint.

    Returns:
        All weights are on the device ``meta``.
    """
    with torch.device("meta"):
        network = TextModel(config)
    text = cast("DiffusionGemmaTextConfig", config.get_text_config())
    for part in (network.model.encoder.language_model, network.model.decoder):
        rotary = DiffusionGemmaTextRotaryEmbedding(text, device=device)
        part.rotary_emb = torch.nn.Module.to(rotary, device)
    network.train(mode=False)
    return network


def stored_shapes(network: TextModel) -> dict[str, tuple[int, ...]]:
    """Return the shapes of all weights that a checkpoint stores, each once, by name."""
    return {
        name: tuple(tensor.shape)
        for name, tensor in network.state_dict().items()
        if name.endswith(_ENCODERS_OWN) or not name.startswith(_TIED)
    }


def assert_shared_weights(network: DiffusionGemmaForBlockDiffusion) -> None:
    """Make sure that encoder, decoder and output layer hold one set of weights in memory.

    Raises:
        CheckpointDamagedError: a weight exists twice.
    """
    decoder = network.model.decoder
    pairs = [
        (name, weight, decoder.get_parameter(name))
        for name, weight in network.model.encoder.language_model.named_parameters()
    ]
    pairs.append(("lm_head.weight", network.lm_head.weight, decoder.embed_tokens.weight))
    for name, one, other in pairs:
        if one.data_ptr() != other.data_ptr():
            raise CheckpointDamagedError(
                f"encoder and decoder do not share {name}: the checkpoint unties its weights, "
                "which would take twice the memory; choose another checkpoint"
            )


@contextmanager
def quiet_transformers() -> Iterator[None]:
    """Keep transformers from printing; what it would report is raised instead."""
    verbosity = logging.get_verbosity()
    bars = logging.is_progress_bar_enabled()
    logging.set_verbosity(CRITICAL)
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()
