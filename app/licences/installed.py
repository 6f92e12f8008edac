"""Licence notices of installed Python packages, from their metadata; knows no Qt.

Reads what PEP 639 (License-Expression, License-File) and PEP 770 (bills of materials) ask packages
to ship, and the places where older packages keep the same.
"""

import json
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePosixPath
from typing import Final

from app.licences.expression import as_expression
from app.licences.notice import Kind, LicenceText, Notice, Part
from engine.paths import resource_folder

_LEGAL = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|COPYRIGHT|AUTHORS)", re.I)
_NO_TEXT = (".py", ".pyc", ".pyi", ".so", ".json")
_NAME = re.compile(r"[A-Za-z0-9._-]+")
# Which ship no licence text of their own: the standard texts of what they name.
STANDARD_TEXTS: Final = {
    "pyside6-essentials": ("LGPL-3.0-only.txt", "GPL-3.0-only.txt"),
    "shiboken6": ("LGPL-3.0-only.txt", "GPL-3.0-only.txt"),
    "tokenizers": ("Apache-2.0.txt",),
}


def installed(search: Sequence[str] | None = None) -> dict[str, Distribution]:
    """Return the installed packages by their plain names.

    Args:
        search: folders of packages, ``sys.path`` if ``None``; of two of a name the first counts.
    """
    every = distributions() if search is None else distributions(path=list(search))
    found: dict[str, Distribution] = {}
    for one in every:
        # A folder that is left of a package that is gone has no name.
        if one.metadata["Name"]:
            found.setdefault(plain_name(one.name), one)
    return found


def needed(roots: Iterable[str], among: dict[str, Distribution]) -> list[str]:
    """Return the plain names of ``roots`` and of all installed packages that they lead to.

    Extras are left out; what is asked for under a condition is counted where it is installed.
    """
    waiting, seen = [plain_name(root) for root in roots], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in among:
            continue
        seen.add(name)
        for line in among[name].requires or []:
            asked = _NAME.match(line)
            if asked and "extra ==" not in line:
                waiting.append(plain_name(asked[0]))
    return sorted(seen)


def package_notice(package: Distribution) -> Notice:
    """Return the notice of an installed package."""
    told = package.metadata
    texts = _texts(package)
    if not texts:
        texts = _standard_texts(plain_name(package.name))
    return Notice(
        name=package.name,
        version=package.version,
        licence=_licence(package, [one.text for one in texts]),
        kind=Kind.PACKAGE,
        home=_home(told.get_all("Project-URL") or [], told["Home-page"] or ""),
        parts=_parts(package),
        texts=texts,
    )


def plain_name(name: str) -> str:
    """Return the name of a package as the index of packages compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def standard_text(file_name: str) -> LicenceText:
    """Return one of the licence texts that Anneal ships."""
    file = resource_folder() / "licences" / "texts" / file_name
    return LicenceText(file_name, file.read_text(encoding="utf-8"))


def _standard_texts(name: str) -> tuple[LicenceText, ...]:
    return tuple(standard_text(file_name) for file_name in STANDARD_TEXTS.get(name, ()))


def _licence(package: Distribution, texts: list[str]) -> str:
    told = package.metadata
    if expression := told["License-Expression"]:
        return str(expression)
    own_words = (told["License"] or "").strip()
    if own_words and len(own_words) < 100 and own_words != "UNKNOWN":
        return as_expression(own_words, texts)
    classes = [
        line.rpartition("::")[2].strip()
        for line in told.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    return " AND ".join(as_expression(one, texts) for one in classes) or "unknown"


def _home(links: list[str], home: str) -> str:
    """Return where the source is found, or else the package's own page."""
    named = {}
    for link in links:
        label, _, address = link.partition(",")
        named[label.strip().lower()] = address.strip()
    for label in ("source", "source code", "repository", "github", "code", "homepage"):
        if label in named:
            return named[label]
    return home or next(iter(named.values()), "")


def _texts(package: Distribution) -> tuple[LicenceText, ...]:
    found = []
    for file in package.files or []:
        if not _is_legal(file):
            continue
        try:
            words = Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        found.append(LicenceText(_title(file), words))
    return tuple(found)


def _is_legal(file: PurePosixPath) -> bool:
    if file.suffix in _NO_TEXT:
        return False
    in_metadata = any(part.endswith(".dist-info") for part in file.parts)
    kept = in_metadata and "licenses" in file.parts
    return kept or _LEGAL.match(file.name) is not None


def _title(file: PurePosixPath) -> str:
    """Return where in its package a text lies, without the folders that every package has."""
    parts = [part for part in file.parts if not part.endswith(".dist-info") and part != "licenses"]
    return "/".join(parts)


def _parts(package: Distribution) -> tuple[Part, ...]:
    """Return what the package's bills of materials list; one that cannot be read lists nothing."""
    found: dict[Part, None] = {}
    for file in package.files or []:
        if "sboms" not in file.parts or file.suffix != ".json":
            continue
        try:
            bill = json.loads(file.read_text(encoding="utf-8"))
            listed = bill.get("components", [])
            found |= dict.fromkeys(_part(one) for one in listed)
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            continue
    return tuple(sorted(found, key=lambda part: (part.name, part.version)))


def _part(component: dict[str, object]) -> Part:
    told = []
    licences = component.get("licenses", [])
    for one in licences if isinstance(licences, list) else []:
        named = one.get("license", {})
        told.append(one.get("expression") or named.get("id") or named.get("name") or "")
    words = " AND ".join(filter(None, told)) or "not stated"
    return Part(str(component["name"]), str(component.get("version", "")), words)
