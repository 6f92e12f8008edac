"""Tells a lack of memory apart from other errors; knows no checkpoint and no model."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from engine.errors import OutOfMemoryError

# torch raises a plain RuntimeError where the system gives its allocator no memory.
_ALLOCATOR = ("DefaultCPUAllocator", "not enough memory", "Cannot allocate memory")


def is_out_of_memory(error: BaseException) -> bool:
    """Say whether an error of Python, of torch or of the system is a lack of memory."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    told = isinstance(error, RuntimeError | OSError)
    return told and any(words in str(error) for words in _ALLOCATOR)


@contextmanager
def memory_named(folder: Path) -> Iterator[None]:
    """Name a lack of memory in the block, which loads the checkpoint in ``folder``.

    Raises:
        OutOfMemoryError: in place of what the block raised for a lack of memory.
    """
    try:
        yield
    except (MemoryError, RuntimeError, OSError) as error:
        if not is_out_of_memory(error):
            raise
        raise OutOfMemoryError(
            f"{folder}: there is too little free memory for the weights: close other programs, or "
            f"choose a smaller model ({error})"
        ) from error
