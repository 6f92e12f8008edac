"""Puts the frozen program and the plain folder of torch together, in place of what was there."""

import os
import shutil
from pathlib import Path
from typing import Final

# Where Anneal.app keeps the plain folder: a signature covers what lies among the resources file by
# file, and among the frameworks no folder may have a dot in its name, as many of torch's have.
_RUNTIME: Final = "Contents/Resources/runtime"
_SEEN_BY_THE_PROGRAM: Final = "Contents/Frameworks/runtime"


class InTheWayError(Exception):
    """What is there already is no bundle of Anneal; it is left alone."""


def put_together(out: Path, frozen: Path, runtime: Path) -> None:
    """Put both parts into ``out``, in place of the bundle that is there.

    Raises:
        InTheWayError: something else is there.
    """
    _check(out, "_internal")
    new = _fresh(out)
    shutil.copytree(frozen, new, symlinks=True, copy_function=_link)
    shutil.copytree(runtime, new / "runtime", symlinks=True, copy_function=_link)
    _replace(out, new)


def put_app_together(out: Path, frozen: Path, runtime: Path) -> None:
    """Put both parts into ``out``, an application of macOS, in place of the one that is there.

    All of it is copied: it is signed afterwards, which writes into the files.

    Raises:
        InTheWayError: something else is there.
    """
    _check(out, "Contents")
    new = _fresh(out)
    shutil.copytree(frozen, new, symlinks=True)
    shutil.copytree(runtime, new / _RUNTIME, symlinks=True)
    link = new / _SEEN_BY_THE_PROGRAM
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(os.path.relpath(new / _RUNTIME, link.parent))
    _replace(out, new)


def _check(out: Path, mark: str) -> None:
    if out.exists() and not (out / mark).is_dir() and (not out.is_dir() or any(out.iterdir())):
        raise InTheWayError(f"{out} is there and holds no bundle of Anneal; it is left as it is")


def _fresh(out: Path) -> Path:
    new = out.with_name(f"{out.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    return new


def _replace(out: Path, new: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    new.rename(out)


def _link(source: str, target: str) -> None:
    """Make the same file appear in another place, without a copy where the disk can do that."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
