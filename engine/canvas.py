"""One canvas before its first step: token ids, pinned positions, start noise; knows no model.

A canvas starts as pure noise, or, for a strength below 1, as the source text with that share of
its positions re-noised. Parts of the source may have a strength of their own. A source longer than
one canvas goes on in the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch


@dataclass(frozen=True, slots=True)
class Canvas:
    """A canvas as the loop starts on it.

    Attributes:
        ids: int64 [C], what the first step reads.
        pinned: bool [C], positions that hold their token for good.
        pinned_ids: int64 [C], the tokens of the pinned positions, 0 elsewhere.
        has_pins: whether any position is pinned.
        open_until: a pinned token stands at or behind this position, so the text may not end
            before it.
        forbidden: the tokens that would end it.
        judged: it is asked how likely the model finds the pinned tokens.
    """

    ids: torch.Tensor
    pinned: torch.Tensor
    pinned_ids: torch.Tensor
    has_pins: bool
    open_until: int
    forbidden: tuple[int, ...]
    judged: bool = False

    @property
    def free(self) -> torch.Tensor:
        """Bool [C]: the positions that the model decides on."""
        return ~self.pinned


@dataclass(frozen=True, slots=True)
class CanvasPlan:
    """What the canvases of one run start from.

    Attributes:
        length: positions of one canvas.
        vocabulary: number of token ids; noise is uniform over all of them.
        source: the source text's ids, with its end of turn; read for strengths below 1.
        pad: what fills a canvas behind the source.
        strength: share of the positions that start as noise, in (0, 1].
        pins: position over all canvases to the token that it holds.
        forbidden: tokens that may not stand before a pinned one.
        strengths: position over all canvases to a strength of its own, in (0, 1]; all others
            have ``strength``.
        judged: as of its canvases.
    """

    length: int
    vocabulary: int
    source: Sequence[int]
    pad: int
    strength: float
    pins: Mapping[int, int]
    forbidden: tuple[int, ...]
    strengths: Mapping[int, float] = field(default_factory=dict)
    judged: bool = False

    def start(self, number: int, generator: torch.Generator) -> Canvas:
        """Return canvas ``number`` (from 0) with its start noise drawn.

        Random numbers are drawn as ``generate`` draws them where the strength is 1: one call for
        the whole canvas.

        Args:
            number: of the canvas.
            generator: of the run; the canvas lies on its device.
        """
        device = generator.device
        first = number * self.length
        noise = torch.randint(
            0, self.vocabulary, (self.length,), generator=generator, device=device
        )
        levels = self._levels(first)
        if levels or self.strength < 1.0:
            part = list(self.source[first : first + self.length])
            part += [self.pad] * (self.length - len(part))
            ids = torch.tensor(part, device=device)
            order = torch.randperm(self.length, generator=generator, device=device)
            again = self._renoised(order, levels)
            ids[again] = noise[again]
        else:
            ids = noise
        pinned = torch.zeros(self.length, dtype=torch.bool, device=device)
        pinned_ids = torch.zeros(self.length, dtype=torch.int64, device=device)
        here = {
            position - first: token
            for position, token in self.pins.items()
            if first <= position < first + self.length
        }
        for position, token in here.items():
            pinned[position] = True
            pinned_ids[position] = token
        last_pin = max(self.pins, default=-1)
        return Canvas(
            ids=torch.where(pinned, pinned_ids, ids),
            pinned=pinned,
            pinned_ids=pinned_ids,
            has_pins=bool(here),
            open_until=max(0, min(self.length, last_pin - first)),
            forbidden=self.forbidden,
            judged=self.judged,
        )

    def _levels(self, first: int) -> tuple[float, ...]:
        """Return the strength of each position of a canvas, or nothing where no stroke is in it.

        A pinned one has 0: it counts to none.

        Args:
            first: position over all canvases at which it begins.
        """
        here = range(first, first + self.length)
        if not any(position in self.strengths for position in here):
            return ()
        return tuple(
            0.0 if position in self.pins else self.strengths.get(position, self.strength)
            for position in here
        )

    def _renoised(self, order: torch.Tensor, levels: tuple[float, ...]) -> torch.Tensor:
        """Choose the positions that start as noise: of each strength its share, at least one.

        Args:
            order: int64 [C], the positions in random order.
            levels: as of ``_levels``.

        Returns:
            int64, at most [C].
        """
        if not levels:
            return order[: max(1, round(self.strength * self.length))]
        each = torch.tensor(levels, dtype=torch.float64, device=order.device)[order]
        chosen = []
        for level in sorted(set(levels) - {0.0}):
            members = order[each == level]
            chosen.append(members[: max(1, round(level * len(members)))])
        return torch.cat(chosen)
