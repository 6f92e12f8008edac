"""Loads a checkpoint folder into transformers' own class; knows no sampling and no requests.

The files are checked first (``checkpoint.py``), nothing is fetched, no code of the checkpoint is
run, and the vision tower is never built.
"""

from collections.abc import Callable
from typing import cast

import torch
from huggingface_hub.errors import StrictDataclassError
from safetensors import SafetensorError
from transformers.models.diffusion_gemma.configuration_diffusion_gemma import DiffusionGemmaConfig

from engine.errors import CheckpointDamagedError
from engine.model.checkpoint import Checkpoint
from engine.model.lean import make_head
from engine.model.lean_weights import make_lean
from engine.model.loaded import LoadedModel
from engine.model.memory import is_out_of_memory, memory_named
from engine.model.quantized_loader import load_quantized
from engine.model.text_model import TextModel, assert_shared_weights, quiet_transformers
from engine.model.weight_source import ModuleWeights

# What transformers raises where it stumbles over a config or a tensor; it checks little itself.
_REFUSALS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    SafetensorError,
    StrictDataclassError,
    TypeError,
    ValueError,
)
_BFLOAT16_FEATURES = ("avx512_bf16", "amx_bf16", "bf16")


def compute_dtype(device: torch.device) -> torch.dtype:
    """Return the type to compute in on a device: bfloat16 where it has instructions for that.

    Measured with a model of the starter's size on a processor that has them: a decoder pass took
    15.0 ms in bfloat16 and 20.5 ms in float32. Without them bfloat16 is many times slower.
    """
    if device.type == "cpu":
        features = torch.cpu.get_capabilities()
        return torch.bfloat16 if any(map(features.get, _BFLOAT16_FEATURES)) else torch.float32
    return torch.bfloat16


def load_model(
    checkpoint: Checkpoint,
    device: torch.device,
    dtype: torch.dtype,
    *,
    on_read: Callable[[float], None] = lambda _share: None,
) -> LoadedModel:
    """Load the weights.

    Args:
        checkpoint: a checked folder.
        device: where the weights shall lie.
        dtype: of the weights in memory.
        on_read: hears which share of the weights is read, 0 to 1, where that can be told; it may
            raise to break the load off.

    Raises:
        CheckpointDamagedError: tensors are missing, left over or of another shape, or
            transformers refuses the config.
        OutOfMemoryError: there is too little memory.
    """
    on_read(0.0)
    if checkpoint.manifest is not None:
        return load_quantized(checkpoint, device, dtype, on_read=on_read)
    with memory_named(checkpoint.folder):
        network, report = _read_network(checkpoint, dtype)
        _check_report(checkpoint, report)
        # Not `network.to`: the class wraps it in a signature of its own.
        torch.nn.Module.to(network, device)
        on_cpu = device.type == "cpu"
        lean = make_lean(network, ModuleWeights(network), dtype) if on_cpu else None
        head = None if lean is None else make_head(lean)
    assert_shared_weights(network)
    weights = {weight.data_ptr(): weight for weight in network.parameters()}.values()
    return LoadedModel(
        network=network,
        lean=lean,
        head=head,
        device=device,
        dtype=dtype,
        recipe="",
        parameters=sum(weight.numel() for weight in weights),
        weight_bytes=sum(weight.numel() * weight.element_size() for weight in weights),
    )


def _read_network(
    checkpoint: Checkpoint, dtype: torch.dtype
) -> tuple[TextModel, dict[str, set[str]]]:
    """Let transformers read the weights; return the model and the report of what did not fit."""

    class ComparedModel(TextModel):
        """Is compared with the files as soon as it is built, before its weights take memory."""

        def __init__(self, config: DiffusionGemmaConfig) -> None:
            super().__init__(config)
            _compare_shapes(self, checkpoint)

    with quiet_transformers():
        try:
            loaded: object = ComparedModel.from_pretrained(
                checkpoint.folder,
                local_files_only=True,
                use_safetensors=True,
                trust_remote_code=False,
                dtype=dtype,
                output_loading_info=True,
            )
        except _REFUSALS as error:
            if is_out_of_memory(error):
                raise
            raise CheckpointDamagedError(
                f"{checkpoint.folder}: transformers cannot make a model of the config and the "
                f"weights ({type(error).__name__}: {error}); get the checkpoint again or choose "
                "another folder"
            ) from error
    return cast("tuple[TextModel, dict[str, set[str]]]", loaded)


def _compare_shapes(network: TextModel, checkpoint: Checkpoint) -> None:
    """Raise where a tensor is stored in another shape than the network has it."""
    wanted = {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}
    for tensor in checkpoint.tensors:
        shape = wanted.get(tensor.name, tensor.shape)
        if shape != tensor.shape:
            raise CheckpointDamagedError(
                f"{checkpoint.folder}: {tensor.name} is stored with the shape "
                f"{list(tensor.shape)}, and the config asks for {list(shape)}, so they are not of "
                "one checkpoint; get it again or choose another folder"
            )


def _check_report(checkpoint: Checkpoint, report: dict[str, set[str]]) -> None:
    """Raise where transformers missed tensors, or had some left over."""
    for fault, names in (
        ("are missing", report["missing_keys"]),
        ("are not of this model", report["unexpected_keys"]),
    ):
        if names:
            raise CheckpointDamagedError(
                f"{checkpoint.folder}: {len(names)} tensors {fault}, the first is "
                f"{sorted(names)[0]}; get the checkpoint again"
            )
