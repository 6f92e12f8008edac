"""Tells which checkpoint a folder holds, without reading all its weights; imports no torch."""

import hashlib
import re
from contextlib import suppress
from pathlib import Path

from engine.four_bit.manifest import Source
from engine.model.checkpoint import CONFIG, Checkpoint
from engine.model.json_values import read_json, unreadable
from engine.store.record import find_record

_COMMIT = re.compile(r"[0-9a-f]{40}")
_SAMPLE = 64  # bytes of every tensor


def identify(checkpoint: Checkpoint) -> Source:
    """Return what a checkpoint is, from its headers and a few of its weights.

    Its name and commit are those that its download tells, else what its folder's name tells.

    Raises:
        CheckpointDamagedError: a file cannot be read.
    """
    fingerprint = _fingerprint(checkpoint)
    folder = checkpoint.folder.resolve()
    if record := find_record(folder):
        return Source(record.repo, record.commit, fingerprint, record.licence)
    name, commit = checkpoint.name, _commit(folder)
    # A snapshot in the cache of huggingface_hub lies in models--OWNER--NAME/snapshots/COMMIT.
    if folder.parent.name == "snapshots" and folder.parents[1].name.startswith("models--"):
        name = folder.parents[1].name.removeprefix("models--").replace("--", "/")
    return Source(name, commit or fingerprint, fingerprint)


def _commit(folder: Path) -> str:
    """Return the commit from which a folder was downloaded, empty where nothing tells it."""
    told = [folder.name] if folder.parent.name == "snapshots" else []
    # What huggingface_hub leaves in a folder to which it was told to download.
    download = folder / ".cache" / "huggingface" / "download" / f"{CONFIG}.metadata"
    # Most folders have no such file, and it is a note of another program's in any case.
    with suppress(OSError, UnicodeDecodeError):
        told += download.read_text(encoding="utf-8").split("\n")[:1]
    told.append(str(read_json(folder / CONFIG).values.get("_commit_hash")))
    return next((commit for commit in told if _COMMIT.fullmatch(commit)), "")


def _fingerprint(checkpoint: Checkpoint) -> str:
    """Hash names, types, shapes and places of all tensors, and the bytes in the middle of each.

    The bytes tell a fine-tuned checkpoint from its base, which has the same headers.
    """
    digest = hashlib.sha256()
    for path in checkpoint.weight_files:
        try:
            with path.open("rb", buffering=0) as file:
                for tensor in checkpoint.tensors:
                    if tensor.file != path:
                        continue
                    place = f"{path.name} {tensor.name} {tensor.dtype} {tensor.shape}"
                    digest.update(f"{place} {tensor.start}\n".encode(errors="surrogatepass"))
                    file.seek(tensor.start + max(tensor.nbytes - _SAMPLE, 0) // 2)
                    digest.update(file.read(min(tensor.nbytes, _SAMPLE)))
        except OSError as error:
            raise unreadable(path, error) from error
    return digest.hexdigest()
