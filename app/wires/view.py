"""How things are shown."""

from app.program import Program


def wire(program: Program) -> None:
    """Connect."""
    commands, view = program.window.commands, program.view
    program.appearance.theme_changed.connect(view.apply_theme)
    commands.page.triggered.connect(view.show_page)
    commands.wrap.triggered.connect(view.wrap)
    commands.zoom_in.triggered.connect(view.zoom_in)
    commands.zoom_out.triggered.connect(view.zoom_out)
    commands.zoom_reset.triggered.connect(view.zoom_reset)
    commands.theme_system.triggered.connect(lambda: view.choose_theme("system"))
    commands.theme_light.triggered.connect(lambda: view.choose_theme("light"))
    commands.theme_dark.triggered.connect(lambda: view.choose_theme("dark"))
    commands.reduced_motion.triggered.connect(view.reduce_motion)
