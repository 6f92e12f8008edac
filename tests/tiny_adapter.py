"""Makes small random LoRA adapters as PEFT writes them, for tests."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import torch
from safetensors.torch import save_file

from engine.model.text_model import TextModel
from tests.tiny_checkpoint import TinyShape, make_config

ENCODER = "model.encoder.language_model.layers"
DECODER = "model.decoder.layers"
CONDITIONING = "model.decoder.self_conditioning"
ATTENTION = ("q_proj", "k_proj", "v_proj", "o_proj")
DENSE = ("gate_proj", "up_proj", "down_proj")
RANK, ALPHA = 3, 6.0


def linear_shapes(shape: TinyShape) -> dict[str, tuple[int, int]]:
    """Return the shapes [N, K] of all modules that can be adapted, by their names."""
    with torch.device("meta"):
        network = TextModel(make_config(shape))
    return {
        name: (module.out_features, module.in_features)
        for name, module in network.named_modules()
        if isinstance(module, torch.nn.Linear)
        and name.startswith((ENCODER, DECODER, CONDITIONING))
        and name.rpartition(".")[2] in ATTENTION + DENSE
    }


def adapter_tensors(
    modules: Mapping[str, tuple[int, int]],
    *,
    ranks: Mapping[str, int] | None = None,
    seed: int = 0,
    spread: float = 0.2,
) -> dict[str, torch.Tensor]:
    """Return random matrices for modules of the shapes [N, K], by PEFT's names."""
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for name, (rows, columns) in modules.items():
        rank = (ranks or {}).get(name, RANK)
        for side, size in (("A", (rank, columns)), ("B", (rows, rank))):
            matrix = spread * torch.randn(size, generator=generator)
            tensors[f"base_model.model.{name}.lora_{side}.weight"] = matrix
    return tensors


def write_adapter(
    folder: Path, tensors: Mapping[str, torch.Tensor], config: Mapping[str, object] | None = None
) -> Path:
    """Write an adapter's folder; ``config`` changes what the usual one says."""
    folder.mkdir(parents=True, exist_ok=True)
    usual: dict[str, object] = {
        "alora_invocation_tokens": None,
        "alpha_pattern": {},
        "auto_mapping": None,
        "base_model_name_or_path": "somebody/tiny",
        "bias": "none",
        "fan_in_fan_out": False,
        "inference_mode": True,
        "init_lora_weights": True,
        "layer_replication": None,
        "lora_alpha": ALPHA,
        "lora_bias": False,
        "lora_dropout": 0.1,
        "modules_to_save": None,
        "peft_type": "LORA",
        "qalora_group_size": 16,
        "r": RANK,
        "rank_pattern": {},
        "target_modules": _last_parts(tensors),
        "target_parameters": None,
        "task_type": None,
        "use_dora": False,
        "use_qalora": False,
        "use_rslora": False,
    }
    text = json.dumps(usual | dict(config or {}), indent=2)
    (folder / "adapter_config.json").write_text(text, encoding="utf-8")
    save_file(dict(tensors), folder / "adapter_model.safetensors", metadata={"format": "pt"})
    return folder


def _last_parts(tensors: Iterable[str]) -> list[str]:
    """Return the last part of each module's name, as ``target_modules`` has it."""
    return sorted({name.split(".lora_")[0].rpartition(".")[2] for name in tensors})
