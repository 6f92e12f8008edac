"""How much memory this process has held at most; knows no model."""

from pathlib import Path

import torch

from engine.bench.speed_report import Peak

_STATUS = Path("/proc/self/status")


def peak_memory(device: torch.device) -> Peak:
    """Return the most memory that was held at once since the process began.

    On a GPU that is all that the process holds: torch's own memory at its peak, and beside it what
    the CUDA context, the libraries and the kernels take. Other programs on the card cannot be told
    from those, so the figure is right on a card that nothing else uses, and too large elsewhere.
    """
    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info(device)
        beside = total - free - torch.cuda.memory_reserved(device)
        return Peak(
            torch.cuda.max_memory_reserved(device) + beside,
            "everything on the card: what torch reserved at most, the CUDA context and libraries; "
            "other programs on the card would be counted too",
        )
    if not _STATUS.is_file():
        return Peak(None, "this system does not tell how much memory a process held at most")
    for line in _STATUS.read_text(encoding="ascii", errors="replace").splitlines():
        name, _, value = line.partition(":")
        if name == "VmHWM":
            return Peak(int(value.split()[0]) * 1024, "all memory of the process (peak RSS)")
    return Peak(None, "this system does not tell how much memory a process held at most")
