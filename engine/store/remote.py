"""What a repository on the hub holds, and which of its files a text checkpoint needs.

Files are taken by name from a list of those that are known to be data: never code, pickles or
anything else. Knows no network and no disk.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from engine.errors import DownloadRefusedError

# google/diffusiongemma-26B-A4B-it, so that it can be spoken of without a network. Its size: that
# of the published bf16 weights, 52 GB as the hub's page of the repository shows it (25.8e9 numbers
# of 2 bytes, vision tower included); its licence: the model card's.
DEFAULT_REPO: Final = "google/diffusiongemma-26B-A4B-it"
DEFAULT_ABOUT_BYTES: Final = 52_000_000_000
DEFAULT_LICENCE: Final = "apache-2.0"


_SMALL: Final = frozenset(
    {
        "README.md",
        "added_tokens.json",
        "anneal-4bit.json",
        "anneal.json",
        "chat_template.jinja",
        "chat_template.json",
        "config.json",
        "generation_config.json",
        "model.safetensors.index.json",
        "special_tokens_map.json",
        "tokenizer.json",
        "tokenizer.model",
        "tokenizer_config.json",
    }
)
_WEIGHTS: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}\.safetensors")
_LEGAL: Final = re.compile(r"(LICENSE|LICENCE|NOTICE)(\.(md|txt))?")
_STRANGE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\\:]|(^|/)\.\.?(/|$)|^/|//")
_MOST_SHOWN: Final = 80  # characters of a name
_MOST_SMALL: Final = 1 << 30  # bytes of one file that holds no weights


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as the hub describes it.

    Attributes:
        name: in the repository.
        nbytes: its size, in bytes.
        sha256: of its content, for a large file; "" where the hub tells none.
        git_sha1: of its content as git counts it, for a small file; "" where the hub tells none.
    """

    name: str
    nbytes: int
    sha256: str = ""
    git_sha1: str = ""


@dataclass(frozen=True, slots=True)
class RemoteRepo:
    """A repository at one commit.

    Attributes:
        name: "owner/name".
        commit: 40 digits.
        licence: as the model card names it, "" where it names none.
        files: all of its files.
    """

    name: str
    commit: str
    licence: str
    files: tuple[RemoteFile, ...]


def choose_files(repo: RemoteRepo) -> tuple[RemoteFile, ...]:
    """Return the files that a text checkpoint needs: the config, small ones, then weights by name.

    Raises:
        DownloadRefusedError: a name leads out of its folder, two differ in capitals alone, a file
            comes without a hash or is too large for what it is, or no checkpoint is among them.
    """
    for file in repo.files:
        if _STRANGE.search(file.name):
            raise DownloadRefusedError(
                f"{repo.name} lists a file {shown(file.name)}, which leads out of its folder: "
                "nothing of it is taken, since it may be a trap"
            )
    chosen = sorted(filter(_wanted, repo.files), key=_turn)
    _check_distinct(repo.name, chosen)
    for file in chosen:
        if not file.sha256 and not file.git_sha1:
            raise DownloadRefusedError(
                f"{repo.name}: the hub tells no hash of {file.name}, so nobody could say whether "
                "it arrives whole: take another mirror"
            )
        if not _is_weights(file) and file.nbytes > _MOST_SMALL:
            raise DownloadRefusedError(
                f"{repo.name}: {file.name} is too large for what its name says"
            )
    names = {file.name for file in chosen}
    if not {"config.json", "tokenizer.json"} <= names or not any(map(_is_weights, chosen)):
        raise DownloadRefusedError(
            f"{repo.name} holds no checkpoint that Anneal can read: it needs config.json, "
            "tokenizer.json and weights in safetensors files; other kinds of weights may hide "
            "code and are never taken"
        )
    return tuple(chosen)


def shown(name: str) -> str:
    """Return a name that a hub lists, as it may be shown: short, and with nothing but signs."""
    short = name if len(name) <= _MOST_SHOWN else f"{name[:_MOST_SHOWN]}…"
    return "".join(sign if sign.isprintable() else "?" for sign in short)


def _turn(file: RemoteFile) -> tuple[bool, bool, str]:
    """Sort files: the config first, since it tells whether the rest is of any use."""
    return (_is_weights(file), file.name != "config.json", file.name)


def _wanted(file: RemoteFile) -> bool:
    return file.name in _SMALL or _is_weights(file) or bool(_LEGAL.fullmatch(file.name))


def _is_weights(file: RemoteFile) -> bool:
    return bool(_WEIGHTS.fullmatch(file.name))


def _check_distinct(repo: str, files: Iterable[RemoteFile]) -> None:
    """Raise where a disk that does not tell capitals apart would mix two files up."""
    seen: dict[str, str] = {}
    for file in files:
        key = file.name.casefold()
        if other := seen.get(key):
            raise DownloadRefusedError(
                f"{repo} lists {other} and {file.name}, which some disks do not tell apart: "
                "nothing of it is taken"
            )
        seen[key] = file.name
