"""Quantizing takes the memory of a few megabytes of weights, whatever the checkpoint's size."""

import json
import os
import struct
import subprocess
import sys
from math import prod
from pathlib import Path

import pytest
import torch

from engine.four_bit.manifest import MANIFEST, read_manifest
from engine.model.text_model import TextModel
from engine.model.weight_files import read_header
from tests.tiny_checkpoint import FULL, TinyShape, make_config, make_tokenizer

ROOT = Path(__file__).resolve().parents[3]
# 2 GB, of which the embeddings are one tensor of 1 GB; experts are few, since NF4 takes the time.
SHAPE = TinyShape(
    layer_types=(FULL,),
    hidden=2048,
    heads=8,
    key_value_heads=2,
    full_head_dim=256,
    dense=33_000,
    experts=16,
    expert_width=512,
    vocabulary=262_144,
)
MOST = 400e6  # above the interpreter with torch, in bytes; 0.09 GB were read


def make_sparse_checkpoint(folder: Path) -> int:
    """Write a checkpoint of zeros, which take no room on the disk; return the bytes of weights."""
    folder.mkdir()
    config = make_config(SHAPE)
    with torch.device("meta"):
        state = TextModel(config).state_dict()
    config.save_pretrained(folder)
    make_tokenizer(320).save(str(folder / "tokenizer.json"))
    header: dict[str, object] = {}
    end = 0
    for name, tensor in state.items():
        if name.startswith("model.decoder.") or name.endswith(".layer_scalar"):
            start, end = end, end + 2 * prod(tensor.shape)
            header[name] = {
                "dtype": "BF16",
                "shape": list(tensor.shape),
                "data_offsets": [start, end],
            }
    text = json.dumps(header).encode()
    with (folder / "model.safetensors").open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + end)
    return end


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from Linux's /proc")
def test_2_gb_are_quantized_with_a_fifth_of_the_memory(tmp_path: Path) -> None:
    size = make_sparse_checkpoint(tmp_path / "source")
    assert size > 2e9
    child = "tests.engine.four_bit.memory_child"
    command: list[str | Path] = [sys.executable, "-m", child, tmp_path / "source"]
    result = subprocess.run(
        [*command, tmp_path / "4bit", "compact"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        # The driver of a GPU takes memory of its own.
        env=os.environ | {"CUDA_VISIBLE_DEVICES": ""},
    )
    before, peak = map(int, result.stdout.split())
    manifest = read_manifest(tmp_path / "4bit" / MANIFEST)
    stored = [read_header(tmp_path / "4bit" / file.name) for file in manifest.weight_files]
    assert {tensor.dtype for tensors in stored for tensor in tensors} == {"BF16", "F32", "I8", "U8"}
    assert peak - before < MOST
