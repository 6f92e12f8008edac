"""Puts an adapter on a model in memory; computes nothing.

The model's own weights stay as they are, 4-bit ones too. An adapter on the encoder's modules acts
where the prompt and finished canvases are read, one on the decoder's where a canvas is refined:
what PEFT does with modules of the one or the other.
"""

from dataclasses import replace

import torch
from torch import nn

from engine.model.adapter import Adapter, load_adapter
from engine.model.adapter_files import AdapterFiles
from engine.model.lean_layer import Gated, LeanLayer
from engine.model.lean_weights import DECODER, ENCODER, LeanNetwork
from engine.model.loaded import LoadedModel
from engine.model.weight import LowRank


def adapt_model(model: LoadedModel, files: AdapterFiles) -> LoadedModel:
    """Return a model that computes with an adapter.

    Args:
        model: not to be used any more: the new one has its weights and its modules.
        files: of an adapter that fits it.

    Raises:
        AdapterError: the adapter's matrices cannot be read, or are not finite.
        OutOfMemoryError: there is too little memory for them.
    """
    adapter = load_adapter(files, model.device, model.dtype)
    # The modules of a 4-bit checkpoint hold no weights and compute nothing.
    if not next(model.network.parameters()).is_meta:
        _attach(model.network, adapter)
    return replace(
        model,
        lean=None if model.lean is None else _adapt_lean(model.lean, adapter),
        adapter=adapter.name,
        parameters=model.parameters + files.parameters,
        weight_bytes=model.weight_bytes + adapter_bytes(files, model.dtype),
    )


def adapter_bytes(files: AdapterFiles, dtype: torch.dtype) -> int:
    """Return about how much memory an adapter takes.

    What reads the same input is one product, in which each module's rows are zero in the columns
    of the others: for those the second matrix takes two or three times its size.
    """
    return 2 * files.parameters * dtype.itemsize


def _adapt_lean(lean: LeanNetwork, adapter: Adapter) -> LeanNetwork:
    """Return the weights for the lean forward pass with what an adapter adds."""
    return replace(
        lean,
        encoder_layers=_adapt_layers(lean.encoder_layers, adapter, ENCODER),
        decoder_layers=_adapt_layers(lean.decoder_layers, adapter, DECODER),
        conditioning=_adapt_gated(lean.conditioning, adapter, f"{DECODER}.self_conditioning"),
    )


def _adapt_layers(
    layers: tuple[LeanLayer, ...], adapter: Adapter, part: str
) -> tuple[LeanLayer, ...]:
    """Return the layers of encoder or decoder with what an adapter adds."""
    return tuple(
        _adapt_layer(layer, adapter, f"{part}.layers.{number}")
        for number, layer in enumerate(layers)
    )


def _adapt_layer(layer: LeanLayer, adapter: Adapter, name: str) -> LeanLayer:
    """Return a layer with what an adapter adds to the modules in ``name``."""
    attention, width = f"{name}.self_attn", layer.qk_norm.shape[-1]
    query_rows, key_rows = layer.heads * width, layer.key_value_heads * width
    rows = {f"{attention}.q_proj": query_rows, f"{attention}.k_proj": key_rows}
    if not layer.shared_values:
        rows[f"{attention}.v_proj"] = key_rows
    return replace(
        layer,
        qkv=adapter.apply(layer.qkv, rows),
        output=adapter.apply(layer.output, {f"{attention}.o_proj": layer.output.shape[0]}),
        dense=_adapt_gated(layer.dense, adapter, f"{name}.mlp"),
    )


def _adapt_gated(gated: Gated, adapter: Adapter, name: str) -> Gated:
    """Return a gated block with what an adapter adds to the modules in ``name``."""
    inner = gated.gate_up.shape[0] // 2
    return Gated(
        adapter.apply(gated.gate_up, {f"{name}.gate_proj": inner, f"{name}.up_proj": inner}),
        adapter.apply(gated.down, {f"{name}.down_proj": gated.down.shape[0]}),
    )


class _Adding:
    """A hook that adds to what a linear module gives."""

    def __init__(self, change: LowRank) -> None:
        self._change = change

    def __call__(
        self, _module: nn.Module, inputs: tuple[torch.Tensor], output: torch.Tensor
    ) -> torch.Tensor:
        return output + self._change.linear(inputs[0])


def _attach(network: nn.Module, adapter: Adapter) -> None:
    """Let the modules of transformers add the same, for as long as they live."""
    for name, change in adapter.changes.items():
        network.get_submodule(name).register_forward_hook(_Adding(change))
