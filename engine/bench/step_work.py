"""What one denoising step has to move and to compute at least, part by part; measures nothing.

C is the canvas, H the width of the model, V the vocabulary. A multiplication with its addition
counts as two operations.
"""

from collections import Counter
from dataclasses import dataclass
from typing import cast

import torch
from torch import nn
from transformers.models.diffusion_gemma.configuration_diffusion_gemma import (
    DiffusionGemmaTextConfig,
)
from transformers.models.diffusion_gemma.modeling_diffusion_gemma import (
    DiffusionGemmaForBlockDiffusion,
)

from engine.four_bit.recipe import Part, part_of
from engine.model.lean_layer import Gated
from engine.model.lean_weights import LeanNetwork
from engine.model.loaded import LoadedModel
from engine.model.weight import AdaptedWeight, LinearWeight

_DECODER = "model.decoder."
_SLIDING = "sliding_attention"


@dataclass(frozen=True, slots=True)
class PartWork:
    """A part of a step.

    Attributes:
        part: its name for people.
        nbytes: that have to be moved, each counted once.
        flop: operations.
    """

    part: str
    nbytes: int
    flop: int


EXPERTS, DENSE, ATTENTION, HEAD, SAMPLING = (
    "experts",
    "dense parts",
    "attention over the cache",
    "head",
    "sampling",
)


def step_work(model: LoadedModel, read: int) -> tuple[PartWork, ...]:
    """Return the work of one step on a canvas behind ``read`` tokens.

    - Experts: every expert of every layer is read once, which 16 positions an expert make all but
      certain; each position asks as many experts as answer.
    - Dense parts: the projections of attention, the dense blocks, the router and the
      self-conditioning block.
    - Attention: the keys and values that a canvas sees, its own among them.
    - Head: the embeddings are read once and multiplied twice: logits, and the embedding that the
      next step is conditioned on.
    - Sampling: the logits are written once and read once, in the type of the activations.
    """
    network = model.network
    text = cast("DiffusionGemmaTextConfig", network.config.get_text_config())
    canvas = int(network.config.canvas_length or 0)
    counts, sizes = _counts(network), weight_bytes(model)
    cached, products = _attention(network, text, canvas, read)
    answering = int(text.top_k_experts or 0) / int(text.num_experts or 1)
    dense = (Part.ATTENTION, Part.DENSE, Part.ROUTER)
    return (
        PartWork(
            EXPERTS, sizes[Part.EXPERTS], round(2 * canvas * counts[Part.EXPERTS] * answering)
        ),
        PartWork(
            DENSE,
            sum(sizes[part] for part in dense),
            2 * canvas * sum(counts[part] for part in dense),
        ),
        PartWork(ATTENTION, cached * model.dtype.itemsize, 4 * products),
        PartWork(HEAD, sizes[Part.EMBEDDING], 2 * 2 * canvas * counts[Part.EMBEDDING]),
        PartWork(SAMPLING, 2 * canvas * text.vocab_size * model.dtype.itemsize, 0),
    )


def _counts(network: DiffusionGemmaForBlockDiffusion) -> Counter[Part]:
    """Return the number of weights of each part; their tensors may take no memory."""
    counts: Counter[Part] = Counter()
    for name, tensor in network.state_dict().items():
        if name.startswith(_DECODER):
            counts[part_of(name)] += tensor.numel()
    return counts


def weight_bytes(model: LoadedModel) -> Counter[Part]:
    """Return the memory that the weights of each part take, in bytes, norms and scales left out."""
    if model.lean is not None:
        return _lean_bytes(model.lean)
    sizes: Counter[Part] = Counter()
    for name, tensor in model.network.state_dict().items():
        if name.startswith(_DECODER) and part_of(name) is not Part.REST:
            sizes[part_of(name)] += tensor.nbytes
    return sizes


def _lean_bytes(lean: LeanNetwork) -> Counter[Part]:
    sizes = Counter({Part.EMBEDDING: lean.embeddings.nbytes, Part.DENSE: _gated(lean.conditioning)})
    for layer in lean.decoder_layers:
        sizes[Part.EXPERTS] += layer.gate_up.nbytes + layer.down.nbytes
        sizes[Part.ATTENTION] += _nbytes(layer.qkv) + _nbytes(layer.output)
        sizes[Part.DENSE] += _gated(layer.dense)
        sizes[Part.ROUTER] += layer.router.nbytes
    return sizes


def _gated(block: Gated) -> int:
    return _nbytes(block.gate_up) + _nbytes(block.down)


def _nbytes(weight: LinearWeight) -> int:
    """Return the memory of a weight, with what an adapter adds to it."""
    if isinstance(weight, AdaptedWeight):
        return _nbytes(weight.base) + weight.added.down.nbytes + weight.added.up.nbytes
    return weight.nbytes


def _attention(
    network: DiffusionGemmaForBlockDiffusion,
    text: DiffusionGemmaTextConfig,
    canvas: int,
    read: int,
) -> tuple[int, int]:
    """Return numbers of keys and values that are read, and multiplications of half of attention.

    The other half is as large: scores are ``queries x keys``, answers ``shares x values``.
    """
    numbers = products = 0
    for layer, kind in zip(network.model.decoder.layers, text.layer_types or (), strict=True):
        width = _rows(layer, "self_attn.q_norm")
        kept = min(read, text.sliding_window - 1) if kind == _SLIDING else read
        numbers += 2 * _rows(layer, "self_attn.k_proj") * (kept + canvas)
        products += text.num_attention_heads * width * canvas * (kept + canvas)
    return numbers, products


def _rows(layer: nn.Module, name: str) -> int:
    weight: torch.Tensor = layer.get_parameter(f"{name}.weight")
    return weight.shape[0]
