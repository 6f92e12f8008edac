"""Starts the real program with the starter model, which is loaded when it is first asked.

Says whether torch is imported while nobody asks; asks, unloads the model by the menu, asks again,
and quits. Its arguments are the files to open.
"""

import sys
from unittest.mock import patch

from PySide6.QtCore import QTimer

from app.edit_flow import FlowState
from app.instruction import Instruction
from app.memory import used_bytes
from app.program import Program
from app.start import run_editor
from tests.app.whole.piloted import piloted
from tests.patience import leave_at_last

REST_MS = 700  # in which nobody asks


def say(*words: object) -> None:
    """Write a line for the test, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class Pilot:
    """Does what a person does, and says what is there."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.drafts: list[str] = []
        leave_at_last()
        program.window.painted.connect(lambda: QTimer.singleShot(REST_MS, self.begin))
        program.queue.memory_returned.connect(self.ask)

    def tell(self) -> None:
        """Say whether torch is there, and where the model stands."""
        state = self.program.queue.state.phase.value
        say("torch" if "torch" in sys.modules else "nothing", "|", state, "|", used_bytes())

    def begin(self) -> None:
        """Look at what there is, then ask."""
        self.tell()
        self.program.workspace.current.flow.state_changed.connect(self.take)
        self.ask()

    def ask(self) -> None:
        """Ask for a rewrite of the paragraph."""
        if self.drafts:
            self.tell()
        tab = self.program.workspace.current
        tab.editor.find_side.go_first("lamp", True)
        self.program.asking.open()
        self.program.asking.start(Instruction("Turn into a bullet list"))

    def take(self, state: FlowState) -> None:
        """Look at the draft, once it is there."""
        if state is FlowState.REVIEWING:
            QTimer.singleShot(0, self.go_on)

    def go_on(self) -> None:
        """Reject the draft; unload the model and ask again, or quit."""
        tab = self.program.workspace.current
        review = tab.flow.review
        assert review is not None
        self.drafts.append(review.text)
        self.tell()
        tab.flow.reject()
        if len(self.drafts) == 1:
            self.program.window.commands.unload_model.trigger()
        else:
            say("same" if len(set(self.drafts)) == 1 else "others")
            self.program.window.close()


if __name__ == "__main__":
    with patch("app.start.compose", piloted(Pilot)):
        sys.exit(run_editor(sys.argv[1:]))
