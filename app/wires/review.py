"""A review: its single changes, and what is typed into the draft."""

from app.menus import change_entries
from app.program import Program


def wire(program: Program) -> None:
    """Connect."""
    commands, review = program.window.commands, program.review
    commands.next_change.triggered.connect(review.next)
    commands.previous_change.triggered.connect(review.previous)
    commands.take_change.triggered.connect(review.take)
    commands.leave_change.triggered.connect(review.leave)
    commands.take_piece.triggered.connect(review.take_piece)
    commands.leave_piece.triggered.connect(review.leave_piece)
    commands.take_all.triggered.connect(review.take_all)
    commands.leave_all.triggered.connect(review.leave_all)
    program.window.review_bar.fill_changes(change_entries(commands))
    program.workspace.current_changed.connect(review.refresh)
