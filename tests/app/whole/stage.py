"""The whole editor with a scripted engine: what a test can do with it and see of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.collector import collector_held
from app.compose import compose
from app.dialogs.changed_on_disk import ChangedChoice
from app.dialogs.preset_clash import ClashChoice
from app.dialogs.unsaved import UnsavedChoice
from app.edit_flow import FlowState
from app.engine_loading import EngineLoader
from app.engine_thread import EngineThread
from app.messages import Message
from app.program import Program
from app.recovery import RecoveryStore
from app.settings import Settings
from app.settings_store import SettingsStore
from app.tab import Tab
from tests.app.hands import click, type_text
from tests.app.whole.scripted_engine import LoaderOf, ScriptedEngine
from tests.app.whole.work_answers import WorkAnswers


class Answers(WorkAnswers):
    """Answers by itself and remembers what was asked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.told: list[Message] = []
        self.on_unsaved = UnsavedChoice.CANCEL
        self.on_draft = False
        self.on_reject = True
        self.on_reload = False
        self.on_changed = ChangedChoice.KEEP
        self.on_overwrite = False
        self.on_recover = True
        self.on_utf8 = True
        self.on_forget = True
        self.on_elsewhere = False
        self.to_open: list[Path] = []
        self.to_save: Path | None = None
        self.model: Path | None = None
        self.replay: Path | None = None
        self.on_clash = ClashChoice.KEEP_BOTH
        self.to_import: list[Path] = []
        self.to_folder: Path | None = None

    def unsaved(self, name: str, *, draft_waits: bool = False) -> UnsavedChoice:
        self.asked.append(f"unsaved {name}" + (" and a draft" if draft_waits else ""))
        return self.on_unsaved

    def drop_draft(self, name: str) -> bool:
        self.asked.append(f"draft {name}")
        return self.on_draft

    def reject_typed(self, name: str) -> bool:
        self.asked.append(f"reject {name}")
        return self.on_reject

    def reload_over_draft(self, name: str) -> bool:
        self.asked.append(f"reload {name}")
        return self.on_reload

    def changed(self, name: str, *, modified: bool) -> ChangedChoice:
        self.asked.append(f"changed {name} {modified}")
        return self.on_changed

    def overwrite(self, name: str) -> bool:
        self.asked.append(f"overwrite {name}")
        return self.on_overwrite

    def recover(self, names: Sequence[str]) -> bool:
        self.asked.append(f"recover {', '.join(names)}")
        return self.on_recover

    def forget_run(self, instruction: str) -> bool:
        self.asked.append(f"forget {instruction}")
        return self.on_forget

    def forget_all_runs(self) -> bool:
        self.asked.append("forget all")
        return self.on_forget

    def shrink_history(self, megabytes: int, used: float) -> bool:
        self.asked.append(f"shrink from {used:.0f} to {megabytes}")
        return self.on_forget

    def save_as_utf8(self, problem: str) -> bool:
        self.asked.append(f"utf8 {problem}")
        return self.on_utf8

    def save_elsewhere(self, problem: str) -> bool:
        self.asked.append(f"elsewhere {problem}")
        return self.on_elsewhere

    def tell(self, message: Message) -> None:
        self.told.append(message)

    def files_to_open(self, folder: Path) -> list[Path]:
        self.asked.append(f"open in {folder}")
        return self.to_open

    def file_to_save(self, suggested: Path) -> Path | None:
        self.asked.append(f"save as {suggested.name}")
        return self.to_save

    def replay_file(self, suggested: Path) -> Path | None:
        self.asked.append(f"export as {suggested.name}")
        return self.replay

    def delete_presets(self, names: str, *, for_good: bool) -> bool:
        self.asked.append(f"delete {names}" + (" for good" if for_good else ""))
        return self.on_delete

    def preset_clash(self, name: str) -> ClashChoice:
        self.asked.append(f"clash {name}")
        return self.on_clash

    def presets_to_import(self) -> list[Path]:
        return self.to_import

    def folder_for_presets(self) -> Path | None:
        return self.to_folder

    folder_of_packages = folder_for_presets

    def model_folder(self, folder: Path) -> Path | None:
        del folder
        return self.model


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
    assert thread.stop()
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
