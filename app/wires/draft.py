"""The word at the caret: its key."""

from app.program import Program
from app.tab import Tab

NO_TOKEN = "No word of a draft at the caret"


def wire(program: Program) -> None:
    """Connect."""
    program.window.commands.token.triggered.connect(lambda: _toggle(program))
    program.workspace.current_changed.connect(lambda _tab: _close_others(program))


def _toggle(program: Program) -> None:
    if not program.workspace.current.token_hover.toggle():
        program.window.status.show_notice(NO_TOKEN)


def _close_others(program: Program) -> None:
    for tab in program.workspace:
        _close(tab)


def _close(tab: Tab) -> None:
    tab.token_hover.close()
