"""The whole editor on a stage: the real window with a document, and when what was painted.

Knows no figures. The engine is given by the benchmark, a real or a scripted one.
"""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.compose import compose
from app.edit_flow import FlowState
from app.engine_port import EnginePort
from app.program import Program
from app.recovery import RecoveryStore
from app.settings import Settings
from app.settings_store import SettingsStore
from app.tab import Tab
from engine.presets import starter_presets
from engine.request import SamplingOptions, Span

WINDOW = (1280, 800)
PASSAGE = (
    "The editor keeps every draft beside the text that you wrote, so nothing is lost when you "
    "change your mind. Select a paragraph, say what you want, and watch the words settle one "
    "after the other. When the draft reads well you take it with a single key. When it does not, "
    "you ask again with another seed, and the original stays."
)
TYPED_AFTER = "Here a person types."
SECTION = """## Section {number}

A paragraph with *emphasis*, **strong words**, `code`, and a [link](https://example.org/{number})
that goes on for a second line, as people write them, before it ends somewhere here.

- one point of the list, which says little
- another point, with `a.call({number})` in it
- [ ] a task that is open

| key | value |
|---|---|
| number | {number} |
| square | `{number} * {number}` |

```python
def section_{number}(value: int) -> int:
    return value * {number}  # a comment
```

"""


def document_of(size: int) -> str:
    """Return a Markdown document of about ``size`` characters with the passage at its start."""
    head = f"# A document\n\n{PASSAGE}\n\n{TYPED_AFTER}\n\n"
    sections = []
    length = len(head)
    number = 1
    while length < size:
        sections.append(SECTION.format(number=number))
        length += len(sections[-1])
        number += 1
    return head + "".join(sections)


class PaintWatch(QObject):
    """Notes when a paint of the window, with all that it shows, is on the screen.

    It hands the window's update on itself, so that it knows its end.
    """

    def __init__(self, window: QWidget, watched: tuple[QObject, ...]) -> None:
        super().__init__(window)
        self._window = window
        self._watched = watched
        self._painted: set[QObject] = set()
        self._inside = False
        self._callback: Callable[[float], None] = lambda _time: None
        for widget in watched:
            widget.installEventFilter(self)
        window.installEventFilter(self)

    def call(self, callback: Callable[[float], None]) -> None:
        """Call back with the time once all watched widgets were painted after this moment."""
        self._painted.clear()
        self._callback = callback

    def watch_only(self, widget: QObject) -> None:
        """Wait for ``widget`` alone from now on; it was watched already."""
        self._watched = (widget,)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note paints, and run the window's update to its end."""
        if event.type() is QEvent.Type.Paint and watched in self._watched:
            self._painted.add(watched)
        if watched is self._window and event.type() is QEvent.Type.UpdateRequest:
            if self._inside:
                return False
            self._inside = True
            QCoreApplication.sendEvent(self._window, QEvent(QEvent.Type.UpdateRequest))
            self._inside = False
            if len(self._painted) == len(self._watched):
                callback, self._callback = self._callback, lambda _time: None
                self._painted.clear()
                callback(time.perf_counter())
            return True
        return False


def refine_passage(tab: Tab, seed: int) -> bool:
    """Reject the draft that waits in ``tab``, and ask for one more; say whether that was begun."""
    flow = tab.flow
    if flow.state is FlowState.REVIEWING:
        flow.reject()
    if flow.state is not FlowState.IDLE:
        return False
    start = tab.editor.text().index(PASSAGE)
    span = Span(start, start + len(PASSAGE))
    instruction = starter_presets()[0].instruction
    flow.begin(tab.make_request(span, instruction, SamplingOptions(seed=seed)))
    return True


def open_stage(application: QApplication, engine: EnginePort, folder: Path, text: str) -> Program:
    """Open the window with ``text`` as a file in ``folder``; settings and history lie there too."""
    path = folder / "document.md"
    path.write_text(text, encoding="utf-8")
    store = SettingsStore(Settings(theme="light"), folder / "settings.json")
    recovery = RecoveryStore(folder / "recovery")
    program = compose(application, engine, store, recovery, history_folder=folder / "history")
    program.window.painted.connect(program.collector.start)  # as ``app.start`` does
    program.desk.open_file(path)
    program.window.resize(*WINDOW)
    program.window.show()
    return program
