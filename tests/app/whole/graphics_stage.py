"""The page Graphics card in the running editor, with a program that stands for ours."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QPushButton

from app.models.graphics_page import GraphicsPage
from app.models.graphics_state import Deed
from app.models.models_window import ModelsWindow
from engine.jobs import JobDone, JobPlanned, JobProgress
from engine.jobs import Stage as Doing
from engine.runtime.activate import RuntimeInUse, RuntimeKind
from tests.app.models.answers import doctor
from tests.app.models.playing import FakeProgram
from tests.app.models.runtimes import BUNDLED
from tests.app.whole.stage import Stage, focused

PATIENCE = 30_000  # ms
PLANNED = JobPlanned("PyTorch", Path("/data/runtimes"), 100_000_000, 0, 67 * 10**9, 60 * 10**9)
FETCHING = JobProgress(Doing.DOWNLOADING, 43_000_000, 100_000_000, "torch", 3, 9, 2_000_000.0)
DONE = JobDone(Path("/data/runtimes/runtime-1a2b"), "it is installed")


def be_packaged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the editor believe that it is the packaged one, on its own runtime."""
    own = RuntimeInUse(RuntimeKind.BUNDLED, Path(BUNDLED), "its own")
    monkeypatch.setattr("app.models.room.runtime_in_use", lambda: own)


class Graphics:
    """What a test does with the page, and sees of it."""

    def __init__(self, stage: Stage, program: FakeProgram | None = None) -> None:
        self.stage = stage
        self._program = program

    @property
    def program(self) -> FakeProgram:
        """Return what stands for our own program; a test with the real one has none."""
        assert self._program is not None
        return self._program

    def says(self, plan: object, status: object) -> None:
        """Let our own program answer this."""
        self.program.answer("doctor", doctor())
        self.program.answer("runtime-plan", plan)
        self.program.answer("runtime-status", status)

    @property
    def window(self) -> ModelsWindow:
        window = self.stage.program.models.view.window
        assert window is not None
        return window

    @property
    def page(self) -> GraphicsPage:
        page = self.window.page("Graphics card")
        assert isinstance(page, GraphicsPage)
        return page

    def open(self) -> None:
        """Open the page by keys alone."""
        qtbot = self.stage.qtbot
        qtbot.waitUntil(self.stage.program.window.isActiveWindow)
        self.stage.press("Ctrl+Shift+M")
        qtbot.waitUntil(lambda: isinstance(focused(), QListWidget))
        QTest.keyClick(focused(), Qt.Key.Key_Home)
        QTest.keyClick(focused(), Qt.Key.Key_Down)
        assert self.window.current_title() == "Graphics card"

    def button(self, deed: Deed) -> QPushButton:
        return self.page.buttons[deed]

    def shown(self) -> list[Deed]:
        """Return the buttons that are there, pressable or not."""
        return [deed for deed, button in self.page.buttons.items() if not button.isHidden()]

    def see(self, words: str) -> None:
        """Wait until the page says it."""
        self.stage.qtbot.waitUntil(lambda: words in self.page.text(), timeout=PATIENCE)

    def tab_to(self, deed: Deed) -> None:
        """Go to a button by the keyboard alone."""
        for _ in range(20):
            if self.button(deed).hasFocus():
                return
            QTest.keyClick(focused(), Qt.Key.Key_Tab)
        raise AssertionError(f"{deed} is not reached by Tab")

    def heard(self, call: str) -> bool:
        """Return whether our own program was started so."""
        return call in self.program.calls
