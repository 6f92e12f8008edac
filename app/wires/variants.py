"""Variants: cycled, and side by side."""

from app.program import Program
from app.tab import Tab


def wire(program: Program) -> None:
    """Connect."""
    commands, view = program.window.commands, program.variants
    picker = program.window.draft_line.variants
    program.window.instruction_bar.drafts_chosen.connect(program.sampling.choose_variants)
    commands.next_variant.triggered.connect(lambda: view.step(+1))
    commands.previous_variant.triggered.connect(lambda: view.step(-1))
    for asked in (commands.beside.triggered, picker.beside_toggled):
        asked.connect(program.replay.close)  # one panel at a time has the drawer
        asked.connect(view.show_beside)
    program.window.drawer.currentChanged.connect(view.show_switch)
    picker.stepped.connect(view.step)
    view.drawer.chosen.connect(view.choose)
    view.drawer.close_wanted.connect(lambda: view.show_beside(wanted=False))
    program.appearance.theme_changed.connect(view.drawer.set_theme)
    view.drawer.set_theme(program.appearance.theme)
    program.workspace.tab_added.connect(lambda tab: _wire_tab(program, tab))
    program.workspace.current_changed.connect(view.refresh)


def _wire_tab(program: Program, tab: Tab) -> None:
    def refresh_in_front() -> None:
        if tab is program.workspace.current:
            program.variants.refresh()

    tab.run.changed.connect(refresh_in_front)
