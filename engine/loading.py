"""What a load decides before it reads weights: the device and the prompt template."""

import torch

from engine.device_loss import device_is_lost
from engine.errors import CheckpointDamagedError, DeviceLostError, DeviceMissingError
from engine.machine import kernel_hindrance
from engine.model.checkpoint import SETTINGS, Checkpoint
from engine.prompt import PromptTemplate, load_template


def template_of(checkpoint: Checkpoint) -> PromptTemplate:
    """Read the prompt template that the checkpoint was taught."""
    try:
        return load_template(checkpoint.template)
    except FileNotFoundError as error:
        raise CheckpointDamagedError(
            f"{checkpoint.folder / SETTINGS}: there is no prompt template "
            f"{checkpoint.template!r}; get the checkpoint again or choose another folder"
        ) from error


def choose_device(wish: str | None) -> torch.device:
    """Return the device to load on: the one asked for, else CUDA where there is one.

    Raises:
        DeviceMissingError: there is no CUDA device, and it was asked for.
        DeviceLostError: this process has lost it, and it was asked for.
    """
    if device_is_lost():
        if wish is not None and wish.startswith("cuda"):
            raise DeviceLostError(
                "the graphics card stopped answering earlier on: start Anneal again to use it, or "
                "load the model on the CPU"
            )
        return torch.device("cpu")
    if wish is not None and wish.startswith("cuda") and not torch.cuda.is_available():
        raise DeviceMissingError(
            "there is no CUDA device that torch can use: load the model on the CPU, or install "
            "the driver of the graphics card and torch for CUDA"
        )
    return torch.device(wish or ("cuda" if torch.cuda.is_available() else "cpu"))


def place_for(checkpoint: Checkpoint, wish: str | None) -> torch.device:
    """Return the device to load ``checkpoint`` on, as ``choose_device`` does.

    Raises:
        DeviceMissingError: there is no such device, or not what the kernels need there.
        DeviceLostError: this process has lost it, and it was asked for.
    """
    place = choose_device(wish)
    if place.type == "cuda" and checkpoint.manifest and (hindrance := kernel_hindrance()):
        raise DeviceMissingError(f"{checkpoint.folder}: {hindrance}, or load the model on the CPU")
    return place
