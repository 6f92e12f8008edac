"""Commands on the text, finding and replacing."""

from app.menu_state import MenuState
from app.program import Program


def wire(program: Program) -> None:
    """Connect."""
    text, commands, bar = program.text, program.window.commands, program.window.find_bar
    commands.undo.triggered.connect(text.undo)
    commands.redo.triggered.connect(text.redo)
    commands.cut.triggered.connect(text.cut)
    commands.copy.triggered.connect(text.copy)
    commands.paste.triggered.connect(text.paste)
    commands.select_all.triggered.connect(text.select_all)
    commands.find.triggered.connect(program.asking.dismiss)
    commands.find.triggered.connect(program.finding.open)
    commands.replace.triggered.connect(program.asking.dismiss)
    commands.replace.triggered.connect(program.finding.open_replacing)
    commands.replace_all.triggered.connect(program.finding.open_or_replace_all)
    commands.find_next.triggered.connect(lambda: bar.ask(backwards=False))
    commands.find_previous.triggered.connect(lambda: bar.ask(backwards=True))
    bar.opened.connect(program.finding.mark)
    bar.search_changed.connect(program.finding.search)
    bar.find_asked.connect(program.finding.go)
    bar.replace_asked.connect(program.finding.replace)
    bar.replace_all_asked.connect(program.finding.replace_all)
    bar.closed.connect(program.finding.end)
    bar.closed.connect(program.run_view.spend_escape)
    MenuState(program.window, program.workspace)
