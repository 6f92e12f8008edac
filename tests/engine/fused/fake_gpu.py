"""A GPU that is not there: torch's fake tensors, which have shape, type and device and no numbers.

What mixes devices, or asks for a number, fails as it would on a GPU.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import EllipsisType
from typing import cast

import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

GPU = torch.device("cuda", 0)

_Part = int | slice | EllipsisType | torch.Tensor | None
_Index = _Part | tuple[_Part, ...]


@contextmanager
def fake_gpu() -> Iterator[None]:
    """Let tensors on ``GPU`` be made."""
    # Modules on the device "meta" are built with tensors that are not fake ones.
    with FakeTensorMode(allow_non_fake_inputs=True), _NoDriver():
        yield


class _NoHost(TorchDispatchMode):
    """Fails where memory is copied between host and device, which no graph can hold."""

    def __torch_dispatch__(
        self,
        func: Callable[..., torch.Tensor],
        types: object,
        args: tuple[torch.Tensor, ...] = (),
        kwargs: dict[str, object] | None = None,
    ) -> object:
        result = func(*args, **(kwargs or {}))
        if func is torch.ops.aten._to_copy.default:
            assert args[0].device == result.device, func
        if func in (torch.ops.aten.index.Tensor, torch.ops.aten.index_put_.default):
            assert all(place is None or place.is_cuda for place in args[1]), func
        return result


# torch has no types for how a mode is made.
no_host = cast("Callable[[], AbstractContextManager[object]]", _NoHost)


class _NoDriver(TorchFunctionMode):
    """Takes over the few functions for which torch wants a driver of the tensor's device."""

    def __torch_function__(
        self,
        func: Callable[..., object],
        types: object,
        args: tuple[object, ...] = (),
        kwargs: dict[str, object] | None = None,
    ) -> object:
        own: dict[object, Callable[..., object]] = {
            torch.Tensor.__getitem__: _take,
            torch.Tensor.__setitem__: _put,
            torch.Tensor.__invert__: torch.bitwise_not,
            torch.Tensor.copy_: _copy,
            torch.Tensor.contiguous: _contiguous,
        }
        return own.get(func, func)(*args, **(kwargs or {}))


def _take(tensor: torch.Tensor, index: _Index) -> torch.Tensor:
    parts = index if isinstance(index, tuple) else (index,)
    places: list[torch.Tensor | None] = []
    dim = 0
    for number, part in enumerate(parts):
        if isinstance(part, EllipsisType):
            dim = tensor.ndim - sum(rest is not None for rest in parts[number + 1 :])
        elif isinstance(part, int):
            tensor = tensor.select(dim, part)
        elif part is None:
            tensor = tensor.unsqueeze(dim)
            dim += 1
        elif isinstance(part, slice):
            tensor = torch.ops.aten.slice.Tensor(tensor, dim, part.start, part.stop, part.step or 1)
            dim += 1
        else:
            places += [None] * (dim - len(places)) + [part]
            dim += 1
    taken = torch.ops.aten.index.Tensor(tensor, places) if places else tensor
    return cast("torch.Tensor", taken)


def _put(tensor: torch.Tensor, index: list[int] | _Index, value: torch.Tensor | float) -> None:
    if isinstance(index, list):
        torch.ops.aten.index_put_.default(tensor, [torch.tensor(index)], torch.tensor(value))
    elif isinstance(value, torch.Tensor):
        _copy(_take(tensor, index), value)
    else:
        _take(tensor, index).fill_(value)


def _copy(tensor: torch.Tensor, source: torch.Tensor) -> torch.Tensor:
    # There are no numbers to be copied: it has to be of the right shape, and on the device.
    source.to(tensor.device).expand(tensor.shape)
    return tensor


def _contiguous(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.clone(memory_format=torch.contiguous_format)
