"""The history: its panel, and the runs that it keeps."""

from app.program import Program


def wire(program: Program) -> None:
    """Connect."""
    desk, keeper, again = program.history.desk, program.history.keeper, program.history.again
    window = program.window
    status, commands, panel = window.status, window.commands, window.history
    program.workspace.tab_added.connect(desk.watch)
    program.workspace.tab_removed.connect(desk.let_go)
    window.painted.connect(keeper.learn)
    keeper.changed.connect(desk.refresh)
    for shown in (status.show_trouble, panel.show_problem):
        keeper.problem_arose.connect(shown)
    commands.history.triggered.connect(program.asking.dismiss)
    commands.history.triggered.connect(desk.toggle)
    commands.switch.triggered.connect(desk.switch)
    panel.search_changed.connect(desk.search)
    panel.more_wanted.connect(desk.show_more)
    panel.run_chosen.connect(desk.choose)
    panel.asked.connect(desk.do)
    panel.forget_all_asked.connect(desk.forget_all)
    panel.keeping_asked.connect(desk.keep)
    panel.options_opened.connect(desk.read_room)
    panel.room.chosen.connect(desk.limit)
    panel.closed.connect(desk.close)
    desk.closed.connect(program.run_view.spend_escape)
    desk.notice_given.connect(status.show_notice)
    desk.replay_asked.connect(program.replay.show)
    again.notice_given.connect(status.show_notice)
    again.refused.connect(program.questions.tell)
    program.quitting.leaving.connect(desk.end)
