"""Gives memory back that a model leaves behind when it is let go; imports no torch.

What was loaded once stays: the libraries themselves, some 600 MB, and what they keep for every
model, such as oneDNN's compiled kernels. All of a model goes.
"""

import ctypes
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, cast

from engine.device_loss import device_is_lost

_log = logging.getLogger(__name__)


class _Cuda(Protocol):
    def is_initialized(self) -> bool: ...
    def empty_cache(self) -> None: ...
    def ipc_collect(self) -> None: ...
    def memory_reserved(self) -> int: ...


def release_memory() -> None:
    """Give the system back what is free: torch's memory on the GPU, and the C library's.

    Call it on the thread that let the model go. Never raises: a graphics card that is lost has
    nothing to give.
    """
    cuda = _cuda()
    if cuda is not None and not device_is_lost():
        try:
            cuda.empty_cache()
            cuda.ipc_collect()
        except RuntimeError:
            _log.warning("the graphics card gave its memory not back", exc_info=True)
    trim = _trim()
    if trim is not None:
        trim(0)


def gpu_bytes() -> int | None:
    """Return the memory that torch holds on the GPU, in bytes; ``None`` where it uses none."""
    cuda = _cuda()
    if cuda is None or device_is_lost():
        return None
    try:
        return cuda.memory_reserved()
    except RuntimeError:
        return None


def _cuda() -> _Cuda | None:
    """Return ``torch.cuda`` where this process has begun to use it."""
    torch = sys.modules.get("torch")
    cuda = None if torch is None else cast("_Cuda | None", getattr(torch, "cuda", None))
    return cuda if cuda is not None and cuda.is_initialized() else None


def _trim() -> Callable[[int], int] | None:
    """Return glibc's ``malloc_trim``; other C libraries have none, and most need none."""
    if not sys.platform.startswith("linux"):
        return None
    with suppress(OSError, AttributeError):
        return cast("Callable[[int], int]", ctypes.CDLL(None).malloc_trim)
    return None
