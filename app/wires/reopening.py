"""The files of last time: when they are remembered, and the switch for it."""

from app.program import Program


def wire(program: Program) -> None:
    """Connect."""
    reopening, workspace, window = program.reopening, program.workspace, program.window
    switch = window.commands.reopen_files
    switch.setChecked(reopening.wanted)
    switch.triggered.connect(reopening.choose)
    reopening.moved.connect(window.tab_bar.moveTab)
    reopening.notice_given.connect(window.status.show_notice)
    reopening.problem_arose.connect(window.status.show_trouble)
    workspace.current_changed.connect(reopening.see)
    for told in (workspace.tab_added, workspace.tab_removed, workspace.current_changed):
        told.connect(reopening.note)
    window.tab_bar.tabMoved.connect(reopening.note)
    program.desk.tab_saved.connect(reopening.note)
    window.activated.connect(reopening.note)
    program.quitting.leaving.connect(reopening.save)
