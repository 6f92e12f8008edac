"""A small model's configuration in the form of the 26B model's, for tests of random weights."""

import json
from pathlib import Path

import pytest

from engine.bench import synthetic
from engine.plan.shape import FULL, SLIDING

_CHANGES: dict[str, object] = {
    "vocab_size": 320,
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 3,
    "layer_types": [SLIDING, SLIDING, FULL],
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "num_global_key_value_heads": 1,
    "global_head_dim": 16,
    "sliding_window": 24,
    "num_experts": 16,
    "top_k_experts": 2,
    "moe_intermediate_size": 32,
    "max_position_embeddings": 128,
}


def make_it_small(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the synthetic model be a small one."""
    values = json.loads(synthetic.config_path().read_text(encoding="utf-8"))
    values["canvas_length"] = 16
    values["text_config"] |= _CHANGES
    path = folder / "config.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    monkeypatch.setattr(synthetic, "config_path", lambda: path)
