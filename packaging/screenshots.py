"""Takes the README's pictures of the real window: idle, refining, reviewing, light and dark.

The starter model runs for real; the pictures are of its drafts. Qt paints into memory, so no
screen is needed.

Usage: screenshots.py [FOLDER]    (docs/ where none is named)
"""

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from app.app_events import AppEvent, EditFailed, LoadFailed, ModelReady
from app.compose import compose
from app.edit_flow import FlowState
from app.engine_thread import EngineThread
from app.program import Program
from app.recovery import RecoveryStore
from app.settings import Settings
from app.settings_store import SettingsStore
from app.start import open_first
from engine.events import DenoiseStep, Draft, TokenState
from engine.paths import starter_folder
from engine.presets import preset_for
from engine.request import SamplingOptions, Span

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1280, 800)
PASSAGE = "The package holds a parser"
INSTRUCTION = "Turn into a bullet list"
SEED = 1
SETTLE_MS = 600


@dataclass(frozen=True, slots=True)
class Picture:
    """One file to make.

    Attributes:
        name: of the file, without its ending.
        theme: to show it in.
        moment: at which to take it.
    """

    name: str
    theme: Literal["light", "dark"]
    moment: Literal["idle", "refining", "reviewing", "comparing"]


PICTURES = (
    Picture("idle-light", "light", "idle"),
    Picture("refining-light", "light", "refining"),
    Picture("comparing-light", "light", "comparing"),
    Picture("idle-dark", "dark", "idle"),
    Picture("reviewing-dark", "dark", "reviewing"),
)


class Photographer(QObject):
    """Brings the window to each moment and takes its picture."""

    def __init__(self, program: Program, engine: EngineThread, folder: Path) -> None:
        super().__init__(program.window)
        self.failure = ""
        self._program = program
        self._engine = engine
        self._folder = folder
        self._waiting = list(PICTURES)
        self._runs_for = ""  # the moment that the run leads to
        engine.event_arrived.connect(self.take)

    @Slot(object)
    def take(self, event: AppEvent) -> None:
        """Take a picture where the moment of the next one has come."""
        if isinstance(event, LoadFailed | EditFailed):
            self.failure = event.message
            QApplication.exit(1)
        elif isinstance(event, ModelReady):
            QTimer.singleShot(SETTLE_MS, self, self.prepare)
        elif isinstance(event, DenoiseStep):
            if self._runs_for == "refining" and is_half_settled(event):
                self._runs_for = ""
                QTimer.singleShot(0, self, self.shoot)
        elif isinstance(event, Draft) and self._runs_for in ("reviewing", "comparing"):
            QTimer.singleShot(0, self, self.review)

    @Slot()
    def prepare(self) -> None:
        """Bring the window to the moment of the next picture, or leave."""
        if not self._waiting:
            QApplication.exit(0)
            return
        flow = self._program.workspace.current.flow
        if flow.state is not FlowState.IDLE:
            flow.reject()
        self._program.view.choose_theme(self._waiting[0].theme)
        QTimer.singleShot(SETTLE_MS, self, self.begin)

    @Slot()
    def begin(self) -> None:
        """Take a picture of the window at rest, or start a run."""
        if self._waiting[0].moment == "idle":
            self.shoot()
            return
        self._runs_for = self._waiting[0].moment
        tab = self._program.workspace.current
        text = tab.editor.text()
        start = text.index(PASSAGE)
        span = Span(start, text.index("\n", start))
        tab.editor.select_span(Span(span.start, span.start))
        preset = preset_for(INSTRUCTION)
        if preset is None:
            raise LookupError(f"no preset knows {INSTRUCTION!r}")
        options = SamplingOptions(seed=SEED, strength=preset.strength)
        tab.flow.begin(tab.make_request(span, preset.instruction, options))

    @Slot()
    def review(self) -> None:
        """Show the draft, or how it differs from the original, and take it in a moment."""
        self._program.run_view.compare(wanted=self._runs_for == "comparing")
        QTimer.singleShot(SETTLE_MS, self, self.shoot)

    @Slot()
    def shoot(self) -> None:
        """Take the picture whose moment it is."""
        picture = self._waiting.pop(0)
        self._runs_for = ""
        path = self._folder / f"{picture.name}.png"
        if not self._program.window.grab().save(str(path)):
            raise OSError(f"{path} cannot be written")
        sys.stdout.write(f"{path}\n")
        flow = self._program.workspace.current.flow
        if flow.state is FlowState.RUNNING:
            flow.cancel()
        QTimer.singleShot(SETTLE_MS, self, self.prepare)


def is_half_settled(step: DenoiseStep) -> bool:
    """Return whether a step shows what refining looks like: some words settled, some open."""
    states = [token.state for token in step.tokens if token.end > token.start]
    return 0.4 < states.count(TokenState.ACCEPTED) / max(1, len(states)) < 0.9


def main() -> int:
    """Take all pictures; return 1 where the model could not run."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    folder.mkdir(exist_ok=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication([])
    engine = EngineThread()
    with tempfile.TemporaryDirectory() as home:
        store = SettingsStore(
            Settings(theme="light", set_up_seen=True), Path(home) / "settings.json"
        )
        program = compose(application, engine, store, RecoveryStore(Path(home) / "recovery"))
        photographer = Photographer(program, engine, folder)
        open_first(program, [])
        program.window.resize(*SIZE)
        program.window.show()
        engine.start()
        program.queue.load(starter_folder())
        code = application.exec()
        engine.stop()
        program.keeper.close()
    sys.stderr.write(photographer.failure)
    return code


if __name__ == "__main__":
    sys.exit(main())
