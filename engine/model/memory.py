"""The device as torch and the system tell of it: what memory is free, when it ran out or was lost.

Knows no model.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch

from engine.device_loss import note_device_loss
from engine.errors import OutOfMemoryError
from engine.machine import main_memory
from engine.plan.fit import DeviceMemory
from engine.plan.memory_plan import Place

# A plain RuntimeError is raised where the system gives torch's allocator no memory, or where a
# library of the GPU, or Triton for its kernels, gets none past the allocator.
_ALLOCATOR = (
    "DefaultCPUAllocator",
    "not enough memory",
    "Cannot allocate memory",
    "CUDA error: out of memory",
    "Triton Error [CUDA]: out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
)

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Shortage:
    """Memory ran out.

    Attributes:
        words: what the library said.
    """

    words: str


@dataclass(frozen=True, slots=True)
class Loss:
    """The graphics card is gone.

    Attributes:
        words: what the library said.
    """

    words: str


def is_out_of_memory(error: BaseException) -> bool:
    """Say whether an error of Python, of torch or of the system is a lack of memory."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    told = isinstance(error, RuntimeError | OSError)
    return told and any(words in str(error) for words in _ALLOCATOR)


def device_memory(device: torch.device) -> DeviceMemory | None:
    """Return the memory of a device as it is now, ``None`` where the system does not tell."""
    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info(device)
        return DeviceMemory(Place.GPU, free, total, started=True)
    memory = main_memory()
    if memory is None:
        return None
    return DeviceMemory(Place.CPU, memory.free, memory.total, started=True)


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


def until_device_fails(items: Iterator[_Item]) -> Iterator[_Item | Shortage | Loss]:
    """Pass on what a run gives; a lack of memory or the loss of the GPU becomes the last item.

    By then all that the run itself held is free again, and torch has given the GPU back what it
    had kept for later. Hence no error that is passed on: its traceback would hold the run's
    tensors for as long as somebody looks at it.

    Args:
        items: a generator that alone holds what its run allocates.
    """
    end: Shortage | Loss
    try:
        yield from items
    except (MemoryError, RuntimeError, OSError) as error:
        if is_out_of_memory(error):
            end = Shortage(str(error) or type(error).__name__)
        elif note_device_loss(error):
            end = Loss(str(error))
        else:
            raise
    else:
        return
    if isinstance(end, Shortage):
        torch.cuda.empty_cache()
    yield end
