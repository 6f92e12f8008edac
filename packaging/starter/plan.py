"""The schedule of a training run, step by step; knows no model and no data."""

from dataclasses import dataclass

# Short canvases teach more of a text at once, long ones are what the model is to refine.
CANVAS_LENGTHS = ((8, 16, 16, 32, 32, 64, 128), (16, 32, 64, 128, 128, 128))


@dataclass(frozen=True, slots=True)
class Plan:
    """The schedule of a run; shares are of ``steps``.

    Attributes:
        steps: length of the run.
        seed: of weights, examples and drafts.
        schooled: the run begins with weights that were trained already: they need no easy texts.
        warm_up: steps until the learning rates are reached.
        cool_down: share in which they fall to nothing.
        matrix_rate: of Muon.
        other_rate: of Adam.
        circuit_rate: of Adam, for the layers that began as circuits.
    """

    steps: int
    seed: int
    schooled: bool = False
    warm_up: int = 150
    cool_down: float = 0.65
    matrix_rate: float = 0.02
    other_rate: float = 3e-3
    circuit_rate: float = 1e-3

    def rate(self, step: int) -> float:
        """Return the learning rate's factor: warm-up, plateau, linear cool-down to zero."""
        left = (self.steps - step) / (self.steps * self.cool_down)
        highest = 0.75 if self.schooled else 1.0
        return highest * min(1.0, (step + 1) / self.warm_up, left)

    def canvases(self, step: int) -> tuple[int, ...]:
        """Return the lengths of canvas to draw from: longer ones in the second half."""
        return CANVAS_LENGTHS[1 if self.schooled else min(1, 2 * step // self.steps)]

    def max_chars(self, step: int) -> int:
        """Return the longest text: copying is learnt on short ones first."""
        return 320 if self.schooled else (120, 180, 240, 320)[min(3, int(step / self.steps * 6))]
