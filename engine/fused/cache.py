"""Keys and values of what was read, in memory that stays where it is; knows no weights.

A canvas's keys and values stand before the cached ones, so that its place never moves and all
that the canvas attends to is one stretch of memory, however much was read. Attention does not
mind the order: the positions are in the keys already.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch

_SMALLEST = 1024


@dataclass(frozen=True, slots=True)
class LayerShape:
    """What a layer keeps of each token.

    Attributes:
        heads: of keys; there are as many of values.
        width: of a head.
        window: the tokens that one sees, itself among them; ``None`` for all. As transformers'
            cache does, a layer with a window keeps the last ``window - 1`` tokens.
    """

    heads: int
    width: int
    window: int | None

    def kept(self, tokens: int) -> int:
        """Return how many of so many tokens are kept."""
        return tokens if self.window is None else min(tokens, self.window - 1)


def bucket_of(tokens: int, context: int) -> int:
    """Return the capacity for so many tokens: 1,024 doubled until they fit, at most ``context``.

    Raises:
        ValueError: they are more than the context.
    """
    if tokens > context:
        raise ValueError(f"{tokens} tokens do not fit into a context of {context}")
    capacity = _SMALLEST
    while capacity < tokens:
        capacity *= 2
    return min(capacity, context)


@dataclass(frozen=True, slots=True)
class Saved:
    """What was read behind a shared beginning, copied out of a cache.

    Attributes:
        length: tokens that had been read.
        shared: tokens of the beginning.
        keys: of each layer, [heads, N, D]: of a layer with a window all that it keeps, since its
            tokens move; of another the tokens behind the beginning.
        values: the same.
    """

    length: int
    shared: int
    keys: tuple[torch.Tensor, ...]
    values: tuple[torch.Tensor, ...]


class StaticCache:
    """The keys and values of all layers, with room for a canvas."""

    def __init__(
        self,
        shapes: Sequence[LayerShape],
        *,
        canvas_length: int,
        context: int,
        dtype: torch.dtype,
        device: torch.device,
    ) -> None:
        """Start with nothing read and no memory taken."""
        self._shapes = tuple(shapes)
        self._canvas_length = canvas_length
        self._context = context
        self._capacity = 0
        self._length = 0
        self._keys = [_room(shape, canvas_length, dtype, device) for shape in shapes]
        self._values = [_room(shape, canvas_length, dtype, device) for shape in shapes]

    @property
    def length(self) -> int:
        """Tokens that were read."""
        return self._length

    @property
    def capacity(self) -> int:
        """Tokens that can be read before memory moves."""
        return self._capacity

    def kept(self, number: int) -> int:
        """Return how many tokens layer ``number`` holds."""
        return self._shapes[number].kept(self._length)

    def clear(self) -> None:
        """Forget what was read; the memory stays."""
        self._length = 0

    def save(self, shared: int) -> Saved:
        """Copy what makes this reading differ from others with the same first tokens.

        Args:
            shared: number of those tokens.
        """
        return Saved(
            self._length,
            shared,
            tuple(part.clone() for part in self._parts(self._keys, shared, self._length)),
            tuple(part.clone() for part in self._parts(self._values, shared, self._length)),
        )

    def restore(self, saved: Saved) -> None:
        """Go back to a reading that was saved; the shared beginning has to be there still."""
        for store, kept in ((self._keys, saved.keys), (self._values, saved.values)):
            parts = self._parts(store, saved.shared, saved.length)
            for part, copied in zip(parts, kept, strict=True):
                part.copy_(copied)
        self._length = saved.length

    def _parts(
        self, stores: list[torch.Tensor], shared: int, length: int
    ) -> Iterator[torch.Tensor]:
        """Yield what of each layer belongs to a reading alone."""
        for shape, store in zip(self._shapes, stores, strict=True):
            first = self._canvas_length + (shared if shape.window is None else 0)
            yield store[:, first : self._canvas_length + shape.kept(length)]

    def has_room(self, tokens: int) -> bool:
        """Say whether there is room for ``tokens`` more, so that no memory has to move.

        Raises:
            ValueError: they do not fit into the context.
        """
        return bucket_of(self._length + tokens, self._context) <= self._capacity

    def reserve(self, tokens: int) -> None:
        """Make room for ``tokens`` more, where there is none.

        Raises:
            ValueError: they do not fit into the context.
        """
        if self.has_room(tokens):
            return
        capacity = bucket_of(self._length + tokens, self._context)
        # Layer by layer, so that only one layer is in memory twice at a time.
        for number, shape in enumerate(self._shapes):
            used = self._canvas_length + shape.kept(self._length)
            slots = self._canvas_length + shape.kept(capacity)
            self._keys[number] = _grown(self._keys[number], used, slots)
            self._values[number] = _grown(self._values[number], used, slots)
        self._capacity = capacity

    def append(
        self, number: int, keys: torch.Tensor, values: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Keep the keys and values of the tokens that follow, for which there is room.

        ``advance`` has to be told once all layers have them.

        Args:
            number: of the layer.
            keys: [heads, N, D].
            values: the same.

        Returns:
            Keys and values [heads, P + N, D] of all that the new tokens may see: of the P tokens
            that were kept, and of their own, in order.
        """
        shape = self._shapes[number]
        return (
            self._append(shape, self._keys[number], keys),
            self._append(shape, self._values[number], values),
        )

    def _append(self, shape: LayerShape, store: torch.Tensor, new: torch.Tensor) -> torch.Tensor:
        """Keep keys or values."""
        first = self._canvas_length
        end = first + shape.kept(self._length)
        if shape.window is None:
            store[:, end : end + new.shape[1]] = new
            return store[:, first : end + new.shape[1]]
        together = torch.cat((store[:, first:end], new), dim=1)
        kept = shape.kept(self._length + new.shape[1])
        store[:, first : first + kept] = together[:, together.shape[1] - kept :]
        return together

    def advance(self, tokens: int) -> None:
        """Count tokens that every layer has appended."""
        self._length += tokens

    def place_canvas(
        self, number: int, keys: torch.Tensor, values: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Put a canvas's keys and values before the cached ones.

        Args:
            number: of the layer.
            keys: [heads, C, D].
            values: the same.

        Returns:
            Keys and values [heads, C + slots, D]: the canvas, ``kept(number)`` tokens, and room.
        """
        self._keys[number][:, : self._canvas_length] = keys
        self._values[number][:, : self._canvas_length] = values
        return self._keys[number], self._values[number]


def _room(shape: LayerShape, slots: int, dtype: torch.dtype, device: torch.device) -> torch.Tensor:
    """Return zeros for so many slots: what no token fills must still be a number."""
    return torch.zeros(shape.heads, slots, shape.width, dtype=dtype, device=device)


def _grown(store: torch.Tensor, used: int, slots: int) -> torch.Tensor:
    """Return a store of so many slots that begins with those in use."""
    if store.shape[1] == slots:
        return store
    grown = store.new_zeros(store.shape[0], slots, store.shape[2])
    grown[:, :used] = store[:, :used]
    return grown
