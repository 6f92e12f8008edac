"""What a downloaded folder says of itself: repository, commit, files; imports no torch.

While a download goes on, the record stands in the journal, which also says which files are whole:
the last of them whole, the journal is renamed. So a folder with a journal is never a checkpoint.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.errors import CheckpointDamagedError, CheckpointMissingError
from engine.files import save_atomically
from engine.model.json_values import AGAIN, JsonValues, json_bytes, read_json

RECORD: Final = "anneal-download.json"
JOURNAL: Final = "downloading.json"

_VERSION: Final = 1
_MOST_BYTES: Final = 2**53  # what every reader of JSON keeps exactly
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SHA1: Final = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class DownloadedFile:
    """A file of a download.

    Attributes:
        name: in the folder.
        nbytes: its size, in bytes.
        sha256: of its content; "" where the hub told none and the file is not whole yet.
        git_sha1: the hash of a small file as the hub told it, else "".
        whole: whether it arrived, and was what the hub had described.
    """

    name: str
    nbytes: int
    sha256: str
    git_sha1: str
    whole: bool


@dataclass(frozen=True, slots=True)
class DownloadRecord:
    """All that a download says of itself.

    Attributes:
        repo: "owner/name".
        revision: branch, tag or commit that was asked for.
        commit: the one that it stood for when the download began; it stays so to the end.
        licence: as the model card names it, "" where it names none.
        files: all of them, in the order in which they are fetched.
    """

    repo: str
    revision: str
    commit: str
    licence: str
    files: tuple[DownloadedFile, ...]

    @property
    def nbytes(self) -> int:
        """Size of all files, in bytes."""
        return sum(file.nbytes for file in self.files)


def read_record(path: Path) -> DownloadRecord:
    """Read a record or a journal.

    Raises:
        CheckpointMissingError: there is no such file.
        CheckpointDamagedError: it is not what ``write_record`` writes.
    """
    values = read_json(path)
    if values.number("version", 0, least=0) != _VERSION:
        raise CheckpointDamagedError(
            f"{path}: is of another version than this Anneal reads: update Anneal, or remove the "
            "folder and download the model again"
        )
    commit = values.string("commit", "")
    if not _SHA1.fullmatch(commit):
        raise values.fault("commit", "should be a commit of 40 digits")
    return DownloadRecord(
        repo=values.string("repo", ""),
        revision=values.string("revision", ""),
        commit=commit,
        licence=values.string("licence", ""),
        files=_files(values.inside("files")),
    )


def write_record(path: Path, record: DownloadRecord) -> None:
    """Write a record or a journal; equal ones have equal bytes.

    Raises:
        SaveError: it cannot be written; what was there still is.
    """
    files = {
        file.name: {
            "bytes": file.nbytes,
            "sha256": file.sha256,
            "git_sha1": file.git_sha1,
            "whole": file.whole,
        }
        for file in record.files
    }
    values = {
        "version": _VERSION,
        "repo": record.repo,
        "revision": record.revision,
        "commit": record.commit,
        "licence": record.licence,
        "files": files,
    }
    save_atomically(path, json_bytes(values))


def find_record(folder: Path) -> DownloadRecord | None:
    """Return the record of a folder that was downloaded whole, ``None`` for any other.

    Raises:
        CheckpointDamagedError: there is one, and it cannot be read.
    """
    try:
        return read_record(folder / RECORD)
    except CheckpointMissingError:
        return None


def check_downloaded(folder: Path) -> None:
    """Let a folder be used, or not.

    Raises:
        CheckpointMissingError: its download has not finished.
    """
    if (folder / JOURNAL).exists():
        raise CheckpointMissingError(
            f"{folder}: its download has not finished: the same `anneal models download` goes on "
            "from where it stopped"
        )


def _files(values: JsonValues) -> tuple[DownloadedFile, ...]:
    files = []
    for name in values.values:
        if Path(name).name != name or name in {"", ".."} or "\0" in name or "\\" in name:
            raise CheckpointDamagedError(
                f"{values.path}: {name!r} is not the plain name of a file; {AGAIN}"
            )
        entry = values.inside(name)
        nbytes = entry.number("bytes", -1, least=0, most=_MOST_BYTES)
        sha256, sha1 = entry.string("sha256", ""), entry.string("git_sha1", "")
        whole = entry.flag("whole", False)
        told = _SHA256.fullmatch(sha256) or (_SHA1.fullmatch(sha1) and not sha256 and not whole)
        if nbytes < 0 or not told:
            raise entry.fault("sha256", f"should be the hash of {name}, and its size should stand")
        files.append(DownloadedFile(name, nbytes, sha256, sha1, whole))
    return tuple(files)
