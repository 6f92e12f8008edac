"""The schedule of a training run, step by step; knows no model and no data."""

from dataclasses import dataclass

# Short canvases teach more of a text at once, long ones are what the model is to refine.
CANVAS_LENGTHS = ((8, 16, 16, 32, 32, 64, 128), (16, 32, 64, 128, 128))


@dataclass(frozen=True, slots=True)
class Plan:
    """The schedule of a run; shares are of ``steps``."""

    steps: int
    seed: int
    warm_up: int = 150
    cool_down: float = 0.35
    matrix_rate: float = 0.02
    other_rate: float = 3e-3
    circuit_rate: float = 1e-3

    def rate(self, step: int) -> float:
        """Return the learning rate's factor: warm-up, plateau, linear cool-down to zero."""
        left = (self.steps - step) / (self.steps * self.cool_down)
        return min(1.0, (step + 1) / self.warm_up, left)

    def rollout_share(self, step: int) -> float:
        """Return how many batches are rollouts: none at first, then most."""
        return 0.4 * min(1.0, max(0.0, (step / self.steps - 0.12) / 0.25))

    def canvases(self, step: int) -> tuple[int, ...]:
        """Return the lengths of canvas to draw from: longer ones in the second half."""
        return CANVAS_LENGTHS[min(1, 2 * step // self.steps)]

    def max_chars(self, step: int) -> int:
        """Return the longest text: copying is learnt on short ones first."""
        return (120, 180, 240, 320)[min(3, int(step / self.steps * 6))]
