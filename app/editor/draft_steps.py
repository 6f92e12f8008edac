"""The steps that a draft shows: those of a run as they come, and those of a replay.

It must not know files, flows or the engine.
"""

from collections.abc import Sequence

from app.editor.draft_hover import DraftHover
from app.editor.replayed_steps import ReplayedSteps
from app.editor.text_edit import TextEdit
from engine.events import DenoiseStep


class DraftSteps:
    """Serves one text.

    Attributes:
        hover: where the mouse rests on what is shown.
    """

    def __init__(self, edit: TextEdit) -> None:
        self._draft = edit.draft
        self._seen: list[DenoiseStep] = []
        self._replayed: ReplayedSteps | None = None
        self.hover = DraftHover(edit)

    @property
    def seen(self) -> Sequence[DenoiseStep]:
        """The steps up to the one on the screen, none where none is on it."""
        return self._seen if self._draft.shown.stretches else ()

    def show(self, step: DenoiseStep) -> None:
        """Show a step that has just come."""
        if self._seen and self._seen[-1].variant != step.variant:
            self._seen = []
        self._seen.append(step)
        self._draft.show_step(step)

    def replay(self, steps: tuple[DenoiseStep, ...], index: int) -> None:
        """Show step ``index`` of a finished run as it looked then, in the room that there is."""
        if self._replayed is None or self._replayed.steps is not steps:
            self._replayed = ReplayedSteps(steps)
        self._seen = list(steps[: index + 1])
        self._draft.show_replayed(steps[index], self._replayed.stretches(index))

    def clear(self) -> None:
        """Forget them: another run begins, or the draft is gone."""
        self._seen = []
        self._replayed = None
