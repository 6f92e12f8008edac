"""Models, help and quitting."""

from app.program import Program


def wire(program: Program) -> None:
    """Connect."""
    commands, window = program.window.commands, program.window
    commands.starter_model.triggered.connect(program.model.take_starter)
    commands.choose_model.triggered.connect(program.model.ask_folder)
    window.status.model_clicked.connect(window.open_model_menu)
    commands.help.triggered.connect(program.help.show_help)
    commands.marks.triggered.connect(program.help.show_marks)
    window.run_strip.marks_asked.connect(program.help.show_marks)
    program.appearance.theme_changed.connect(program.help.apply_theme)
    commands.keys.triggered.connect(program.help.show_keys)
    commands.logs.triggered.connect(program.help.open_logs)
    commands.about.triggered.connect(program.help.show_about)
    commands.quit.triggered.connect(window.close)
    window.close_asked.connect(program.quitting.quit)
    program.quitting.leaving.connect(program.view.remember_window)
    program.quitting.leaving.connect(program.store.save)
