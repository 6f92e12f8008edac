"""Choose the files that the corpus is read from, and name their distributions and licences.

The choice depends on the installed packages alone: a stable hash of the path samples each of
them, and packages under a GPL-family licence are left out.
"""

import sysconfig
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

FILES_PER_PACKAGE = 260
STDLIB_FILES = 450
MAX_FILE_BYTES = 200_000

SKIPPED_FOLDERS = {
    "__pycache__", "tests", "test", "testing", "_vendor", "licenses", "idle_test", "encodings",
    "site-packages", "lib2to3", "include", "share", "node_modules", "Qt", "unicode_category",
}  # fmt: skip
PROSE_SUFFIXES = {".md", ".rst"}
# Anneal is installed beside the packages that are read, and its own text changes every day.
OURSELVES = "anneal"


@dataclass(frozen=True, slots=True)
class Source:
    """One distribution that was read, for the model card."""

    name: str
    version: str
    licence: str
    files: int


def stable_hash(text: str) -> int:
    """Return a number that depends on `text` alone, on every machine and in every run."""
    return zlib.crc32(text.encode())


def list_files(root: Path, wanted: int) -> list[Path]:
    """Return up to `wanted` readable files below `root`, sampled by a stable hash."""
    found = [
        path
        for path in root.rglob("*")
        if (path.suffix in {".py", *PROSE_SUFFIXES} or path.name == "METADATA")
        and not SKIPPED_FOLDERS & set(path.relative_to(root).parts[:-1])
        and 200 < path.stat().st_size < MAX_FILE_BYTES
    ]
    return sorted(found, key=lambda path: stable_hash(path.relative_to(root).as_posix()))[:wanted]


def find_licence(distribution: metadata.Distribution) -> str:
    """Return the licence that a distribution declares, in one line."""
    fields = distribution.metadata
    stated = [*(fields.get_all("License-Expression") or ()), *(fields.get_all("License") or ())]
    declared = stated[0] if stated else ""
    classified = [
        value.split(" :: ")[-1]
        for value in fields.get_all("Classifier") or []
        if value.startswith("License :: ") and value != "License :: OSI Approved"
    ]
    # The License field sometimes holds the whole text; its first line names the licence.
    first_line = declared.strip().split("\n")[0]
    if not first_line or len(first_line) > 60:
        return "; ".join(classified) or first_line[:60] or "not declared"
    return first_line


def installed_roots(site_packages: Path) -> Iterator[tuple[Source, Path]]:
    """Yield every distribution with each top-level folder that it owns.

    Distributions under a GPL-family licence are left out, since the model ships under Apache-2.0,
    and so is Anneal itself.
    """
    for distribution in sorted(metadata.distributions(), key=lambda each: each.metadata["Name"]):
        name, version = distribution.metadata["Name"], distribution.version
        source = Source(name, version, find_licence(distribution), 0)
        if "GPL" in source.licence or name == OURSELVES:
            continue
        tops = {file.parts[0] for file in distribution.files or () if len(file.parts) > 1}
        for top in sorted(tops):
            if (site_packages / top).is_dir() and top not in {"..", "bin", "__pycache__"}:
                yield source, site_packages / top


def chosen_files() -> Iterator[tuple[Source, str, Path]]:
    """Yield (source, path relative to its root, path) for every file to be read."""
    site_packages = Path(sysconfig.get_path("purelib"))
    for source, root in installed_roots(site_packages):
        for path in list_files(root, FILES_PER_PACKAGE):
            yield source, path.relative_to(site_packages).as_posix(), path
    stdlib = Path(sysconfig.get_path("stdlib"))
    python = Source("Python standard library", sysconfig.get_python_version(), "PSF-2.0", 0)
    for path in list_files(stdlib, STDLIB_FILES):
        yield python, path.relative_to(stdlib).as_posix(), path
