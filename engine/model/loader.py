"""Loads a checkpoint folder into transformers' own class; knows no sampling and no requests.

The files are checked first (``checkpoint.py``), nothing is fetched, no code of the checkpoint is
run, and the vision tower is never built.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from logging import CRITICAL
from typing import cast

import torch
from huggingface_hub.errors import StrictDataclassError
from safetensors import SafetensorError
from tokenizers import Tokenizer
from transformers.models.diffusion_gemma.configuration_diffusion_gemma import DiffusionGemmaConfig
from transformers.models.diffusion_gemma.modeling_diffusion_gemma import (
    DiffusionGemmaForBlockDiffusion,
)
from transformers.models.gemma4.configuration_gemma4 import Gemma4VisionConfig
from transformers.utils import logging

from engine.denoise import Denoiser
from engine.errors import CheckpointDamagedError, TokenizerMismatchError
from engine.model.checkpoint import TOKENIZER, Checkpoint
from engine.model.lean import LeanDenoiser
from engine.model.lean_weights import LeanNetwork, make_lean
from engine.model.memory import is_out_of_memory, memory_named
from engine.model.reference import ReferenceDenoiser

TURN_END = "<turn|>"
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
_VISION = [r"\.vision_tower\.", r"\.embed_vision\."]
_NEEDED_PIECES = ("<bos>", "<|turn>", TURN_END, "<|channel>", "<channel|>")


class TextModel(DiffusionGemmaForBlockDiffusion):
    """DiffusionGemma without its vision tower, whatever the config says of one."""

    _keys_to_ignore_on_load_unexpected: set[str] | list[str] | None = _VISION

    def __init__(self, config: DiffusionGemmaConfig) -> None:
        """Build the model; the tower in between is one layer of eight numbers' width."""
        config.vision_config = Gemma4VisionConfig(
            hidden_size=8,
            intermediate_size=8,
            num_hidden_layers=1,
            num_attention_heads=1,
            num_key_value_heads=1,
            head_dim=8,
        )
        super().__init__(config)
        del self.model.encoder.vision_tower
        del self.model.encoder.embed_vision


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model in memory.

    Attributes:
        network: the modules of transformers.
        lean: the same weights for the lean forward pass, ``None`` where that is not used.
        parameters: number of weights, each counted once.
        weight_bytes: memory that they take.
    """

    network: DiffusionGemmaForBlockDiffusion
    lean: LeanNetwork | None
    parameters: int
    weight_bytes: int

    @property
    def embeddings(self) -> torch.Tensor:
        """The token embeddings, [V, H]."""
        return cast("torch.Tensor", self.network.model.decoder.embed_tokens.weight)

    @property
    def device(self) -> torch.device:
        """Where the weights lie."""
        return self.embeddings.device

    @property
    def dtype(self) -> torch.dtype:
        """Of the weights."""
        return self.embeddings.dtype

    def open(self) -> Denoiser:
        """Return a denoiser that has read nothing yet."""
        return LeanDenoiser(self.lean) if self.lean else ReferenceDenoiser(self.network)


def load_tokenizer(checkpoint: Checkpoint) -> Tokenizer:
    """Read the tokenizer and check that it belongs to the checkpoint.

    Raises:
        CheckpointDamagedError: the file cannot be read.
        TokenizerMismatchError: it has more ids than the model, lacks a control token, or the
            checkpoint names ids that it does not have.
    """
    path = checkpoint.folder / TOKENIZER
    try:
        tokenizer: Tokenizer = Tokenizer.from_file(str(path))
    # The library raises nothing more precise.
    except Exception as error:
        raise CheckpointDamagedError(f"{path}: cannot be read as a tokenizer ({error})") from error
    advice = "take the tokenizer that belongs to the checkpoint"
    highest = max(tokenizer.get_vocab(with_added_tokens=True).values(), default=-1)
    if highest >= checkpoint.vocabulary:
        raise TokenizerMismatchError(
            f"{path}: has the id {highest} and the model only {checkpoint.vocabulary} ids: {advice}"
        )
    for piece in _NEEDED_PIECES:
        control_id(tokenizer, piece)
    for token in (checkpoint.pad_id, *checkpoint.end_ids):
        if tokenizer.id_to_token(token) is None:
            raise TokenizerMismatchError(
                f"{path}: has no id {token}, which the checkpoint uses to end or fill a turn: "
                f"{advice}"
            )
    if tokenizer.token_to_id(TURN_END) not in checkpoint.end_ids:
        raise TokenizerMismatchError(
            f"{path}: {TURN_END!r} is none of the checkpoint's end tokens "
            f"{list(checkpoint.end_ids)}: {advice}"
        )
    return tokenizer


def control_id(tokenizer: Tokenizer, piece: str) -> int:
    """Return the id of a control token.

    Raises:
        TokenizerMismatchError: the tokenizer lacks it.
    """
    token: int | None = tokenizer.token_to_id(piece)
    if token is None:
        raise TokenizerMismatchError(
            f"the tokenizer lacks the token {piece!r}: take the tokenizer that belongs to the "
            "checkpoint"
        )
    return token


def compute_dtype(device: torch.device) -> torch.dtype:
    """Return the type to compute in on a device: bfloat16 where it has instructions for that.

    Measured with a model of the starter's size on a processor that has them: a decoder pass took
    15.0 ms in bfloat16 and 20.5 ms in float32. Without them bfloat16 is many times slower.
    """
    if device.type == "cpu":
        features = torch.cpu.get_capabilities()
        return torch.bfloat16 if any(map(features.get, _BFLOAT16_FEATURES)) else torch.float32
    return torch.bfloat16


def load_model(checkpoint: Checkpoint, device: torch.device, dtype: torch.dtype) -> LoadedModel:
    """Load the weights.

    Args:
        checkpoint: a checked folder.
        device: where the weights shall lie.
        dtype: of the weights in memory.

    Raises:
        CheckpointDamagedError: tensors are missing, left over or of another shape, or
            transformers refuses the config.
        OutOfMemoryError: there is too little memory.
    """
    with memory_named(checkpoint.folder):
        network, report = _read_network(checkpoint, dtype)
        _check_report(checkpoint, report)
        # Not `network.to`: the class wraps it in a signature of its own.
        torch.nn.Module.to(network, device)
        lean = make_lean(network) if device.type == "cpu" else None
    assert_shared_weights(network)
    weights = {weight.data_ptr(): weight for weight in network.parameters()}.values()
    return LoadedModel(
        network=network,
        lean=lean,
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

    with _quiet_transformers():
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


def assert_shared_weights(network: DiffusionGemmaForBlockDiffusion) -> None:
    """Make sure that encoder, decoder and output layer hold one set of weights in memory.

    Raises:
        CheckpointDamagedError: a weight exists twice.
    """
    decoder = network.model.decoder
    pairs = [
        (name, weight, decoder.get_parameter(name))
        for name, weight in network.model.encoder.language_model.named_parameters()
    ]
    pairs.append(("lm_head.weight", network.lm_head.weight, decoder.embed_tokens.weight))
    for name, one, other in pairs:
        if one.data_ptr() != other.data_ptr():
            raise CheckpointDamagedError(
                f"encoder and decoder do not share {name}: the checkpoint unties its weights, "
                "which would take twice the memory; choose another checkpoint"
            )


@contextmanager
def _quiet_transformers() -> Iterator[None]:
    """Keep transformers from printing; what it would report is raised instead."""
    verbosity = logging.get_verbosity()
    bars = logging.is_progress_bar_enabled()
    logging.set_verbosity(CRITICAL)
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()
