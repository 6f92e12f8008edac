"""Compiles the modules that lie open in the bundle, so that a start does not have to.

Unlike all other compiled modules of the bundle these are held against their source, which is what
a person may replace: a source that differs is compiled by Python itself.
"""

import importlib.util
import py_compile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from frozen_contents import OPEN

Entry = tuple[str, str, str]
"""A file of the bundle, in the terms of PyInstaller: its path there, where it lies, its kind."""


def compiled(files: Iterable[Entry], folder: Path) -> list[Entry]:
    """Compile the open modules among ``files`` into ``folder`` and return what was made.

    Raises:
        py_compile.PyCompileError: one has a mistake of syntax.
    """
    made: list[Entry] = []
    for to, source, _ in files:
        path = PurePosixPath(to.replace("\\", "/"))
        if path.parts[0] not in OPEN or path.suffix != ".py":
            continue
        there = PurePosixPath(importlib.util.cache_from_source(path.as_posix(), optimization=""))
        target = folder / there
        target.parent.mkdir(parents=True, exist_ok=True)
        py_compile.compile(
            source,
            cfile=str(target),
            dfile=path.as_posix(),
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH,
        )
        made.append((str(Path(*there.parts)), str(target), "DATA"))
    return made
