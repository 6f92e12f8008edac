"""What the program is made of, the report, and the question for a newer version."""

from app.jobs.work import WorkState
from app.log import WorkLog
from app.program import Program


def wire(program: Program) -> None:
    """Connect."""
    commands = program.window.commands
    commands.about.triggered.connect(program.trouble.about.show_about)
    program.trouble.about.link_activated.connect(program.help.open_link)
    program.appearance.theme_changed.connect(program.trouble.about.apply_theme)
    commands.report.triggered.connect(program.trouble.report.show_report)
    program.quitting.leaving.connect(program.trouble.report.leave)
    commands.check_version.triggered.connect(program.trouble.version.check)
    program.trouble.version.open_asked.connect(program.help.open_link)
    program.quitting.leaving.connect(program.trouble.version.leave)
    _note_work(program)
    program.network.govern(program.trouble.version.gate)
    program.network.changed.connect(program.trouble.version.note_network)


def _note_work(program: Program) -> None:
    log = WorkLog()

    def note(state: WorkState) -> None:
        log.note(state)

    # Its method alone would be held weakly, and the log be gone at once.
    program.models.jobs.changed.connect(note)
