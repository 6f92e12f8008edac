"""Triton's module that starts kernels, compiled beforehand, so that a person needs no C compiler.

Triton comes with the C source of that module and compiles it on the machine when it starts its
first kernel: of all that it makes on NVIDIA cards, this alone is C. The packages of Anneal hold it
compiled, of the very Triton that the runtime is locked to (``packaging/runtime/build_driver.py``);
it is put where Triton would look for what it had compiled earlier. Where it does not fit, Triton
goes on as it always does. Imports Triton late, if at all.
"""

import hashlib
import importlib.util
import logging
import os
import sysconfig
from pathlib import Path
from typing import Final

from engine.paths import resource_folder

_log = logging.getLogger(__name__)
_MODULE: Final = "cuda_utils"  # what Triton calls it
_SOURCE: Final = Path("backends", "nvidia", "driver.c")
# Asked for the place of the driver's library: only to link, which is done already.
_LIBRARY_PLACE: Final = "TRITON_LIBCUDA_PATH"


def triton_source() -> Path | None:
    """Return the C source in the Triton that is installed, ``None`` where there is none."""
    found = importlib.util.find_spec("triton")
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / _SOURCE
    return path if path.is_file() else None


def compiled_name(source: bytes) -> str:
    """Return the name of the file that holds the module which is compiled from ``source``."""
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    return f"{_MODULE}-{hashlib.sha256(source).hexdigest()[:16]}{suffix}"


def ready_module() -> Path | None:
    """Return the compiled module that fits the installed Triton and this Python, if it is there."""
    source = triton_source()
    if source is None:
        return None
    path = resource_folder() / "runtime" / compiled_name(source.read_bytes())
    return path if path.is_file() else None


def offer_to_triton() -> None:
    """Put the compiled module where Triton looks first; nothing is done where there is none."""
    module, source = ready_module(), triton_source()
    if module is None or source is None:
        return
    from triton.runtime.build import platform_key
    from triton.runtime.cache import get_cache_manager

    # As Triton's `compile_module_from_src` has it.
    text = source.read_text()
    key = hashlib.sha256((text + platform_key()).encode("utf-8")).hexdigest()
    name = f"{_MODULE}{sysconfig.get_config_var('EXT_SUFFIX')}"
    try:
        cache = get_cache_manager(key)
        kept = cache.get_file(name)
        if kept is None or Path(kept).stat().st_size != module.stat().st_size:
            cache.put(module.read_bytes(), name, binary=True)
    except OSError:
        _log.warning("what starts kernels was not put in its place: the disk refuses")
        return
    os.environ.setdefault(_LIBRARY_PLACE, str(module.parent))
