"""Files: open, save, close, what other programs do to them."""

from PySide6.QtCore import Qt

from app.program import Program


def wire(program: Program) -> None:
    """Connect."""
    desk, commands, window = program.desk, program.window.commands, program.window
    commands.new.triggered.connect(desk.new)
    commands.open.triggered.connect(desk.ask_open)
    commands.save.triggered.connect(desk.save)
    commands.save_as.triggered.connect(desk.save_as)
    commands.reload.triggered.connect(program.watch.reload)
    commands.close_tab.triggered.connect(desk.close_current)
    commands.next_tab.triggered.connect(lambda: program.workspace.step(+1))
    commands.previous_tab.triggered.connect(lambda: program.workspace.step(-1))
    commands.welcome.triggered.connect(desk.open_welcome)
    window.files_dropped.connect(desk.open_files)
    program.drop.files_dropped.connect(desk.open_files)
    window.recent_chosen.connect(desk.open_file)
    window.activated.connect(program.watch.check)
    desk.recent_changed.connect(window.show_recent)
    desk.notice_given.connect(window.status.show_notice)
    # Later, since it waits for the person: at the start the window is not up yet.
    desk.open_failed.connect(program.questions.tell, Qt.ConnectionType.QueuedConnection)
    desk.tab_saved.connect(program.keeper.forget)
    desk.tab_closing.connect(program.keeper.let_go)
    program.watch.tab_reloaded.connect(program.keeper.forget)
    program.watch.notice_given.connect(window.status.show_notice)
    program.keeper.problem_arose.connect(window.status.show_trouble)
    program.store.save_failed.connect(window.status.show_trouble)
