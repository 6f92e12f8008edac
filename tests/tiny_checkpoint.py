"""Makes tiny random diffusion_gemma checkpoint folders, tokenizer included, for tests.

They have what a real one has: config, safetensors, tokenizer, generation config. Their text is
gibberish; what they are for is the code around it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers.models.diffusion_gemma.configuration_diffusion_gemma import (
    DiffusionGemmaConfig,
    DiffusionGemmaTextConfig,
)

from engine.model.text_model import TextModel

SPECIAL_TOKENS = (
    "<pad>",
    "<eos>",
    "<bos>",
    "<unk>",
    "<|tool_response>",
    "<|turn>",
    "<turn|>",
    "<|think|>",
    "<|channel>",
    "<channel|>",
)
TAGS = ("<before>", "</before>", "<after>", "</after>", "<selected>", "</selected>")
PAD, EOS, BOS, TOOL_RESPONSE, TURN_END = 0, 1, 2, 4, 6

SLIDING, FULL = "sliding_attention", "full_attention"


@dataclass(frozen=True, slots=True)
class TinyShape:
    """The shape of a tiny model; every size may be changed by a test."""

    layer_types: Sequence[str] = (SLIDING, FULL)
    canvas_length: int = 16
    hidden: int = 32
    heads: int = 4
    key_value_heads: int = 2
    head_dim: int = 8
    full_head_dim: int = 16
    full_key_value_heads: int = 1
    dense: int = 48
    experts: int = 4
    experts_per_token: int = 2
    expert_width: int = 16
    vocabulary: int = 320
    context: int = 1024
    sliding_window: int = 24


def make_checkpoint(
    folder: Path,
    shape: TinyShape | None = None,
    *,
    seed: int = 0,
    spread: float = 0.3,
    residual: float = 1.0,
    dtype: torch.dtype = torch.bfloat16,
    generation: dict[str, object] | None = None,
    settings: dict[str, object] | None = None,
) -> Path:
    """Write a checkpoint folder.

    Args:
        folder: made where it is missing.
        shape: of the model.
        seed: of the weights; the global generator is left as it was.
        spread: standard deviation of the weights.
        residual: what each layer's output is scaled by. Random layers drown the token that a
            position holds, and such a model runs to the step cap; with a small value the token
            comes through, so that the model repeats its canvas and converges.
        dtype: of the stored weights.
        generation: changes to ``generation_config.json``.
        settings: content of ``anneal.json``; ``None`` writes none.

    Returns:
        The folder.
    """
    shape = shape or TinyShape()
    folder.mkdir(parents=True, exist_ok=True)
    config = make_config(shape)
    model = TextModel(config)
    tensors = {
        name: tensor.to(dtype).contiguous()
        for name, tensor in _random_state(model, seed, spread, residual).items()
    }
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    config.architectures = ["DiffusionGemmaForBlockDiffusion"]
    config.dtype = dtype
    config.save_pretrained(folder)
    _write_json(folder / "generation_config.json", _generation_settings() | (generation or {}))
    if settings is not None:
        _write_json(folder / "anneal.json", settings)
    make_tokenizer(shape.vocabulary).save(str(folder / "tokenizer.json"))
    return folder


def make_config(shape: TinyShape) -> DiffusionGemmaConfig:
    """Return the config of a tiny model."""
    text = DiffusionGemmaTextConfig.from_dict(
        {
            "vocab_size": shape.vocabulary,
            "hidden_size": shape.hidden,
            "intermediate_size": shape.dense,
            "num_hidden_layers": len(shape.layer_types),
            "num_attention_heads": shape.heads,
            "num_key_value_heads": shape.key_value_heads,
            "head_dim": shape.head_dim,
            "global_head_dim": shape.full_head_dim,
            "num_global_key_value_heads": shape.full_key_value_heads,
            "max_position_embeddings": shape.context,
            "sliding_window": shape.sliding_window,
            "layer_types": list(shape.layer_types),
            "num_experts": shape.experts,
            "top_k_experts": shape.experts_per_token,
            "moe_intermediate_size": shape.expert_width,
            "pad_token_id": PAD,
            "eos_token_id": EOS,
            "bos_token_id": BOS,
        }
    )
    return DiffusionGemmaConfig(
        text_config=text, vision_config=None, canvas_length=shape.canvas_length
    )


def make_tokenizer(vocabulary: int) -> Tokenizer:
    """Return a byte-level BPE tokenizer with at most ``vocabulary`` ids and a few merges."""
    tokenizer = Tokenizer(models.BPE(unk_token=None))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\n| ?\p{L}+| ?[^\s\p{L}]+|[^\S\n]+"), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary - len(TAGS),
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(["the quick brown fox jumps over the lazy dog " * 20], trainer)
    tokenizer.add_tokens([AddedToken(tag, normalized=False, special=False) for tag in TAGS])
    return tokenizer


def _random_state(
    model: TextModel, seed: int, spread: float, residual: float
) -> dict[str, torch.Tensor]:
    """Return random weights, and ones with a little noise for what scales, tied names once."""
    generator = torch.Generator().manual_seed(seed)
    state: dict[str, torch.Tensor] = {}
    for name, tensor in model.state_dict().items():
        encoder_only = name.startswith("model.encoder.") and not name.endswith("layer_scalar")
        if encoder_only or name == "lm_head.weight":
            continue
        noise = torch.randn(tensor.shape, generator=generator)
        scales = tensor.dim() < 2
        state[name] = 1.0 + 0.1 * noise if scales else spread * noise
        if name.endswith(("post_attention_layernorm.weight", "post_feedforward_layernorm.weight")):
            state[name] *= residual
        elif name.endswith("self_conditioning.down_proj.weight"):
            state[name] *= residual**3
    return state


def _generation_settings() -> dict[str, object]:
    return {
        "bos_token_id": BOS,
        "eos_token_id": [EOS, TURN_END, TOOL_RESPONSE],
        "pad_token_id": PAD,
        "max_denoising_steps": 12,
        "max_new_tokens": 64,
        "sampler_config": {"_cls_name": "EntropyBoundSamplerConfig", "entropy_bound": 0.1},
        "t_min": 0.4,
        "t_max": 0.8,
        "stability_threshold": 1,
        "confidence_threshold": 0.005,
    }


def _write_json(path: Path, values: dict[str, object]) -> None:
    path.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def shard(folder: Path, count: int) -> list[Path]:
    """Split a folder's weights into ``count`` files with an index; return their paths."""
    tensors = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    names = sorted(tensors)
    paths = [folder / f"model-{number + 1:05}-of-{count:05}.safetensors" for number in range(count)]
    placed: dict[str, str] = {}
    for number, path in enumerate(paths):
        part = names[number::count]
        save_file({name: tensors[name] for name in part}, path, metadata={"format": "pt"})
        placed |= dict.fromkeys(part, path.name)
    _write_json(folder / "model.safetensors.index.json", {"metadata": {}, "weight_map": placed})
    return paths


def change_tensors(folder: Path, changed: dict[str, torch.Tensor | None]) -> None:
    """Replace, add or (``None``) take away tensors of an unsharded folder."""
    tensors = load_file(folder / "model.safetensors") | changed
    kept = {name: tensor for name, tensor in tensors.items() if tensor is not None}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
