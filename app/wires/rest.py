"""Help, quitting, and when garbage is collected."""

from app.program import Program
from app.tab import Tab


def wire(program: Program) -> None:
    """Connect."""
    commands, window = program.window.commands, program.window
    commands.help.triggered.connect(program.help.show_help)
    commands.marks.triggered.connect(program.help.show_marks)
    window.run_strip.marks_asked.connect(program.help.show_marks)
    program.appearance.theme_changed.connect(program.help.apply_theme)
    commands.keys.triggered.connect(program.help.show_keys)
    commands.logs.triggered.connect(program.help.open_logs)
    commands.quit.triggered.connect(window.close)
    window.close_asked.connect(program.quitting.quit)
    program.quitting.leaving.connect(program.view.remember_window)
    program.quitting.leaving.connect(program.store.save)
    program.collector.heed(lambda: program.queue.busy or program.replay.playing)
    program.workspace.tab_added.connect(lambda tab: _wire_tab(program, tab))
    program.workspace.tab_removed.connect(lambda _tab: program.collector.note_closed())


def _wire_tab(program: Program, tab: Tab) -> None:
    # An input method types without a key, and steps and files come without anybody.
    tab.text_changed.connect(program.collector.stir)
    tab.flow.state_changed.connect(lambda _state: program.collector.stir())
