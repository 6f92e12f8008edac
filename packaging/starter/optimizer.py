"""Muon for the matrices, Adam for the rest; knows no model.

Muon: K. Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024.
"""

from collections import defaultdict
from collections.abc import Iterable

import torch
from torch import Tensor, nn

COEFFICIENTS = (3.4445, -4.7750, 2.0315)


def orthogonalize(matrices: Tensor, rounds: int = 5) -> Tensor:
    """Return [N, rows, columns] with all singular values near 1 (Newton-Schulz, quintic)."""
    a, b, c = COEFFICIENTS
    x: Tensor = matrices.bfloat16()
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.transpose(-2, -1)
    x = x / (x.float().norm(dim=(-2, -1), keepdim=True) + 1e-7).bfloat16()
    for _ in range(rounds):
        gram = x @ x.transpose(-2, -1)
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.transpose(-2, -1) if tall else x


class Muon:
    """Momentum whose step is orthogonalized; equal shapes are handled as one batch."""

    def __init__(self, parameters: Iterable[nn.Parameter], momentum: float = 0.95) -> None:
        self._groups: dict[tuple[int, ...], list[nn.Parameter]] = defaultdict(list)
        for parameter in parameters:
            self._groups[tuple(parameter.shape[-2:])].append(parameter)
        self._momentum = momentum
        self.velocity = {
            shape: [torch.zeros_like(p) for p in group] for shape, group in self._groups.items()
        }

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Move every matrix by ``rate`` times its orthogonalized momentum and drop gradients."""
        for shape, group in self._groups.items():
            rows, columns = shape
            moves = []
            for parameter, velocity in zip(group, self.velocity[shape], strict=True):
                assert parameter.grad is not None
                velocity.lerp_(parameter.grad, 1 - self._momentum)
                moves.append(parameter.grad.lerp(velocity, self._momentum).view(-1, rows, columns))
                parameter.grad = None
            steps = orthogonalize(torch.cat(moves)).float() * max(1.0, rows / columns) ** 0.5
            sizes = [move.shape[0] for move in moves]
            for parameter, step in zip(group, steps.split(sizes), strict=True):
                parameter.add_(step.view_as(parameter), alpha=-rate)
