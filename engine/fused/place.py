"""Where a canvas stands behind what was read, in memory that stays where it is.

A step, recorded as a graph or not, reads from here how much was read before it.
"""

import torch

from engine.fused.cache import StaticCache
from engine.model.lean import rotations
from engine.model.lean_weights import LeanNetwork

_Turns = dict[str, tuple[torch.Tensor, torch.Tensor]]


class CanvasPlace:
    """What belongs to the place of a canvas.

    Attributes:
        turns: layer type to cosines and sines, [C, 1, D] each.
        kept: int32 [1] of each layer, tokens that it holds.
    """

    def __init__(self, lean: LeanNetwork, canvas: torch.Tensor) -> None:
        """Stand where nothing was read.

        Args:
            lean: tells how positions are encoded.
            canvas: [C, H], of the device and the type of the activations; its values are not read.
        """
        self._lean = lean
        self._canvas = canvas
        nothing = torch.zeros(1, dtype=torch.int32, device=canvas.device)
        self.turns = self._turns_behind(0)
        self.kept = tuple(nothing.clone() for _ in lean.decoder_layers)

    def follow(self, cache: StaticCache) -> None:
        """Stand behind what ``cache`` holds."""
        for number, kept in enumerate(self.kept):
            kept.fill_(cache.kept(number))
        for kind, turn in self._turns_behind(cache.length).items():
            for here, there in zip(self.turns[kind], turn, strict=True):
                here.copy_(there)

    def _turns_behind(self, length: int) -> _Turns:
        """Return the rotations of a canvas that follows so many tokens."""
        positions = torch.arange(
            length,
            length + self._canvas.shape[0],
            dtype=torch.int32,
            device=self._canvas.device,
        )[None]
        return rotations(self._lean.decoder_rotary, self._canvas, positions)
