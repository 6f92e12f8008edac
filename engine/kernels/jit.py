"""Triton's decorator, typed; knows no kernels."""

from collections.abc import Callable
from typing import Any, Protocol, cast

import triton


class Kernel(Protocol):
    """A kernel that is started with a grid."""

    def __getitem__(self, grid: tuple[int, ...]) -> Callable[..., object]:
        """Return what starts so many programs."""
        ...


# Triton has no types of its own for what it makes of a function, which is started with a grid
# and called within other kernels alone.
jit = cast("Callable[[Callable[..., object]], Any]", triton.jit)
