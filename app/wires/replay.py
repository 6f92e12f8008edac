"""The replay: its key, and what ends it."""

from app.program import Program
from app.tab import Tab


def wire(program: Program) -> None:
    """Connect."""
    replay = program.replay
    program.window.commands.replay.triggered.connect(replay.toggle)
    program.window.commands.compare.triggered.connect(replay.close)
    program.window.review_bar.compare_clicked.connect(replay.close)
    program.window.drawer.currentChanged.connect(replay.note_drawer)
    program.workspace.current_changed.connect(replay.note_tab)
    program.workspace.tab_added.connect(lambda tab: _wire_tab(program, tab))
    replay.export_wanted.connect(program.export.start)
    replay.export_unwanted.connect(program.export.cancel)
    program.quitting.leaving.connect(program.export.stop)
    replay.closed.connect(program.run_view.spend_escape)


def _wire_tab(program: Program, tab: Tab) -> None:
    replay = program.replay
    tab.flow.state_changed.connect(lambda _state: replay.note_state(tab))
    tab.editor.review_side.draft_entered.connect(lambda: replay.note_entered(tab))
    tab.flow.review_started.connect(lambda _review: replay.note_review(tab))
    tab.flow.review_changed.connect(lambda _review: replay.note_review(tab))
