"""Compiles the modules of a runtime once, when it is made; fetches nothing.

The packaged program writes no compiled modules: without these, every start would compile torch
and transformers anew, which takes longer than all else. Python never compares such modules with
their source, so they are written down with their hashes as the packages' own files are. What an
older runtime has of the same sources is taken over before.
"""

import base64
import hashlib
import importlib.util
import py_compile
import warnings
from collections.abc import Generator
from pathlib import Path
from typing import Final

from engine.jobs import JobEvent, JobProgress, Stage

LIST: Final = "anneal-compiled.csv"
_TELL_EVERY: Final = 200  # modules between two events


def compile_modules(folder: Path) -> Generator[JobEvent, None, None]:
    """Compile every module below ``folder`` that is not, and list all as a RECORD does.

    A module in the words of another Python stays as it is: nothing can import it.

    Raises:
        OSError: the disk refuses.
    """
    sources = sorted(folder.rglob("*.py"))
    rows = []
    nbytes = sum(source.stat().st_size for source in sources)
    done = 0
    for number, source in enumerate(sources):
        if number % _TELL_EVERY == 0:
            item = source.relative_to(folder).parts[0]
            yield JobProgress(Stage.INSTALLING, done, nbytes, item, number, len(sources))
        done += source.stat().st_size
        target = Path(importlib.util.cache_from_source(str(source)))
        if target.is_file() or _compile(source, target):
            data = target.read_bytes()
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            path = target.relative_to(folder).as_posix()
            rows.append(f'"{path}",sha256={digest},{len(data)}\n')
    (folder / LIST).write_text("".join(rows), encoding="utf-8")


def _compile(source: Path, target: Path) -> bool:
    """Compile one module; return whether it is one of this Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what its authors may mend
        try:
            py_compile.compile(
                str(source),
                str(target),
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
        except (py_compile.PyCompileError, ValueError, RecursionError):
            return False
    return True
