"""The whole editor with a scripted engine: what a test can do with it and see of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.collector import collector_held
from app.compose import compose
from app.edit_flow import FlowState
from app.engine_loading import EngineLoader
from app.engine_thread import EngineThread
from app.program import Program
from app.recovery import RecoveryStore
from app.settings import Settings
from app.settings_store import SettingsStore
from app.tab import Tab
from tests.app.hands import click, type_text
from tests.app.whole.answers import Answers
from tests.app.whole.scripted_engine import LoaderOf, ScriptedEngine
from tests.patience import COMING_MS


class Stage:
    """A running editor in a test: keys in, texts and bars out."""

    def __init__(
        self, qtbot: QtBot, program: Program, engine: ScriptedEngine | None, thread: EngineThread
    ) -> None:
        self.qtbot = qtbot
        self.program = program
        self.thread = thread
        self._engine = engine

    @property
    def engine(self) -> ScriptedEngine:
        """Return the scripted engine; a test with a real one has none."""
        assert self._engine is not None
        return self._engine

    @property
    def answers(self) -> Answers:
        """Return what answers the program's questions."""
        assert isinstance(self.program.questions, Answers)
        return self.program.questions

    @property
    def tab(self) -> Tab:
        """Return the tab in front."""
        return self.program.workspace.current

    @property
    def titles(self) -> list[str]:
        """Return what the tab bar shows, from left to right."""
        bar = self.program.window.tab_bar
        return [bar.tabText(index) for index in range(bar.count())]

    @property
    def text(self) -> str:
        """Return the text of the document in front."""
        return self.tab.editor.text()

    @property
    def state(self) -> FlowState:
        """Return where the edit in front stands."""
        return self.tab.flow.state

    @property
    def draft(self) -> str:
        """Return what the review in front would accept, "" where there is none."""
        review = self.tab.flow.review
        return "" if review is None else review.text

    def open(self, path: Path, text: str) -> Tab:
        """Make a file and open it."""
        path.write_text(text, encoding="utf-8")
        self.program.desk.open_file(path)
        return self.tab

    def caret_to(self, needle: str, *, select: bool = False) -> None:
        """Put the caret before ``needle`` in the text, or select it."""
        start = self.text.index(needle)
        span = self.tab.editor.selected_span()
        span = type(span)(start, start + len(needle) if select else start)
        self.tab.editor.select_span(span)

    def press(self, keys: str) -> None:
        """Press keys such as "Ctrl+K" where the keyboard focus is."""
        QTest.keySequence(focused(), QKeySequence(keys))

    def type(self, text: str) -> None:
        """Type where the keyboard focus is."""
        type_text(focused(), text)

    def compose(self, text: str) -> None:
        """Type what the test's keyboard lacks, as an input method gives it."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(focused(), event)

    def ask(self, instruction: str) -> None:
        """Ask by keyboard alone for a rewrite of what is selected or at the caret."""
        self.press("Ctrl+K")
        assert self.program.window.instruction_bar.isVisible()
        self.type(instruction)
        self.press("Return")

    def see_for_long(self) -> None:
        """Let so much time go by that Esc means the draft: the person has seen it."""
        self.program.run_view._spent.invalidate()

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """Let the moment in which Esc is spent last, however slow the machine is."""
        with patch("app.run_view._UNSEEN_MS", 10 * COMING_MS):
            yield

    def reject(self) -> None:
        """Press Esc until the draft is rejected: a draft that has just come needs a moment."""
        assert self.state is FlowState.REVIEWING

        def rejected() -> bool:
            self.press("Esc")
            return self.state is FlowState.IDLE

        self.qtbot.waitUntil(rejected)

    def see_step(self, text: str) -> None:
        """Let the engine give a step and wait until it is shown."""
        self.engine.step(text)
        self.qtbot.waitUntil(lambda: self._shown() == text)

    def variants_that_come(self) -> set[int]:
        """Return the numbers of the variants whose steps arrive from now on, as they do."""
        seen: set[int] = set()
        self.tab.flow.step_arrived.connect(lambda step: seen.add(step.variant))
        return seen

    def see_draft(self, text: str) -> None:
        """Let the engine give its draft and wait for the review."""
        self.engine.draft(text)
        self.wait_for(FlowState.REVIEWING)

    def wait_for(self, state: FlowState) -> None:
        """Wait until the edit in front stands at ``state``."""
        self.qtbot.waitUntil(lambda: self.state is state)

    def click(self, widget: QWidget) -> None:
        """Click in the middle of a widget."""
        click(widget)

    def text_edit(self) -> QPlainTextEdit:
        """Return the widget that one types in."""
        edit = self.tab.editor.findChild(QPlainTextEdit)
        assert isinstance(edit, QPlainTextEdit)
        return edit

    def _shown(self) -> str | None:
        step = self.tab.run.step
        return None if step is None else step.text


@contextmanager
def running_editor(
    qtbot: QtBot,
    application: QApplication,
    folder: Path,
    settings: Settings,
    loader: EngineLoader,
) -> Iterator[Stage]:
    """Open the whole editor with its settings in ``folder``, and end it in order."""
    palette, sheet = application.palette(), application.styleSheet()
    thread = EngineThread(loader=loader)
    store = SettingsStore(settings, folder / "settings.json")
    recovery = RecoveryStore(folder / "recovery")
    program = compose(
        application, thread, store, recovery, Answers, history_folder=folder / "history"
    )
    thread.start()
    program.queue.load(Path("fake"))
    program.desk.new()
    program.window.show()
    qtbot.waitActive(program.window)
    engine = loader.engine if isinstance(loader, LoaderOf) else None
    yield Stage(qtbot, program, engine, thread)
    program.collector.stop()
    program.models.leave()
    qtbot.waitUntil(thread.stop)
    program.keeper.close()
    program.history.desk.end()
    program.window.finish_close()
    program.window.deleteLater()
    application.processEvents()
    with collector_held():
        application.setPalette(palette)
        application.setStyleSheet(sheet)


def focused() -> QWidget:
    """Return the widget that has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def line_of(widget: QWidget) -> QLineEdit:
    """Return the line in which one types in a bar."""
    line = widget.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    return line
