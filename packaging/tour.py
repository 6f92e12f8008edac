"""Takes the tour's pictures of the real window: one function a feature, each driving it by keys.

The starter model runs for real; the pictures are of its drafts. Qt paints into memory, so no
screen is needed. A feature that the program does not have is left out.

Usage: tour.py [--folder FOLDER] [NAME...]    (docs/ where none is named)
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.compose import compose
from app.dialogs.help_window import HelpWindow
from app.edit_flow import FlowState
from app.engine_thread import EngineThread
from app.program import Program
from app.recovery import RecoveryStore
from app.settings import Settings
from app.settings_store import SettingsStore
from engine.events import TokenState
from engine.paths import starter_folder
from engine.request import Span

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1240, 800)
PATIENCE_S = 120.0
SETTLE_MS = 500
LIST = "The package holds a parser, two small tests, a short example and a list of options."
LONG_WINDED = (
    "Note that this function basically returns the default value in order to avoid a very long "
    "search."
)
BEHIND_GAP = " close the file and return the value."
TEXT = f"""# Release notes

What is in the box, and how it is used.

## Contents

{LIST}

## Use

{LONG_WINDED}

Open the file,{BEHIND_GAP}

Call load_settings before main_window.py is imported, and pass --verbose to see more.

```python
def greet(name):
    return "Hello, " + name
```
"""


class Tour:
    """The window with a fresh text, what a person does in it, and its picture."""

    def __init__(self, program: Program, folder: Path, home: Path) -> None:
        """Take pictures of ``program`` into ``folder``; texts lie in ``home``."""
        self.program = program
        self._folder = folder
        self._home = home
        self._texts = 0

    def open(self, theme: str = "light") -> None:
        """Begin with the text as it is, in ``theme``."""
        if theme == "dark":
            self.program.window.commands.theme_dark.trigger()
        else:
            self.program.window.commands.theme_light.trigger()
        self._texts += 1
        path = self._home / f"{self._texts}" / "notes.md"
        path.parent.mkdir()
        path.write_text(TEXT, encoding="utf-8")
        self.program.desk.open_file(path)
        self.settle()

    def select(self, words: str) -> None:
        """Select ``words`` in the text."""
        editor = self.program.workspace.current.editor
        start = editor.text().index(words)
        editor.select_span(Span(start, start + len(words)))
        editor.setFocus()

    def press(self, *keys: str) -> None:
        """Press keys such as "Ctrl+K" one after another, where the keyboard is."""
        for key in keys:
            QTest.keySequence(self._focused(), QKeySequence(key))
            QCoreApplication.processEvents()

    def type(self, text: str) -> None:
        """Type where the keyboard is."""
        QTest.keyClicks(self._focused(), text)

    def settle(self) -> None:
        """Wait until the window has painted what is to be seen."""
        QTest.qWait(SETTLE_MS)

    def wait(self, happened: Callable[[], bool], what: str) -> None:
        """Wait for ``what``.

        Raises:
            TimeoutError: it did not happen.
        """
        end = time.monotonic() + PATIENCE_S
        while not happened():
            if time.monotonic() > end:
                raise TimeoutError(f"waited in vain for {what}")
            QTest.qWait(2)

    def ask(self, words: str, instruction: str) -> None:
        """Ask for a rewrite of ``words``."""
        self.select(words)
        self.press("Ctrl+K")
        self.type(instruction)
        self.press("Return")

    def wait_for_review(self) -> None:
        """Wait for the draft."""
        flow = self.program.workspace.current.flow
        self.wait(lambda: flow.state is FlowState.REVIEWING, "the draft")
        self.settle()

    def shoot(self, name: str, window: QWidget | None = None) -> None:
        """Take the picture ``name`` of the window, or of another one."""
        path = self._folder / f"tour-{name}.png"
        # A run goes on meanwhile: only what has been asked for is laid out, nothing else happens.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        if not (window or self.program.window).grab().save(str(path)):
            raise OSError(f"{path} cannot be written")
        with Image.open(path) as image:
            image.convert("RGB").save(path, optimize=True)
        sys.stdout.write(f"{path}\n")

    def end(self) -> None:
        """Leave nothing open for the next feature."""
        flow = self.program.workspace.current.flow
        if flow.state is FlowState.RUNNING:
            flow.cancel()
            self.wait(lambda: flow.state is not FlowState.RUNNING, "the end of the run")
        if flow.state is FlowState.REVIEWING:
            flow.reject()
        self.program.desk.close_current()
        self.settle()

    def _focused(self) -> QWidget:
        widget = QApplication.focusWidget()
        if widget is None:
            raise LookupError("nothing has the keyboard")
        return widget


def refining(tour: Tour) -> None:
    """A draft half settled, in the text and on the page."""
    tour.ask(LIST, "bullet")
    run = tour.program.workspace.current.run

    def half() -> bool:
        states = [] if run.step is None else [token.state for token in run.step.tokens]
        return bool(states) and 0.4 < states.count(TokenState.ACCEPTED) / len(states) < 0.9

    tour.wait(half, "a draft half settled")
    tour.shoot("refining")


def strength(tour: Tour) -> None:
    """The instruction bar, with less strength than usual."""
    tour.select(LONG_WINDED)
    tour.press("Ctrl+K")
    tour.type("tighten")
    tour.press("Alt+Left", "Alt+Left", "Alt+Left")
    tour.settle()
    tour.shoot("strength")
    tour.press("Esc")


def brush(tour: Tour) -> None:
    """Words kept, light and free."""
    tour.select(LONG_WINDED)
    tour.press("Ctrl+Shift+B")
    tour.press("Right", "Right", "Right", "Shift+Right", "1")
    tour.press("Right", "Right", "Shift+Right", "2")
    tour.settle()
    tour.shoot("brush")
    tour.press("Esc")


def fill(tour: Tour) -> None:
    """What is missing between two words, written at the caret."""
    tour.select(BEHIND_GAP)
    tour.press("Left", "Ctrl+J")
    tour.wait_for_review()
    tour.shoot("fill")


def history(tour: Tour) -> None:
    """The runs so far, and the last one of them."""
    tour.ask(LIST, "bullet")
    tour.wait_for_review()
    tour.program.run_view.reject()
    tour.settle()
    tour.press("Ctrl+Shift+H")
    tour.settle()
    tour.press("Down")
    tour.settle()
    tour.shoot("history")
    tour.press("Esc")
    if tour.program.window.commands.history.isChecked():
        tour.program.window.commands.history.trigger()


def variants(tour: Tour) -> None:
    """Three drafts of one run, side by side."""
    tour.select(LONG_WINDED)
    tour.press("Ctrl+K")
    tour.type("tighten")
    tour.press("Alt+V", "Alt+V", "Return")
    tour.wait_for_review()
    tour.press("Ctrl+\\")
    tour.settle()
    tour.shoot("variants")
    tour.press("Ctrl+\\")


def compare(tour: Tour) -> None:
    """The draft woven into the original, one change left out."""
    tour.ask(LONG_WINDED, "tighten")
    tour.wait_for_review()
    tour.press("Ctrl+D", "Alt+Down", "Alt+Left")
    tour.settle()
    tour.shoot("compare")


def replay(tour: Tour) -> None:
    """A step of the run, with the heat map."""
    tour.ask(LIST, "bullet")
    tour.wait_for_review()
    tour.press("Ctrl+Shift+R", "Home", "Right", "Right")
    tour.settle()
    tour.shoot("replay")
    tour.press("Esc")


def palette(tour: Tour) -> None:
    """Every command and preset by name."""
    tour.select(LIST)
    tour.press("Ctrl+Shift+P")
    tour.type("re")
    tour.settle()
    tour.shoot("palette")
    tour.press("Esc")


def help_page(tour: Tour) -> None:
    """What the marks mean."""
    tour.program.window.commands.marks.trigger()
    tour.settle()
    window = tour.program.window.findChild(HelpWindow)
    if window is None:
        raise LookupError("the help did not open")
    tour.shoot("help", window)
    window.close()


SCENES: dict[str, tuple[str, str, Callable[[Tour], None]]] = {
    "refining": ("rewrite", "light", refining),
    "strength": ("rewrite", "light", strength),
    "brush": ("brush", "light", brush),
    "compare": ("take_change", "light", compare),
    "replay": ("replay", "dark", replay),
    "variants": ("beside", "dark", variants),
    "fill": ("fill", "light", fill),
    "history": ("history", "dark", history),
    "palette": ("command_palette", "light", palette),
    "help": ("help", "light", help_page),
}
"""The pictures by name: the command that the feature needs, the theme, what is done."""


def main() -> int:
    """Take the pictures; return 1 where one of them failed."""
    parser = argparse.ArgumentParser(description="Take the pictures of the tour")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SCENES)}")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs", metavar="FOLDER")
    arguments = parser.parse_args()
    arguments.folder.mkdir(exist_ok=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication([])
    engine = EngineThread()
    failed = False
    with tempfile.TemporaryDirectory() as home:
        store = SettingsStore(Settings(theme="light"), Path(home) / "settings.json")
        recovery = RecoveryStore(Path(home) / "recovery")
        runs = Path(home) / "history"
        program = compose(application, engine, store, recovery, history_folder=runs)
        program.desk.new()
        program.window.resize(*SIZE)
        program.window.show()
        engine.start()
        program.queue.load(starter_folder())
        tour = Tour(program, arguments.folder, Path(home))
        ready: list[object] = []
        program.queue.model_ready.connect(ready.append)
        tour.wait(lambda: bool(ready), "the model")
        for name in arguments.names or SCENES:
            needed, theme, scene = SCENES[name]
            if not hasattr(program.window.commands, needed):
                continue
            tour.open(theme)
            try:
                scene(tour)
            except (LookupError, TimeoutError) as error:
                sys.stderr.write(f"{name}: {error}\n")
                failed = True
            tour.end()
        engine.stop()
        program.keeper.close()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
