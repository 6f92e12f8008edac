"""What a 4-bit checkpoint says of itself: recipe, source, files; imports no torch.

While a checkpoint is made, the same object stands in the journal, with the files that are done:
the last of them done, the journal is renamed to be the manifest.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from engine.errors import CheckpointDamagedError
from engine.files import save_atomically
from engine.four_bit.recipe import Format, Recipe
from engine.model.json_values import AGAIN, JsonValues, json_bytes, read_json, unreadable

MANIFEST = "anneal-4bit.json"
JOURNAL = "quantizing.json"
WEIGHTS_SUFFIX = ".safetensors"

_VERSION = 1
_MOST_BYTES = 2**53  # what every reader of JSON keeps exactly
_SHA256 = re.compile(r"[0-9a-f]{64}")
_QUANTIZED_PARTS = ("experts", "attention", "dense", "embedding")


@dataclass(frozen=True, slots=True)
class Source:
    """The checkpoint that was quantized.

    Attributes:
        name: for people.
        revision: the commit that it was published as where the folder tells, else ``fingerprint``.
        fingerprint: SHA-256 of its files' names and headers, and of a few bytes of every tensor.
        licence: as the source's model card names it, "" where nothing tells it.
    """

    name: str
    revision: str
    fingerprint: str
    licence: str = ""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the checkpoint: its name in the folder, its size in bytes and its SHA-256."""

    name: str
    nbytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that a 4-bit checkpoint says of itself.

    Attributes:
        recipe: the format of every part.
        source: what was quantized.
        files: every file but this one, by name.
    """

    recipe: Recipe
    source: Source
    files: tuple[StoredFile, ...]

    @property
    def weight_files(self) -> tuple[StoredFile, ...]:
        """The files that hold weights."""
        return tuple(file for file in self.files if file.name.endswith(WEIGHTS_SUFFIX))

    @property
    def weight_bytes(self) -> int:
        """Size of all weights with their headers, in bytes."""
        return sum(file.nbytes for file in self.weight_files)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest or a journal.

    Raises:
        CheckpointMissingError: there is no such file.
        CheckpointDamagedError: it is not what ``write_manifest`` writes.
    """
    values = read_json(path)
    version = values.number("version", 0, least=0)
    if version != _VERSION:
        raise CheckpointDamagedError(
            f"{path}: has the version {version} and this Anneal reads {_VERSION}: update Anneal, "
            "or quantize the source again"
        )
    source = values.inside("source")
    fingerprint = _hash(source, "fingerprint")
    return Manifest(
        recipe=_recipe(values.inside("recipe")),
        source=Source(
            source.string("name", ""),
            _text(source, "revision"),
            fingerprint,
            source.string("licence", ""),
        ),
        files=_files(values.inside("files")),
    )


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write a manifest or a journal; equal ones have equal bytes.

    Raises:
        SaveError: it cannot be written; what was there still is.
    """
    recipe, source = manifest.recipe, manifest.source
    formats = {part: getattr(recipe, part) for part in _QUANTIZED_PARTS}
    values = {
        "version": _VERSION,
        "recipe": {"name": recipe.name} | formats,
        "source": {
            "name": source.name,
            "revision": source.revision,
            "fingerprint": source.fingerprint,
        }
        | ({"licence": source.licence} if source.licence else {}),
        "files": {
            file.name: {"bytes": file.nbytes, "sha256": file.sha256}
            for file in sorted(manifest.files, key=lambda file: file.name)
        },
    }
    save_atomically(path, json_bytes(values))


def describe_file(path: Path) -> StoredFile:
    """Read a whole file and return its entry.

    Raises:
        CheckpointDamagedError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return StoredFile(path.name, file.tell(), digest)
    except OSError as error:
        raise unreadable(path, error) from error


def _recipe(values: JsonValues) -> Recipe:
    formats = {}
    for part in _QUANTIZED_PARTS:
        named = values.string(part, "")
        if named not in set(Format):
            raise values.fault(part, f"should be one of {', '.join(Format)}")
        formats[part] = Format(named)
    return Recipe(name=_text(values, "name"), **formats)


def _files(values: JsonValues) -> tuple[StoredFile, ...]:
    files = []
    for name in sorted(values.values):
        if Path(name).name != name or "\0" in name:
            raise CheckpointDamagedError(
                f"{values.path}: {name!r} is not the plain name of a file; {AGAIN}"
            )
        entry = values.inside(name)
        nbytes = entry.number("bytes", -1, least=0, most=_MOST_BYTES)
        if nbytes < 0:
            raise entry.fault("bytes", f"should be the size of {name}")
        files.append(StoredFile(name, nbytes, _hash(entry, "sha256")))
    return tuple(files)


def _text(values: JsonValues, key: str) -> str:
    text = values.string(key, "")
    if not text:
        raise values.fault(key, "should be a text")
    return text


def _hash(values: JsonValues, key: str) -> str:
    text = values.string(key, "")
    if not _SHA256.fullmatch(text):
        raise values.fault(key, "should be a SHA-256 of 64 digits")
    return text
