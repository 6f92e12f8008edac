"""The steps of a finished run, each as it looked then, in any order; knows no Qt.

What a step looks like depends on those before it. Their outcome is kept for every step that has
been passed, so that any of them is shown at once.
"""

from copy import deepcopy

from app.editor.settling import Settling
from engine.events import DenoiseStep


class ReplayedSteps:
    """Gives each step with what was settled before it."""

    def __init__(self, steps: tuple[DenoiseStep, ...]) -> None:
        self.steps = steps
        self._before = [Settling()]

    def settling_before(self, index: int) -> Settling:
        """Return what the steps before ``index`` settled, for the caller to go on with."""
        while len(self._before) <= index:
            after = deepcopy(self._before[-1])
            after.stretches(self.steps[len(self._before) - 1])
            self._before.append(after)
        return deepcopy(self._before[index])
