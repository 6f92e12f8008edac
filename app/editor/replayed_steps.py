"""The steps of a finished run, each as it looked then, in any order; knows no Qt.

What a step looks like depends on those before it, so it is kept for every step once it is known.
"""

from app.editor.settling import Settling, Stretch
from engine.events import DenoiseStep


class ReplayedSteps:
    """Says how the tokens of each step look."""

    def __init__(self, steps: tuple[DenoiseStep, ...]) -> None:
        self.steps = steps
        self._settling = Settling()
        self._known: list[tuple[Stretch, ...]] = []

    def stretches(self, index: int) -> tuple[Stretch, ...]:
        """Return how the tokens of step ``index`` looked when it came."""
        while len(self._known) <= index:
            self._known.append(self._settling.stretches(self.steps[len(self._known)]))
        return self._known[index]
