"""Runs: asking, the word on a draft."""

from app.program import Program


def wire(program: Program) -> None:
    """Connect."""
    commands, window = program.window.commands, program.window
    run_view, asking, queue = program.run_view, program.asking, program.queue
    commands.rewrite.triggered.connect(window.status.clear_notice)
    commands.rewrite.triggered.connect(asking.open)
    window.selection_button.clicked.connect(asking.open)
    window.instruction_bar.instruction_given.connect(asking.start)
    window.instruction_bar.closed.connect(asking.close)
    window.instruction_bar.left.connect(asking.leave)
    window.resized.connect(asking.place)
    asking.notice_given.connect(window.status.show_notice)
    asking.refused.connect(program.questions.tell)
    commands.stop.triggered.connect(run_view.stop)
    commands.accept.triggered.connect(run_view.accept)
    commands.reject.triggered.connect(run_view.reject_by_key)
    commands.retry.triggered.connect(run_view.retry)
    commands.compare.triggered.connect(run_view.compare)
    window.run_strip.stop_clicked.connect(run_view.stop)
    window.review_bar.accept_clicked.connect(run_view.accept)
    window.review_bar.reject_clicked.connect(run_view.reject)
    window.review_bar.retry_clicked.connect(run_view.retry)
    window.review_bar.follow_clicked.connect(asking.open)
    window.draft_line.turns.turn_chosen.connect(run_view.go_to_turn)
    window.review_bar.compare_clicked.connect(run_view.compare)
    window.status.notice_changed.connect(run_view.refresh)
    queue.queue_moved.connect(run_view.refresh)
    queue.model_ready.connect(asking.note_model)
