"""Reads and checks a checkpoint folder before any weight is loaded; imports no torch.

Everything that can be wrong with the files is found here, by their headers and sizes, so that
the loader never ends with half a model.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import (
    CheckpointDamagedError,
    CheckpointMissingError,
    UnsupportedArchitectureError,
)
from engine.sampling import Sampling

MODEL_TYPE = "diffusion_gemma"
CONFIG = "config.json"
GENERATION_CONFIG = "generation_config.json"
TOKENIZER = "tokenizer.json"
SETTINGS = "anneal.json"
WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"

_AGAIN = "get the checkpoint again or choose another folder"
_HEADER_LIMIT = 100_000_000


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
        tensors: names of all tensors in them.
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
    tensors: frozenset[str]


def read_checkpoint(folder: Path) -> Checkpoint:
    """Read a checkpoint folder and check its files.

    Raises:
        CheckpointMissingError: the folder or a file that every checkpoint has is not there.
        CheckpointDamagedError: a file is truncated or is not what its name says.
        UnsupportedArchitectureError: another architecture, or a sampler that is not known.
    """
    if not folder.is_dir():
        raise CheckpointMissingError(f"{folder}: there is no such folder; {_AGAIN}")
    config = _read_json(folder / CONFIG)
    _check_architecture(config, folder / CONFIG)
    if not (folder / TOKENIZER).is_file():
        raise CheckpointMissingError(f"{folder}: {TOKENIZER} is missing; {_AGAIN}")
    path = folder / GENERATION_CONFIG
    generation = _read_json(path) if path.is_file() else {}
    path = folder / SETTINGS
    settings = _Reader(_read_json(path) if path.is_file() else {}, path)
    text = _Reader(_mapping(config.get("text_config"), folder / CONFIG), folder / CONFIG)
    whole = _Reader(config, folder / CONFIG)
    files, tensors = _check_weights(folder)
    return Checkpoint(
        folder=folder,
        name=settings.string("name", folder.name),
        template=settings.string("template", "instruct"),
        taught_only=settings.flag("taught_only", False),
        context_tokens=settings.number("context_tokens", 4096),
        canvas_length=whole.number("canvas_length", 256),
        context_length=text.number("max_position_embeddings", 131_072),
        vocabulary=text.number("vocab_size", 262_144),
        pad_id=_Reader(generation, folder / GENERATION_CONFIG).number(
            "pad_token_id", text.number("pad_token_id", 0)
        ),
        end_ids=_end_ids(generation, config, text.values),
        sampling=_sampling(generation, folder / GENERATION_CONFIG),
        weight_files=files,
        tensors=tensors,
    )


class _Reader:
    """Typed access to a JSON object; a value of another type raises."""

    def __init__(self, values: Mapping[str, object], path: Path) -> None:
        self.values = values
        self._path = path

    def _value(self, key: str, kind: type) -> object:
        value = self.values.get(key)
        if value is not None and (type(value) is not kind):
            raise CheckpointDamagedError(
                f"{self._path}: {key!r} is {value!r} and should be of type {kind.__name__}; "
                f"{_AGAIN}"
            )
        return value

    def string(self, key: str, default: str) -> str:
        value = self._value(key, str)
        return value if isinstance(value, str) else default

    def flag(self, key: str, default: bool) -> bool:
        value = self._value(key, bool)
        return value if isinstance(value, bool) else default

    def number(self, key: str, default: int) -> int:
        value = self._value(key, int)
        return value if isinstance(value, int) else default

    def real(self, key: str, default: float) -> float:
        value = self.values.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        value = self._value(key, float)
        return value if isinstance(value, float) else default


def _read_json(path: Path) -> dict[str, object]:
    """Read a JSON object."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointMissingError(f"{path.parent}: {path.name} is missing; {_AGAIN}") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CheckpointDamagedError(f"{path}: is not JSON ({error}); {_AGAIN}") from error
    return dict(_mapping(value, path))


def _mapping(value: object, path: Path) -> Mapping[str, object]:
    """Return a JSON object as it is; anything else raises."""
    if not isinstance(value, dict):
        raise CheckpointDamagedError(f"{path}: a JSON object is missing there; {_AGAIN}")
    return value


def _check_architecture(config: Mapping[str, object], path: Path) -> None:
    """Raise where the config is of another architecture."""
    found = config.get("model_type")
    if found != MODEL_TYPE:
        raise UnsupportedArchitectureError(
            f"{path}: the model type is {found!r}, and only {MODEL_TYPE!r} can be loaded: "
            "choose the folder of a DiffusionGemma checkpoint"
        )


def _end_ids(*sources: Mapping[str, object]) -> tuple[int, ...]:
    """Return the end-of-turn tokens of the first source that names any."""
    for source in sources:
        value = source.get("eos_token_id")
        if isinstance(value, int):
            return (value,)
        if isinstance(value, list):
            return tuple(token for token in value if isinstance(token, int))
    return ()


def _sampling(generation: Mapping[str, object], path: Path) -> Sampling:
    """Return the sampler settings, with transformers' defaults for what is not named."""
    values = _Reader(generation, path)
    sampler = generation.get("sampler_config")
    named = _Reader(_mapping(sampler if sampler is not None else {}, path), path)
    kind = named.string("_cls_name", "EntropyBoundSamplerConfig")
    if kind != "EntropyBoundSamplerConfig":
        raise UnsupportedArchitectureError(
            f"{path}: the sampler is {kind!r}, and only the entropy-bound sampler is known: "
            "choose another checkpoint"
        )
    usual = Sampling()
    return Sampling(
        max_steps=values.number("max_denoising_steps", usual.max_steps),
        entropy_bound=named.real("entropy_bound", usual.entropy_bound),
        t_min=values.real("t_min", usual.t_min),
        t_max=values.real("t_max", usual.t_max),
        stability_threshold=values.number("stability_threshold", usual.stability_threshold),
        confidence_threshold=values.real("confidence_threshold", usual.confidence_threshold),
    )


def _check_weights(folder: Path) -> tuple[tuple[Path, ...], frozenset[str]]:
    """Check every weight file; return the files and the names of their tensors."""
    index = folder / INDEX
    if not index.is_file():
        path = folder / WEIGHTS
        if not path.is_file():
            raise CheckpointMissingError(
                f"{folder}: there is no {WEIGHTS}, and other kinds of weight files are never "
                f"read; {_AGAIN}"
            )
        return (path,), frozenset(tensor_sizes(path))
    placed = _mapping(_read_json(index).get("weight_map"), index)
    names = sorted({str(name) for name in placed.values()})
    found: set[str] = set()
    for name in names:
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise CheckpointMissingError(
                f"{folder}: {name}, which {INDEX} names, is missing; {_AGAIN}"
            )
        inside = set(tensor_sizes(path))
        wanted = {tensor for tensor, place in placed.items() if place == name}
        if lost := sorted(wanted - inside):
            raise CheckpointDamagedError(
                f"{path}: {len(lost)} tensors are missing, the first is {lost[0]}; {_AGAIN}"
            )
        found |= inside
    return tuple(folder / name for name in names), frozenset(found)


def tensor_sizes(path: Path) -> dict[str, int]:
    """Return the tensors of a safetensors file and their bytes, from its header alone.

    Raises:
        CheckpointDamagedError: the header cannot be read, or the file is shorter or longer than
            the header says.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
        if not 2 <= length <= min(_HEADER_LIMIT, size - 8):
            raise CheckpointDamagedError(f"{path}: is not a safetensors file; {_AGAIN}")
        try:
            header = _mapping(json.loads(file.read(length)), path)
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            raise CheckpointDamagedError(f"{path}: its header is not JSON; {_AGAIN}") from error
    sizes: dict[str, int] = {}
    end = 0
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        offsets = _mapping(entry, path).get("data_offsets")
        if not isinstance(offsets, list) or [type(offset) for offset in offsets] != [int, int]:
            raise CheckpointDamagedError(f"{path}: {name} has no place in the file; {_AGAIN}")
        sizes[name] = offsets[1] - offsets[0]
        end = max(end, offsets[1])
    if size != 8 + length + end:
        raise CheckpointDamagedError(
            f"{path}: has {size} bytes and its header speaks of {8 + length + end}, so it was cut "
            f"off or overwritten; {_AGAIN}"
        )
    return sizes
