"""Reads the weights of a 4-bit checkpoint onto a device; knows no layers."""

from collections.abc import Callable

import torch
from safetensors import SafetensorError, safe_open

from engine.errors import CheckpointDamagedError
from engine.four_bit.recipe import Format
from engine.four_bit.stored_files import check_stored, find_weights
from engine.model.checkpoint import Checkpoint
from engine.model.int8 import Int8Weight
from engine.model.json_values import AGAIN, unreadable
from engine.model.nf4 import Nf4Weight
from engine.model.weight import Weight


def read_weights(
    checkpoint: Checkpoint,
    device: torch.device,
    *,
    on_read: Callable[[float], None] = lambda _share: None,
) -> dict[str, Weight]:
    """Map the weight files into memory, one after another, and copy them to ``device``.

    On the CPU nothing is copied: a weight is read from its file where it is first used.

    Args:
        checkpoint: a checked folder with a manifest.
        device: where the weights shall lie.
        on_read: hears after each tensor which share of the bytes is read, 0 to 1; what it raises
            goes through.

    Returns:
        All weights by the names that the model has for them, each stored once.

    Raises:
        CheckpointMissingError: a file is not there.
        CheckpointDamagedError: a file has another size than the manifest says, cannot be read, or
            has tensors that are missing or left over.
        ValueError: the folder has no manifest.
    """
    if checkpoint.manifest is None:
        raise ValueError(f"{checkpoint.folder} is no 4-bit checkpoint")
    # Once more: a mapped file that has become shorter would end the process, not raise.
    files, stored = check_stored(checkpoint.folder, checkpoint.manifest)
    tensors: dict[str, torch.Tensor] = {}
    size, done = sum(tensor.nbytes for tensor in stored), 0
    for path in files:
        here = [tensor for tensor in stored if tensor.file == path]
        try:
            with safe_open(path, framework="pt", device=str(device)) as file:
                for tensor in here:
                    tensors[tensor.name] = file.get_tensor(tensor.name)
                    done += tensor.nbytes
                    on_read(done / size)
        except SafetensorError as error:
            raise CheckpointDamagedError(f"{path}: cannot be read ({error}); {AGAIN}") from error
        except OSError as error:
            raise unreadable(path, error) from error
    weights: dict[str, Weight] = {}
    for weight in find_weights(stored):
        values = tensors.pop(weight.values.name)
        if weight.scales is None:
            weights[weight.name] = values
            continue
        scales = tensors.pop(weight.scales.name)
        quantized = Nf4Weight if weight.format is Format.NF4 else Int8Weight
        weights[weight.name] = quantized(values, scales)
    return weights
