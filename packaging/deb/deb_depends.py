"""Which Debian packages a staged tree needs: computed from what its libraries link to.

`dpkg-shlibdeps` reads every compiled file and the symbols that it uses; what the tree brings
itself is no dependency. Libraries that are only looked for at run time are named here by hand.
"""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from package_tree import is_elf, walk

# Looked for at run time, so that no file says so.
LOADED_LATE = (
    # Qt has no letters to draw without any font.
    "fonts-dejavu-core | fonts-liberation | fonts-noto-core | fonts-freefont-ttf",
)
_FIELD = re.compile(r"^shlibs:Depends=(.*)$", re.MULTILINE)
_DEBIAN_CONTROL = "Source: anneal\n\nPackage: anneal\nArchitecture: amd64\n"


class DependsError(Exception):
    """A library that a file needs is neither in the tree nor installed here."""


def depends(program: Path, without: Sequence[str] = ()) -> list[str]:
    """Return the relations for the compiled files below ``program``, sorted.

    Args:
        program: the folder with the program.
        without: patterns of files that work only where the system happens to have their libraries.

    Raises:
        DependsError: see there; the message is dpkg-shlibdeps's own.
        FileNotFoundError: dpkg-shlibdeps (package dpkg-dev) is not installed.
    """
    files = compiled_files(program, without)
    folders = sorted({str(file.parent) for file in files})
    with tempfile.TemporaryDirectory() as name:
        control = Path(name) / "debian/control"
        control.parent.mkdir()
        control.write_text(_DEBIAN_CONTROL, encoding="utf-8")
        command = [
            "dpkg-shlibdeps",
            "-O",
            "--ignore-missing-info",
            "--warnings=0",
            *(f"-l{folder}" for folder in folders),
            *(f"-e{file}" for file in files),
        ]
        run = subprocess.run(command, cwd=name, capture_output=True, text=True, check=False)
    found = _FIELD.search(run.stdout)
    if run.returncode or found is None:
        # It warns of much that concerns packages of Debian's own alone.
        errors = [line for line in run.stderr.splitlines() if "error:" in line]
        raise DependsError("\n".join(errors) or "dpkg-shlibdeps said nothing")
    return sorted({*found[1].split(", "), *LOADED_LATE})


def compiled_files(program: Path, without: Sequence[str] = ()) -> list[Path]:
    """Return the compiled files below a folder, without those that match a pattern."""
    return [
        path.resolve()
        for path in walk(program)
        if path.is_file()
        and not path.is_symlink()
        and is_elf(path)
        and not any(path.match(pattern) for pattern in without)
    ]
