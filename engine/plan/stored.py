"""The plan of a checkpoint that is at hand: its stored bytes win over computed ones."""

from dataclasses import replace

from engine.four_bit.recipe import find_recipe
from engine.model.checkpoint import CONFIG, Checkpoint
from engine.model.json_values import read_json
from engine.plan.fit import DeviceMemory, PlannedModel, require_room
from engine.plan.shape import read_shape
from engine.plan.weights import stored_parts


def planned(checkpoint: Checkpoint) -> PlannedModel:
    """Return what a plan needs to know of a checkpoint that was read and checked.

    Raises:
        CheckpointError: its config was changed meanwhile and cannot be read any more.
    """
    manifest = checkpoint.manifest
    return PlannedModel(
        name=checkpoint.name,
        shape=read_shape(read_json(checkpoint.folder / CONFIG)),
        recipe=find_recipe("plain") if manifest is None else manifest.recipe,
        stored=stored_parts(checkpoint.tensors, quantized=manifest is not None),
    )


def with_room(
    checkpoint: Checkpoint, device: DeviceMemory | None, *, beside: int = 0
) -> Checkpoint:
    """Return a checkpoint as a device has room for it: its context may be shorter than its own.

    Args:
        checkpoint: that was read and checked; nothing of it is loaded yet.
        device: where it shall be loaded, ``None`` where its memory is not known.
        beside: bytes of the device that something else will take, an adapter for instance.

    Raises:
        OutOfMemoryError: there is no room even for the shortest context; the message names the
            choices.
    """
    if device is None:
        return checkpoint
    left = replace(device, free=max(0, device.free - beside))
    return replace(checkpoint, context_length=require_room(planned(checkpoint), left))
