"""A licence notice: one thing that Anneal is made of; its file, as packages carry it. No Qt.

The file ``third-party.json`` names its texts, which lie beside it as plain files that a person can
read without Anneal.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

FILE_NAME: Final = "third-party.json"
_TEXTS: Final = "texts"
_FORMAT: Final = 1
_STRANGE = re.compile(r"[^A-Za-z0-9._+-]+")


class Kind(StrEnum):
    """What a notice is about."""

    PROGRAM = "program"
    PACKAGE = "package"  # of Python
    LIBRARY = "library"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Part:
    """Something that was built into a package, as its bill of materials lists it."""

    name: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class LicenceText:
    """One text: the name of its file, and what stands in it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that Anneal is made of.

    Attributes:
        name: as its makers write it.
        version: empty where unknown.
        licence: an SPDX expression, or its makers' own words where they name none.
        kind: what it is.
        home: where its source is found, empty where unknown.
        note: what a person has to know besides, empty where there is nothing.
        parts: what is built into it.
        texts: its licences, notices and authors in full.
    """

    name: str
    version: str
    licence: str
    kind: Kind
    home: str = ""
    note: str = ""
    parts: tuple[Part, ...] = ()
    texts: tuple[LicenceText, ...] = ()


def write_notices(folder: Path, notices: Iterable[Notice]) -> Path:
    """Write ``third-party.json`` and its texts into ``folder``, and return the file.

    Raises:
        OSError: the folder cannot be written.
    """
    listed = [_written(folder, notice) for notice in sorted(notices, key=_order)]
    file = folder / FILE_NAME
    data = {"format": _FORMAT, "notices": listed}
    file.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def read_notices(folder: Path) -> tuple[Notice, ...]:
    """Return what ``write_notices`` wrote into ``folder``.

    Raises:
        OSError: a file is missing.
        ValueError, KeyError: the file is not one of these.
    """
    data = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    return tuple(_read(folder, entry) for entry in data["notices"])


def _order(notice: Notice) -> tuple[str, str]:
    return notice.name.casefold(), notice.version


def _written(folder: Path, notice: Notice) -> dict[str, object]:
    texts = []
    own = f"{_TEXTS}/{_file_name(notice.name)}"
    for number, one in enumerate(notice.texts):
        # Two texts of a package may have the same name in different folders of it.
        name = f"{own}/{number:02d}-{_file_name(one.title)}"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(one.text, encoding="utf-8", newline="")
        texts.append({"title": one.title, "file": name})
    return {
        "name": notice.name,
        "version": notice.version,
        "licence": notice.licence,
        "kind": notice.kind.value,
        "home": notice.home,
        "note": notice.note,
        "parts": [[part.name, part.version, part.licence] for part in notice.parts],
        "texts": texts,
    }


def _read(folder: Path, entry: dict[str, object]) -> Notice:
    texts, parts = entry["texts"], entry["parts"]
    if not isinstance(texts, list) or not isinstance(parts, list):
        raise ValueError(f"{FILE_NAME} has an entry of a strange shape")
    return Notice(
        name=str(entry["name"]),
        version=str(entry["version"]),
        licence=str(entry["licence"]),
        kind=Kind(str(entry["kind"])),
        home=str(entry["home"]),
        note=str(entry["note"]),
        parts=tuple(Part(*map(str, part)) for part in parts),
        texts=tuple(
            LicenceText(one["title"], (folder / one["file"]).read_text(encoding="utf-8"))
            for one in texts
        ),
    )


def _file_name(words: str) -> str:
    return _STRANGE.sub("-", words).strip("-.") or "text"
