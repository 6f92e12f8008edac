"""Triton's decorator, typed; knows no kernels."""

from collections.abc import Callable
from typing import Any, cast

import triton

# Triton has no types of its own for what it makes of a function, which is started with a grid
# and called within other kernels alone.
jit = cast("Callable[[Callable[..., object]], Any]", triton.jit)
