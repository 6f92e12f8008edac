"""Licence notices of what Anneal ships besides Python packages; knows no Qt."""

import json
import platform
import sys
from importlib.metadata import Distribution
from pathlib import Path

from app.licences.installed import plain_name, standard_text
from app.licences.notice import Kind, LicenceText, Notice, Part
from engine.paths import resource_folder

_PYTHON_HOME = "https://www.python.org/downloads/source/"
# Whose version is that of the package that brings it.
_BROUGHT_BY = {"Qt": "pyside6-essentials", "Anneal": "anneal"}


def shipped_notices(among: dict[str, Distribution]) -> tuple[Notice, ...]:
    """Return the notices of Anneal itself, its models, Qt and Python.

    Args:
        among: the installed packages by their plain names, for versions.
    """
    folder = resource_folder()
    listed = json.loads((folder / "licences" / "components.json").read_text(encoding="utf-8"))
    return (*(_notice(folder, entry, among) for entry in listed), python_notice())


def python_notice() -> Notice:
    """Return the notice of the Python that runs this."""
    return Notice(
        name="Python",
        version=platform.python_version(),
        licence="PSF-2.0",
        kind=Kind.LIBRARY,
        home=_PYTHON_HOME,
        note="The interpreter and its standard library.",
        texts=tuple(LicenceText(file.name, _read(file)) for file in _python_texts()),
    )


def _python_texts() -> list[Path]:
    """Return where this Python keeps its licences: its own file, and what Debian tells of it."""
    version = "python{}.{}".format(*sys.version_info[:2])
    own = Path(sys.base_prefix)
    places = (
        own / "lib" / version / "LICENSE.txt",
        own / "LICENSE.txt",
        own / "Resources" / "LICENSE.txt",
        Path("/usr/share/doc") / version / "copyright",
    )
    return [place for place in places if place.is_file()]


def _notice(folder: Path, entry: dict[str, object], among: dict[str, Distribution]) -> Notice:
    name = str(entry["name"])
    bringer = among.get(plain_name(_BROUGHT_BY.get(name, "")))
    texts, parts = entry["texts"], entry.get("parts", [])
    if not isinstance(texts, list) or not isinstance(parts, list):
        raise TypeError(f"the component {name} has a strange shape")
    read = [standard_text(one) for one in texts]
    if card := entry.get("card"):
        read.append(LicenceText(str(card), _read(folder / str(card))))
    return Notice(
        name=name,
        version="" if bringer is None else bringer.version,
        licence=str(entry["licence"]),
        kind=Kind(str(entry["kind"])),
        home=str(entry.get("home", "")),
        note=str(entry.get("note", "")),
        parts=tuple(Part(*map(str, part)) for part in parts),
        texts=tuple(read),
    )


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")
