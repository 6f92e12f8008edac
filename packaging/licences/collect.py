"""Collects every licence that a package of Anneal has to carry into one folder.

``collect`` is what the bundle's specification calls; by itself it serves `make licences`. Fails
where a licence is unknown or on no list: a package without its licences is not to be passed on.

Usage: collect.py FOLDER [--packages FOLDER]... [--library FILE]...
"""

import argparse
import shutil
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.metadata import Distribution
from pathlib import Path

from allowed import ALLOWED, EXCEPTIONS, REFUSED_LIBRARIES
from app.licences.expression import is_allowed
from app.licences.installed import installed, needed, package_notice, plain_name
from app.licences.notice import FILE_NAME, Kind, Notice, write_notices
from app.licences.shipped import shipped_notices
from debian_library import library_notices

ROOT = Path(__file__).resolve().parents[2]
# What a package of Anneal carries beside the locked set, where it is installed: uv installs
# runtimes, PyInstaller's bootloader starts the bundle.
_BESIDE = ("uv", "pyinstaller")


class LicenceRefusedError(Exception):
    """Something has no licence text, or a licence that is on no list."""


def locked_names() -> list[str]:
    """Return the plain names of what the program needs: torch and the locked set."""
    lines = [
        line
        for lock in ("requirements-torch.lock", "requirements.lock")
        for line in (ROOT / lock).read_text(encoding="utf-8").splitlines()
    ]
    return [plain_name(line.partition("==")[0]) for line in lines if "==" in line]


def package_notices(names: Iterable[str], among: dict[str, Distribution]) -> list[Notice]:
    """Return the notices of packages by their plain names.

    Raises:
        LicenceRefusedError: one is not installed.
    """
    wanted = list(names)
    missing = [name for name in wanted if name not in among]
    if missing:
        raise LicenceRefusedError(f"not installed: {', '.join(missing)}")
    return [package_notice(among[name]) for name in wanted]


def problems(notices: Iterable[Notice]) -> list[str]:
    """Return what stands against passing these on, in words for who packages."""
    found = []
    for notice in notices:
        who = f"{notice.name} {notice.version}".strip()
        if not any(one.text.strip() for one in notice.texts):
            found.append(f"{who} has no licence text: see STANDARD_TEXTS in app/licences")
        if notice.kind is Kind.LIBRARY:
            found += [
                f"{who} may not go along: {why}"
                for name, why in REFUSED_LIBRARIES.items()
                if notice.name.startswith(name)
            ]
        # Debian's own words are no SPDX expressions, and Debian's main section is judged by it.
        judged = notice.kind is not Kind.LIBRARY
        excepted = plain_name(notice.name) in EXCEPTIONS
        if judged and not excepted and not is_allowed(notice.licence, ALLOWED):
            found.append(f"{who} is under {notice.licence!r}: see packaging/licences/allowed.py")
    return found


def collect(
    folder: Path, search: Sequence[str] | None = None, libraries: Iterable[Path] = ()
) -> Path:
    """Collect all notices into ``folder``, made anew, and return its ``third-party.json``.

    Args:
        folder: a package puts it to ``resources/licences/collected``, where About looks for it.
        search: folders with the Python packages that go along; ``sys.path`` if ``None``.
        libraries: shared libraries that go along and belong to Debian packages, where they lie
            on this system.

    Raises:
        LicenceRefusedError: a licence is missing, or on no list.
        debian_library.NoLicenceError: a library of unknown licence.
    """
    among = installed(search)
    beside = [name for name in _BESIDE if name in among]
    names = sorted({*needed(locked_names(), among), *locked_names(), *beside})
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    notices = [
        *(
            replace(one, version=version) if one.kind is Kind.PROGRAM else one
            for one in shipped_notices(among)
        ),
        *package_notices(names, among),
        *library_notices(libraries),
    ]
    if found := problems(notices):
        raise LicenceRefusedError("; ".join(found))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return write_notices(folder, notices)


def main(arguments: Sequence[str]) -> int:
    """Collect into the named folder; return 1 where something stands against it."""
    parser = argparse.ArgumentParser(description="Collect the licences of all that Anneal carries.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--packages", action="append", help="a folder of Python packages")
    parser.add_argument("--library", action="append", type=Path, default=[], help="from Debian")
    options = parser.parse_args(arguments)
    try:
        file = collect(options.folder, options.packages, options.library)
    except LicenceRefusedError as error:
        sys.stderr.write(f"licences: {error}\n")
        return 1
    texts = sum(1 for path in (file.parent / "texts").rglob("*") if path.is_file())
    sys.stdout.write(f"{file}: {texts} texts beside {FILE_NAME}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
