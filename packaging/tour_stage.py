"""What a person does in the window while the tour's pictures are taken; knows no feature.

Qt paints into memory, so no screen is needed.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.edit_flow import FlowState
from app.program import Program
from engine.request import Span

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
        self.home = home
        self._texts = 0

    def open(self, theme: str = "light") -> None:
        """Begin with the text as it is, in ``theme``, and the keyboard in the window."""
        self.program.window.activateWindow()
        if theme == "dark":
            self.program.window.commands.theme_dark.trigger()
        else:
            self.program.window.commands.theme_light.trigger()
        self._texts += 1
        path = self.home / f"{self._texts}" / "notes.md"
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

    def shoot(self, name: str, window: QWidget | None = None, *, named: str = "") -> None:
        """Take the picture ``name`` of the window, or of another one; ``named`` is its file."""
        path = self._folder / f"{named or f'tour-{name}'}.png"
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
