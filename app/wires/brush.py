"""The strength brush: what opens it, what ends it, and the way to the instruction and back."""

from app.program import Program
from app.tab import Tab


def wire(program: Program) -> None:
    """Connect."""
    painting, window, workspace = program.painting, program.window, program.workspace
    commands = window.commands
    commands.brush.triggered.connect(window.status.clear_notice)
    commands.brush.triggered.connect(window.instruction_bar.close_bar)
    commands.brush.triggered.connect(painting.open)
    window.instruction_bar.brush_asked.connect(painting.open)
    painting.rewrite_wanted.connect(program.asking.open)
    painting.notice_given.connect(window.status.show_notice)
    commands.rewrite.triggered.connect(painting.dismiss)
    commands.find.triggered.connect(painting.dismiss)
    commands.replace.triggered.connect(painting.dismiss)
    commands.fill.triggered.connect(painting.close)
    window.resized.connect(painting.place)
    workspace.current_changed.connect(painting.dismiss)
    workspace.tab_added.connect(lambda tab: _wire_tab(program, tab))


def _wire_tab(program: Program, tab: Tab) -> None:
    """Connect one tab; where one paints, the text is the one in front."""
    tab.text_changed.connect(program.painting.dismiss)
    tab.editor.top_line_changed.connect(program.painting.place)
    tab.flow.state_changed.connect(lambda _state: _leave(program, tab))


def _leave(program: Program, tab: Tab) -> None:
    """An edit begins or ends in ``tab``: nobody paints there any more."""
    if tab is program.workspace.current:
        program.painting.close()
