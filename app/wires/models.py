"""The Models window, and long work at the foot of the main one."""

from app.models.job_feed import JobFeed
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
    commands.models.triggered.connect(view.open)
    program.appearance.theme_changed.connect(view.apply_theme)
    feed = JobFeed(window.status.job, jobs, view, program.questions)
    program.quitting.ask_before(feed.may_stop)
    program.quitting.leaving.connect(lambda: _leave(program))


def _leave(program: Program) -> None:
    program.models.leave()
