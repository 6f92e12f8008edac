"""The starter model's shape and its checkpoint folder; knows nothing of data or training.

The model is a plain ``DiffusionGemmaForBlockDiffusion``: the numbers below are all that is ours.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from transformers import (
    DiffusionGemmaConfig,
    DiffusionGemmaForBlockDiffusion,
    DiffusionGemmaTextConfig,
)

CANVAS_LENGTH = 128
CONTEXT_LENGTH = 1024
VOCABULARY = 2560
HIDDEN = 192
LAYERS = 6
HEADS = 4
KEY_VALUE_HEADS = 2
HEAD_DIM = 64
FULL_HEAD_DIM = 128
DENSE = 288
EXPERTS = 4
EXPERTS_PER_TOKEN = 2
EXPERT_WIDTH = 96
# Most layers separate keys and values; the full ones share them, as in the large model.
LAYER_TYPES = ("sliding_attention", "full_attention") * 3

PAD, EOS, BOS, TURN_END = 0, 1, 2, 6

# Summed entropy in nats up to which a step accepts positions.
ENTROPY_BOUND = 0.5


def make_config() -> DiffusionGemmaConfig:
    """Return the config of the starter model, in the class that the large model uses too."""
    text: dict[str, Any] = {
        "vocab_size": VOCABULARY,
        "hidden_size": HIDDEN,
        "intermediate_size": DENSE,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "num_key_value_heads": KEY_VALUE_HEADS,
        "head_dim": HEAD_DIM,
        "global_head_dim": FULL_HEAD_DIM,
        "num_global_key_value_heads": KEY_VALUE_HEADS,
        "max_position_embeddings": CONTEXT_LENGTH,
        "sliding_window": CONTEXT_LENGTH,
        "layer_types": list(LAYER_TYPES),
        "num_experts": EXPERTS,
        "top_k_experts": EXPERTS_PER_TOKEN,
        "moe_intermediate_size": EXPERT_WIDTH,
        "pad_token_id": PAD,
        "eos_token_id": EOS,
        "bos_token_id": BOS,
        "dtype": torch.bfloat16,
    }
    return DiffusionGemmaConfig(
        text_config=DiffusionGemmaTextConfig(**text),
        vision_config=None,
        canvas_length=CANVAS_LENGTH,
        dtype=torch.bfloat16,
    )


def generation_settings() -> dict[str, object]:
    """Return ``generation_config.json``: the large model's sampler, with wider bounds.

    A small model is never as sure of a word as the large one: with the large one's bounds it
    would draw words again that were right, step after step.
    """
    return {
        "bos_token_id": BOS,
        "eos_token_id": [EOS, TURN_END],
        "pad_token_id": PAD,
        "max_denoising_steps": 48,
        "max_new_tokens": 4 * CANVAS_LENGTH,
        "sampler_config": {
            "_cls_name": "EntropyBoundSamplerConfig",
            "entropy_bound": ENTROPY_BOUND,
        },
        "t_min": 0.4,
        "t_max": 0.6,
        "stability_threshold": 1,
        "confidence_threshold": 0.02,
    }


def write_checkpoint(folder: Path, weights: dict[str, torch.Tensor], tokenizer: Path) -> None:
    """Write a checkpoint folder that the engine loads like any other.

    Args:
        folder: made where it is missing; files in it are replaced.
        weights: names of the transformers class to tensors; tied names once.
        tokenizer: the tokenizer's folder.

    Raises:
        ValueError: a weight is missing, left over or of another shape.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = make_config()
    model = DiffusionGemmaForBlockDiffusion(config)
    wanted = {name for name, _ in model.model.decoder.named_parameters(prefix="model.decoder")}
    unexpected = model.load_state_dict(weights, strict=False).unexpected_keys
    if unexpected or wanted != set(weights):
        raise ValueError(f"weights differ from the model's: {sorted(wanted ^ set(weights))}")
    # The class has one buffer a layer that is no parameter; training leaves it at 1.
    scalars = {
        f"model.{side}.layers.{layer}.layer_scalar": torch.ones(1)
        for side in ("decoder", "encoder.language_model")
        for layer in range(LAYERS)
    }
    weights = weights | scalars
    tensors = {name: value.to(torch.bfloat16).contiguous() for name, value in weights.items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    config.architectures = ["DiffusionGemmaForBlockDiffusion"]
    config.save_pretrained(folder)
    (folder / "generation_config.json").write_text(
        json.dumps(generation_settings(), indent=2) + "\n", encoding="utf-8"
    )
    # None of the taught edits depends on what stands around the span.
    settings = {"template": "taught", "taught_only": True, "context_tokens": 0, "name": "Starter"}
    (folder / "anneal.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(tokenizer / name, folder / name)
