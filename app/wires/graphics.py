"""The page Graphics card: the runtime that lets models compute there."""

from typing import Final

from PySide6.QtCore import QTimer

from app.models.graphics_desk import TITLE
from app.program import Program

_ICON: Final = "gpu"
_CALM_MS: Final = 20_000  # after which no start is held up by what is cleared away


def wire(program: Program) -> None:
    """Connect."""
    desk, view = program.models.graphics, program.models.view
    view.add_page(TITLE, _ICON, lambda: desk.make_page(program.appearance.theme))
    view.page_shown.connect(desk.note_page)
    program.appearance.theme_changed.connect(desk.apply_theme)
    desk.restart_wanted.connect(program.quitting.restart)
    desk.notice_given.connect(program.window.status.show_notice)
    calm = QTimer(program.window, singleShot=True, interval=_CALM_MS)
    calm.timeout.connect(desk.tidy_left_over)
    program.window.painted.connect(calm.start)
