"""Starts the real program with the starter model and quits at a moment, the first argument.

"loading" quits while the libraries or the weights are read, "running" between two steps,
"saved" once the draft was accepted and the file is saved.
"""

import sys
from unittest.mock import patch

from PySide6.QtCore import QTimer

from app.instruction import Instruction
from app.program import Program
from app.review_flow import FlowState
from app.start import run_editor
from tests.app.whole.piloted import piloted
from tests.patience import leave_at_last


class Pilot:
    """Waits for the moment and closes the window."""

    def __init__(self, program: Program, moment: str) -> None:
        self.program = program
        self.moment = moment
        self.left = False
        leave_at_last()
        if moment == "loading":
            program.window.painted.connect(lambda: QTimer.singleShot(300, self.leave))
        else:
            program.queue.model_ready.connect(self.begin)

    def begin(self) -> None:
        """Ask for a rewrite of the paragraph, and leave after its first step."""
        tab = self.program.workspace.current
        if self.moment == "running":
            tab.flow.step_arrived.connect(self.leave)
        else:
            tab.flow.state_changed.connect(self.accept)
        tab.editor.find_side.go_first("lamp", True)
        self.program.asking.open()
        self.program.asking.start(Instruction("Turn into a bullet list"))

    def accept(self, state: FlowState) -> None:
        """Take the draft, once it is there, save and leave."""
        if state is FlowState.REVIEWING:
            # From its own turn of the loop, as a key press is.
            QTimer.singleShot(0, self.save)

    def save(self) -> None:
        """Accept, save and leave."""
        commands = self.program.window.commands
        commands.accept.trigger()
        commands.save.trigger()
        self.leave()

    def leave(self) -> None:
        """Close the window, once."""
        if not self.left:
            self.left = True
            sys.stdout.write(f"quitting {self.moment}\n")
            self.program.window.close()


if __name__ == "__main__":
    with patch("app.start.compose", piloted(lambda program: Pilot(program, sys.argv[1]))):
        sys.exit(run_editor(sys.argv[2:]))
