"""The page Models: what goes on, this machine, the models, how to get one; only lays out."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.letting_go import let_go
from app.models.course_box import CourseBox
from app.models.course_view import CourseView
from app.models.get_box import GetBox
from app.models.machine_box import MachineBox
from app.models.model_list import ModelList
from app.models.page_column import PageColumn, make_words
from app.models.tab_order import order_tabs
from app.theme import Theme

TITLE = "Models"
ABOUT = "Models run inside Anneal, on this machine. What you write stays here."
_GAP = 14  # px between boxes


class ModelsPage(PageColumn):
    """The parts from the top.

    Signals:
        pressed(str, Press), answered(str, str): as those of ``CourseBox``.
    """

    pressed = Signal(str, object)
    answered = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(TITLE, parent)
        self.machine = MachineBox(theme)
        self.models = ModelList(theme)
        self.get = GetBox(theme)
        self.courses: dict[str, CourseBox] = {}
        self._going = QWidget()
        self._column = QVBoxLayout(self._going)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(_GAP)
        self._going.hide()
        self.column.setSpacing(_GAP)
        self.add(make_words(ABOUT, "muted"))
        self.add(self._going, self.machine, self.models, self.get)
        self.models.laid_out.connect(self._order)
        self.models.asked.connect(self._bring_into_sight)

    def show_course(self, view: CourseView) -> None:
        """Show how a course stands, at its place or as a new one below the others."""
        box = self.courses.get(view.key)
        if box is None:
            box = self.courses[view.key] = CourseBox(view)
            box.pressed.connect(self.pressed)
            box.answered.connect(self.answered)
            self._column.addWidget(box)
            box.show()  # at once: Tab goes through what is seen alone
            box.laid_out.connect(self._order)
            self._going.show()
            self._order()
        else:
            box.show_view(view)

    def drop_course(self, key: str) -> None:
        """Show a course no more."""
        if box := self.courses.pop(key, None):
            box.hide()
            let_go(box)
        self._going.setVisible(bool(self.courses))

    @Slot()
    def lead_to_get(self) -> None:
        """Bring how to get the 26B model into sight, with the keyboard, where that is shown."""
        if self.get.isVisible():
            self.get.download.setFocus(Qt.FocusReason.OtherFocusReason)
            self._bring_into_sight(self.get.download)

    @Slot(str)
    def lead_to_course(self, key: str) -> None:
        """Bring a course that was just begun here into sight, with the keyboard."""
        box = self.courses.get(key)
        if box is not None and box.isVisible():
            box.take_keyboard()
            self._bring_into_sight(box)

    @Slot(object)
    def _bring_into_sight(self, part: QWidget) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            above.ensureWidgetVisible(part)

    @Slot()
    def _order(self) -> None:
        order_tabs(self)

    def set_theme(self, theme: Theme) -> None:
        """Tint all signs."""
        for part in (self.machine, self.models, self.get):
            part.set_theme(theme)
