"""Tells a graphics card that is gone from every other error; imports no torch.

After such an error nothing of the process can use the card again: its context is broken, and every
later call gives the same error or another one. So it is remembered here, for the whole process,
and what is loaded from then on goes onto the CPU.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from engine.errors import DeviceLostError

# What CUDA's own errors say, as torch, cuBLAS, cuDNN and Triton pass them on. An error with one of
# these words leaves no context that could go on; a lack of memory and a wrong argument do.
_FATAL: Final = (
    "an illegal memory access",
    "an illegal instruction",
    "cuda_error_illegal_address",
    "cuda_error_launch_failed",
    "cuda_error_device_unavailable",
    "cuda_error_no_device",
    "cuda_error_ecc_uncorrectable",
    "device-side assert",
    "device kernel image is invalid after reset",
    "ecc error",
    "off the bus",
    "gpu is lost",
    "hardware stack error",
    "invalid device context",
    "invalid program counter",
    "launch timed out",
    "misaligned address",
    "no cuda-capable device",
    "busy or unavailable",
    "the launch timed out",
    "uncorrectable",
    "unspecified launch failure",
    "unknown error",
)
# Who speaks: without one of these the words may be those of any library.
_SPEAKERS: Final = ("cuda", "cublas", "cudnn", "nvrm", "xid", "device-side assert", "gpu is lost")
_MILD: Final = ("out of memory", "alloc_failed", "invalid argument", "not enough memory")
_EXECUTION: Final = ("cublas_status_execution_failed", "cudnn_status_execution_failed")

_lost = threading.Event()


def is_device_loss(kind: str, words: str) -> bool:
    """Say whether an error means that the graphics card is gone for this process.

    Args:
        kind: name of the error's class.
        words: what it says.
    """
    said = words.lower()
    if any(mild in said for mild in _MILD):
        return False
    if any(word in said for word in _EXECUTION):
        return True
    # torch gives errors that a device reports a class of their own.
    spoken = kind == "AcceleratorError" or any(name in said for name in _SPEAKERS)
    return spoken and any(word in said for word in _FATAL)


def note_device_loss(error: BaseException) -> bool:
    """Return whether ``error`` tells that the graphics card is gone; if so, remember it."""
    if not is_device_loss(type(error).__name__, str(error)):
        return False
    _lost.set()
    return True


def device_is_lost() -> bool:
    """Return whether this process has lost its graphics card."""
    return _lost.is_set()


@contextmanager
def device_loss_told() -> Iterator[None]:
    """Name the loss of the graphics card in the block, which loads a model.

    Raises:
        DeviceLostError: in place of what the block raised for it.
    """
    try:
        yield
    except RuntimeError as error:
        if not note_device_loss(error):
            raise
        raise DeviceLostError(loss_words(str(error))) from error


def loss_words(words: str, after: str = "") -> str:
    """Return the message of a loss: what the library said, and after which step."""
    where = f" {after}" if after else ""
    first = words.strip().partition("\n")[0]
    return (
        f"the graphics card stopped answering{where}: start Anneal again to use it, or load a "
        f"model on the CPU ({first})"
    )
