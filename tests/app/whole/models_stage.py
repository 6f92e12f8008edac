"""The Models window over a running editor, with a program in place of ours that plays along."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from app.models.course import Press
from app.models.course_box import CourseBox
from app.models.model_row import ModelRow
from app.models.models_page import ModelsPage
from app.models.models_window import ModelsWindow
from engine.jobs import JobProgress
from engine.jobs import Stage as Doing
from tests.app.hands import click
from tests.app.models import answers
from tests.app.models.playing import FakeProgram
from tests.app.whole.stage import Stage, focused

PATIENCE = 30_000  # ms; a loaded machine is no failure


class ModelsStage:
    """What a test does in the Models window, and sees of it."""

    def __init__(self, stage: Stage, program: FakeProgram) -> None:
        self.stage = stage
        self.program = program
        self.tell(doctor=answers.doctor(), models=[answers.STARTER], plan=answers.plan())

    def tell(self, **told: object) -> None:
        """Say what our own program answers from now on: ``doctor``, ``models``, ``plan``."""
        names = {"doctor": "doctor", "models": "models-list", "plan": "models-plan"}
        for name, value in told.items():
            self.program.answer(names[name], value)

    def open(self) -> ModelsPage:
        """Open the window by its key, and wait until all is known."""
        self.wait(self.stage.program.window.isActiveWindow)
        self.stage.press("Ctrl+Shift+M")
        self.wait(self.window.isActiveWindow)
        desk = self.stage.program.models.desk
        self.wait(lambda: desk.machine.machine is not None and desk.stored.figures is not None)
        self.wait(lambda: desk.stored.models is not None)
        return self.page

    @property
    def window(self) -> ModelsWindow:
        """Return the window."""
        window = self.stage.program.models.view.window
        assert window is not None
        return window

    @property
    def page(self) -> ModelsPage:
        """Return the page Models."""
        page = self.window.page("Models")
        assert isinstance(page, ModelsPage)
        return page

    @property
    def course(self) -> CourseBox:
        """Return the only course that is shown."""
        (box,) = self.page.courses.values()
        return box

    def row(self, name: str) -> ModelRow:
        """Return the row of a model."""
        return next(row for row in self.page.models.rows.values() if row.text().startswith(name))

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        self.stage.qtbot.waitUntil(is_so, timeout=PATIENCE)

    def wait_for_words(self, *words: str) -> None:
        """Wait until the course says these."""

        def said() -> bool:
            boxes = list(self.page.courses.values())
            return bool(boxes) and all(word in boxes[0].text() for word in words)

        self.wait(said)

    def wait_for_models(self, *names: str) -> None:
        """Wait until the list has these rows."""

        def there() -> bool:
            rows = self.page.models.rows.values()
            return [row.text().split(",")[0] for row in rows] == list(names)

        self.wait(there)

    def tab_to(self, widget: QWidget) -> None:
        """Go to a widget by the Tab key alone."""
        for _ in range(80):
            if focused() is widget:
                return
            QTest.keyClick(focused(), Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {widget.accessibleName()}")

    def press_by_key(self, widget: QWidget) -> None:
        """Go to a button by Tab and press it by Enter; the button must be in sight by then."""
        self.tab_to(widget)
        self.wait(lambda: not widget.visibleRegion().isEmpty())
        QTest.keyClick(widget, Qt.Key.Key_Return)

    def press(self, press: Press) -> None:
        """Click a button of the course."""
        click(self.course.buttons[press])

    def choose(self, row: ModelRow, words: str, *, by_key: bool) -> None:
        """Choose an entry of a row's menu."""
        if by_key:
            self.press_by_key(row.more)
        else:
            click(row.more)
        self.wait(row.menu.isVisible)
        menu: QMenu = row.menu
        entry = next(one for one in menu.actions() if one.text().replace("&", "") == words)
        assert entry.isEnabled(), entry.toolTip()
        if by_key:
            menu.setActiveAction(entry)
            QTest.keyClick(menu, Qt.Key.Key_Return)
        else:
            QTest.mouseClick(
                menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center()
            )
        self.wait(lambda: not menu.isVisible())
        self.window.activateWindow()  # a system does so by itself
        self.wait(self.window.isActiveWindow)


def fetched(gigabytes: float, *, rate: float = 84.2) -> JobProgress:
    """Return how far a download of the 26B model is; ``rate`` in MB/s."""
    done = int(gigabytes * 10**9)
    name = "model-00003-of-00011.safetensors"
    return JobProgress(Doing.DOWNLOADING, done, 52 * 10**9, name, 2, 17, rate * 10**6)


def quantized(share: float) -> JobProgress:
    """Return how far the 4-bit model is."""
    return JobProgress(Doing.QUANTIZING, int(share * 52 * 10**9), 52 * 10**9, "model.safetensors")


def place(name: str) -> Path:
    """Return where a model lies in the answers."""
    return Path("/data/checkpoints") / name
