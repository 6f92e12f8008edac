"""Loads a 4-bit checkpoint: its own weights, and transformers' modules for what they decide.

The modules are built without memory for weights (``text_model.build_empty``): transformers' own
4-bit load leaves the experts in bf16, and no module of it holds them otherwise.
"""

from collections.abc import Callable

import torch
from transformers.models.diffusion_gemma.configuration_diffusion_gemma import DiffusionGemmaConfig

from engine.errors import CheckpointDamagedError
from engine.four_bit.stored_weights import read_weights
from engine.model.checkpoint import Checkpoint
from engine.model.json_values import AGAIN
from engine.model.lean import make_head
from engine.model.lean_weights import make_lean
from engine.model.loaded import LoadedModel
from engine.model.memory import memory_named
from engine.model.text_model import TextModel, build_empty, quiet_transformers, stored_shapes
from engine.model.weight import Weight
from engine.model.weight_source import StoredWeights


def load_quantized(
    checkpoint: Checkpoint,
    device: torch.device,
    dtype: torch.dtype,
    *,
    on_read: Callable[[float], None] = lambda _share: None,
) -> LoadedModel:
    """Load the weights in the formats in which they are stored.

    Args:
        checkpoint: a checked folder with a manifest.
        device: where the weights shall lie.
        dtype: of the activations, and of the weights that are not quantized.
        on_read: as ``read_weights`` has it.

    Raises:
        CheckpointDamagedError: tensors are missing, left over or of another shape, or the config
            cannot be read.
        OutOfMemoryError: there is too little memory.
        ValueError: the folder has no manifest.
    """
    if checkpoint.manifest is None:
        raise ValueError(f"{checkpoint.folder} is no 4-bit checkpoint")
    with memory_named(checkpoint.folder):
        network = _build(checkpoint, device)
        weights = read_weights(checkpoint, device, on_read=on_read)
        _compare(checkpoint, network, weights)
        return assemble(network, weights, checkpoint.manifest.recipe.name, device, dtype)


def assemble(
    network: TextModel,
    weights: dict[str, Weight],
    recipe: str,
    device: torch.device,
    dtype: torch.dtype,
) -> LoadedModel:
    """Make a model of weights in the formats of a recipe.

    Args:
        network: modules without weights.
        weights: on ``device``, by the names of a checkpoint, each once; emptied in time.
        recipe: its name.
        device: where the weights lie.
        dtype: of the activations, and of the weights that are not quantized.
    """
    parameters = sum(_count(weight) for weight in weights.values())
    weight_bytes = sum(weight.nbytes for weight in weights.values())
    lean = make_lean(network, StoredWeights(weights, dtype), dtype)
    return LoadedModel(
        network=network,
        lean=lean,
        head=make_head(lean) if device.type == "cpu" else None,
        device=device,
        dtype=dtype,
        recipe=recipe,
        parameters=parameters,
        weight_bytes=weight_bytes,
    )


def _build(checkpoint: Checkpoint, device: torch.device) -> TextModel:
    """Build the modules from the checkpoint's config."""
    with quiet_transformers():
        config = DiffusionGemmaConfig.from_pretrained(
            checkpoint.folder, local_files_only=True, attn_implementation="sdpa"
        )
        return build_empty(config, device)


def _compare(checkpoint: Checkpoint, network: TextModel, weights: dict[str, Weight]) -> None:
    """Raise where the stored weights are not those of the network."""
    wanted = stored_shapes(network)
    for fault, names in (
        ("are missing", wanted.keys() - weights.keys()),
        ("are not of this model", weights.keys() - wanted.keys()),
    ):
        if names:
            raise CheckpointDamagedError(
                f"{checkpoint.folder}: {len(names)} tensors {fault}, the first is "
                f"{sorted(names)[0]}; {AGAIN}"
            )
    for name, shape in wanted.items():
        stored = tuple(weights[name].shape)
        if stored != shape:
            raise CheckpointDamagedError(
                f"{checkpoint.folder}: {name} is stored with the shape {list(stored)}, and the "
                f"config asks for {list(shape)}, so they are not of one checkpoint; {AGAIN}"
            )


def _count(weight: Weight) -> int:
    """Return the number of weights that a tensor stands for."""
    return torch.Size(weight.shape).numel()
