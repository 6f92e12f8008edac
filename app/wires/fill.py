"""Fill at the caret."""

from app.program import Program


def wire(program: Program) -> None:
    """Connect."""
    commands, window = program.window.commands, program.window
    commands.fill.triggered.connect(window.status.clear_notice)
    commands.fill.triggered.connect(program.filling.start)
    program.filling.notice_given.connect(window.status.show_notice)
