"""Says what a loaded model is and where it runs; loads nothing."""

import platform
from pathlib import Path

import torch

from engine.model.checkpoint import Checkpoint
from engine.model.loaded import LoadedModel
from engine.model_info import ModelInfo


def describe(checkpoint: Checkpoint, model: LoadedModel) -> ModelInfo:
    """Sum up a loaded model."""
    return ModelInfo(
        name=f"{checkpoint.name} + {model.adapter}" if model.adapter else checkpoint.name,
        folder=checkpoint.folder,
        parameters=model.parameters,
        weight_bytes=model.weight_bytes,
        canvas_length=checkpoint.canvas_length,
        context_length=checkpoint.context_length,
        device=model.device.type,
        device_name=device_name(model.device),
        dtype=str(model.dtype).removeprefix("torch."),
        taught_only=checkpoint.taught_only,
        recipe=model.recipe,
        adapter=model.adapter,
        sampling=checkpoint.sampling,
    )


def device_name(device: torch.device) -> str:
    """Return the name of a device for people."""
    return _processor() if device.type == "cpu" else torch.cuda.get_device_name(device)


def _processor() -> str:
    """Return the processor's name for people."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
