"""Reads and checks a checkpoint folder before any weight is loaded; imports no torch.

Everything that can be wrong with the files is found here, by their headers and sizes, so that
the loader never ends with half a model.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from engine.errors import (
    CheckpointError,
    CheckpointMissingError,
    UnsupportedArchitectureError,
)
from engine.four_bit.manifest import JOURNAL, MANIFEST, Manifest, read_manifest
from engine.four_bit.stored_files import check_stored
from engine.model.json_values import AGAIN, JsonValues, read_json, unreadable
from engine.model.text_shape import check_text_shape
from engine.model.weight_files import StoredTensor, check_weights
from engine.sampling import Sampling
from engine.store.record import check_downloaded

MODEL_TYPE = "diffusion_gemma"
CONFIG = "config.json"
GENERATION_CONFIG = "generation_config.json"
TOKENIZER = "tokenizer.json"
SETTINGS = "anneal.json"

_TEMPLATE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a folder's small files say, with every default filled in.

    Attributes:
        folder: where it lies.
        name: for people.
        template: name of the prompt template that the model was taught.
        taught_only: a small model that knows only its presets.
        context_tokens: most tokens of the text around the span.
        canvas_length: positions of one canvas.
        context_length: most tokens of prompt and canvases together.
        vocabulary: number of token ids.
        pad_id: fills a canvas behind the end of turn.
        end_ids: tokens that end the turn.
        sampling: the checkpoint's own sampler settings.
        weight_files: the safetensors files, in order.
        tensors: all tensors in them, by name.
        manifest: what a 4-bit checkpoint says of its files; ``None`` for any other.
    """

    folder: Path
    name: str
    template: str
    taught_only: bool
    context_tokens: int
    canvas_length: int
    context_length: int
    vocabulary: int
    pad_id: int
    end_ids: tuple[int, ...]
    sampling: Sampling
    weight_files: tuple[Path, ...]
    tensors: tuple[StoredTensor, ...]
    manifest: Manifest | None


def read_checkpoint(folder: Path) -> Checkpoint:
    """Read a checkpoint folder and check its files.

    Raises:
        CheckpointMissingError: the folder or a file that every checkpoint has is not there.
        CheckpointDamagedError: a file is truncated, cannot be read, or is not what its name says;
            or a value in it is out of its range.
        UnsupportedArchitectureError: another architecture, or a sampler that is not known.
        CheckpointError: the folder's name, or one above it, holds bytes that are no letters.
    """
    _check_letters(folder)
    try:
        return _read_folder(folder)
    # Looking for a file may fail too: in a folder that nobody may look into.
    except OSError as error:
        raise unreadable(folder, error) from error


def _check_letters(folder: Path) -> None:
    """See that the libraries that run models take the path."""
    try:
        folder.name.encode()
    except UnicodeEncodeError as error:
        raise CheckpointError(
            f"{folder}: there are bytes in its name that are no letters, and the libraries that "
            "run models take no such name: rename it, for example by `anneal models rename`"
        ) from error
    try:
        str(folder).encode()
    except UnicodeEncodeError as error:
        raise CheckpointError(
            f"{folder}: there are bytes that are no letters in the name of a folder above it, and "
            "the libraries that run models take no such path: move it elsewhere"
        ) from error


def _read_folder(folder: Path) -> Checkpoint:
    """Read the small files, the weights' headers and nothing else."""
    if not folder.is_dir():
        raise CheckpointMissingError(f"{folder}: there is no such folder; {AGAIN}")
    check_downloaded(folder)
    whole = read_json(folder / CONFIG)
    check_architecture(whole)
    if not (folder / TOKENIZER).is_file():
        raise CheckpointMissingError(f"{folder}: {TOKENIZER} is missing; {AGAIN}")
    generation = _read_if_there(folder / GENERATION_CONFIG)
    settings = _read_if_there(folder / SETTINGS)
    if whole.values.get("text_config") is None:
        raise whole.fault("text_config", "should describe the text model")
    text = whole.inside("text_config")
    manifest = _read_manifest(folder)
    files, tensors = check_weights(folder) if manifest is None else check_stored(folder, manifest)
    check_text_shape(text, tensors)
    vocabulary = text.number("vocab_size", 262_144)
    return Checkpoint(
        folder=folder,
        name=settings.string("name", folder.name),
        template=_template(settings),
        taught_only=settings.flag("taught_only", False),
        context_tokens=settings.number("context_tokens", 4096, least=0),
        canvas_length=whole.number("canvas_length", 256),
        context_length=text.number("max_position_embeddings", 131_072),
        vocabulary=vocabulary,
        pad_id=_pad_id(generation, text, vocabulary=vocabulary),
        end_ids=_end_ids(generation, whole, text, vocabulary=vocabulary),
        sampling=_sampling(generation),
        weight_files=files,
        tensors=tensors,
        manifest=manifest,
    )


def _read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a 4-bit checkpoint, ``None`` in the folder of any other."""
    if (folder / MANIFEST).exists():
        return read_manifest(folder / MANIFEST)
    if (folder / JOURNAL).exists():
        raise CheckpointMissingError(
            f"{folder}: quantizing has not finished there: the same `anneal models quantize` goes "
            "on from where it stopped"
        )
    return None


def _read_if_there(path: Path) -> JsonValues:
    """Read a file that a checkpoint may go without."""
    return read_json(path) if path.exists() else JsonValues({}, path)


def check_architecture(config: JsonValues) -> None:
    """Let a config pass, or not.

    Raises:
        UnsupportedArchitectureError: it is of another architecture.
    """
    found = config.values.get("model_type")
    if found != MODEL_TYPE:
        raise UnsupportedArchitectureError(
            f"{config.path}: the model type is {found!r}, and only {MODEL_TYPE!r} can be loaded: "
            "choose the folder of a DiffusionGemma checkpoint"
        )


def _template(settings: JsonValues) -> str:
    """Return the template's name, which must not lead to another place."""
    name = settings.string("template", "instruct")
    if not _TEMPLATE.fullmatch(name):
        raise settings.fault("template", "should be the plain name of a prompt template")
    return name


def _pad_id(*sources: JsonValues, vocabulary: int) -> int:
    """Return the padding token of the first source that names one."""
    for source in sources:
        if source.values.get("pad_token_id") is not None:
            return source.number("pad_token_id", 0, least=0, most=vocabulary - 1)
    return 0


def _end_ids(*sources: JsonValues, vocabulary: int) -> tuple[int, ...]:
    """Return the end-of-turn tokens of the first source that names any."""
    for source in sources:
        value = source.values.get("eos_token_id")
        if value is None:
            continue
        named = value if isinstance(value, list) else [value]
        if any(type(token) is not int or not 0 <= token < vocabulary for token in named):
            raise source.fault("eos_token_id", f"should be ids from 0 to {vocabulary - 1}")
        return tuple(named)
    return ()


def _sampling(generation: JsonValues) -> Sampling:
    """Return the sampler settings, with transformers' defaults for what is not named."""
    named = generation.inside("sampler_config")
    kind = named.string("_cls_name", "EntropyBoundSamplerConfig")
    if kind != "EntropyBoundSamplerConfig":
        raise UnsupportedArchitectureError(
            f"{generation.path}: the sampler is {kind!r}, and only the entropy-bound sampler is "
            "known: choose another checkpoint"
        )
    usual = Sampling()
    return Sampling(
        max_steps=generation.number("max_denoising_steps", usual.max_steps),
        entropy_bound=named.real("entropy_bound", usual.entropy_bound, least=0.0),
        t_min=generation.real("t_min", usual.t_min),
        t_max=generation.real("t_max", usual.t_max),
        stability_threshold=generation.number(
            "stability_threshold", usual.stability_threshold, least=0
        ),
        confidence_threshold=generation.real(
            "confidence_threshold", usual.confidence_threshold, least=0.0
        ),
    )
