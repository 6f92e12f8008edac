"""The Models window, and long work at the foot of the main one."""

from app.jobs.work import WorkState
from app.jobs.work_words import short_words
from app.models.models_desk import TITLE
from app.program import Program


def wire(program: Program) -> None:
    """Connect."""
    commands, window = program.window.commands, program.window
    view, desk, jobs = program.models.view, program.models.desk, program.models.jobs
    view.add_page(TITLE, "models", desk.make_page)
    view.opened.connect(desk.refresh)
    for told in (program.queue.model_ready, program.queue.model_failed):
        told.connect(lambda _told: desk.show_models())
        told.connect(lambda _told: program.models.set_up.note_model())
    desk.notice_given.connect(window.status.show_notice)
    desk.page_asked.connect(view.open_page)
    program.appearance.theme_changed.connect(desk.apply_theme)
    program.quitting.leaving.connect(desk.leave)
    commands.models.triggered.connect(view.open)
    program.appearance.theme_changed.connect(view.apply_theme)
    jobs.changed.connect(lambda _state: _show_job(program))
    window.status.job.asked.connect(lambda: _show_page(program, jobs.front))
    program.quitting.leaving.connect(jobs.leave)


def _show_job(program: Program) -> None:
    """Show the work that a person would ask after at the foot of the window."""
    item, state = program.window.status.job, program.models.jobs.front
    if state is None:
        item.show_nothing()
    else:
        item.show_job(short_words(state), state.fraction, state.work.title)


def _show_page(program: Program, state: WorkState | None) -> None:
    program.models.view.open_page("" if state is None else state.work.page)
