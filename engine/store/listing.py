"""Which models there are, in what state, and where they are from; opens none of their weights."""

import os
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from engine.errors import CheckpointError
from engine.four_bit.manifest import JOURNAL as QUANTIZING
from engine.four_bit.manifest import MANIFEST, Manifest, read_manifest
from engine.sizes import size_text
from engine.store.download_plan import bytes_there
from engine.store.folder import StoredCheckpoint, file_bytes, list_checkpoints
from engine.store.names import STARTER
from engine.store.record import JOURNAL, DownloadRecord, find_record, read_record

_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_STARTER_LICENCE: Final = "apache-2.0"  # Anneal's own: it made the model


class ModelKind(StrEnum):
    """What a folder is."""

    STARTER = "starter"
    PUBLISHED = "published"  # in 16 or 32 bits, as models are published
    FOUR_BIT = "4-bit"
    UNFINISHED_DOWNLOAD = "unfinished-download"
    UNFINISHED_QUANTIZING = "unfinished-quantizing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model, or what is to be one.

    Attributes:
        name: what ``--model`` takes, and what it is renamed and removed by.
        folder: where it lies.
        kind: what it is.
        usable: whether it can be loaded.
        bytes: what it takes on the disk.
        bytes_done: of an unfinished download, what is there; else ``bytes``.
        bytes_total: of an unfinished download, what there will be; else ``bytes``; 0 where it is
            not known.
        words: what it is, for people; where it cannot be used, why, and what helps.
        recipe: name of the recipe of a 4-bit checkpoint, else "".
        source: repository or name that it is from, "" where nothing tells it.
        revision: branch, tag or commit that was asked for, "" where it was not downloaded.
        commit: 40 digits, "" where nothing tells it.
        licence: as its model card names it, "" where nothing tells it.
        downloaded: whether this program downloaded it, so that hashes of its files are known.
    """

    name: str
    folder: Path
    kind: ModelKind
    usable: bool
    bytes: int
    bytes_done: int
    bytes_total: int
    words: str
    recipe: str
    source: str
    revision: str
    commit: str
    licence: str
    downloaded: bool


def list_models() -> tuple[ModelEntry, ...]:
    """Return the starter, where it is installed, and then all that is in the person's folder."""
    return tuple(_entry(stored) for stored in list_checkpoints())


def _entry(stored: StoredCheckpoint) -> ModelEntry:
    """Return what is known of a folder."""
    size = folder_bytes(stored.folder)
    record, begun = _record(stored.folder)
    manifest = _manifest(stored)
    kind = _kind(stored, begun=begun, manifest=manifest)
    done, total = size, size
    if begun and record is not None:
        done, total = bytes_there(record, stored.folder), record.nbytes
    elif kind is ModelKind.UNFINISHED_QUANTIZING:
        total = 0
    source, revision, commit, licence = "", "", "", ""
    if record is not None:
        source, revision, commit, licence = (
            record.repo,
            record.revision,
            record.commit,
            record.licence,
        )
    elif manifest is not None:
        source, commit, licence = (
            manifest.source.name,
            manifest.source.revision,
            manifest.source.licence,
        )
    elif kind is ModelKind.STARTER:
        licence = _STARTER_LICENCE
    return ModelEntry(
        name=stored.name,
        folder=stored.folder,
        kind=kind,
        usable=stored.checkpoint is not None,
        bytes=size,
        bytes_done=done,
        bytes_total=total,
        words=_words(stored, kind, done, total),
        recipe="" if manifest is None else manifest.recipe.name,
        source=source,
        revision=revision,
        commit=commit if _COMMIT.fullmatch(commit) else "",
        licence=licence,
        downloaded=record is not None,
    )


def folder_bytes(folder: Path) -> int:
    """Return what the files in a folder take, in bytes; what cannot be read counts nothing."""
    return sum(
        file_bytes(Path(parent) / name) for parent, _, names in os.walk(folder) for name in names
    )


def _record(folder: Path) -> tuple[DownloadRecord | None, bool]:
    """Return the record of a download, and whether the download has not finished."""
    begun = (folder / JOURNAL).exists()
    try:
        return (read_record(folder / JOURNAL) if begun else find_record(folder)), begun
    except CheckpointError:
        return None, begun


def _manifest(stored: StoredCheckpoint) -> Manifest | None:
    """Return what a 4-bit checkpoint, whole or not, says of itself."""
    if stored.checkpoint is not None:
        return stored.checkpoint.manifest
    for name in (MANIFEST, QUANTIZING):
        try:
            return read_manifest(stored.folder / name)
        except CheckpointError:
            continue
    return None


def _kind(stored: StoredCheckpoint, *, begun: bool, manifest: Manifest | None) -> ModelKind:
    if begun:
        return ModelKind.UNFINISHED_DOWNLOAD
    if stored.checkpoint is None:
        unfinished = (stored.folder / QUANTIZING).exists()
        return ModelKind.UNFINISHED_QUANTIZING if unfinished else ModelKind.DAMAGED
    if stored.name == STARTER:
        return ModelKind.STARTER
    return ModelKind.PUBLISHED if manifest is None else ModelKind.FOUR_BIT


def _words(stored: StoredCheckpoint, kind: ModelKind, done: int, total: int) -> str:
    match kind:
        case ModelKind.UNFINISHED_DOWNLOAD if total:
            return f"download not finished: {size_text(done)} of {size_text(total)}"
        case ModelKind.UNFINISHED_QUANTIZING:
            return "not finished: quantizing its source again goes on"
        case ModelKind.STARTER:
            return "the small model that comes with Anneal"
        case ModelKind.FOUR_BIT if stored.checkpoint and stored.checkpoint.manifest:
            return f"4-bit, recipe {stored.checkpoint.manifest.recipe.name}"
        case ModelKind.PUBLISHED:
            return "as published"
        case _:
            return stored.problem
