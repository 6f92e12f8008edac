"""From a replay to a file: asks where, starts the writer, tells how it went; paints nothing.

The times of a film are those of the replay: at its speed, true to the run or even.
"""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QFont

from app.appearance import Appearance
from app.editor.draft_film import FilmLook
from app.fonts import editor_font
from app.letting_go import let_go
from app.main_window import MainWindow
from app.messages import Message, export_problem
from app.questions import Questions
from app.replay import Track
from app.replay_time import Speed, timeline
from app.replay_writer import ReplayWriter, WriteJob
from app.settings_store import SettingsStore
from app.workspace import Workspace
from engine.recording import Recording

ENDINGS = ("webp", "gif", "jsonl")
_WIDTH = 720  # points
_MOST_PIXELS = 64_000_000  # of all pictures together: a longer film is made less fine
_LINE = 30  # points that a line of text takes, about
_LETTERS = 80  # that stand in one


class ReplayExport(QObject):
    """Writes one file at a time."""

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        questions: Questions,
        appearance: Appearance,
        store: SettingsStore,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._row = window.replay.actions_row
        self._workspace = workspace
        self._questions = questions
        self._appearance = appearance
        self._store = store
        self._writer: ReplayWriter | None = None
        self._last: Path | None = None  # where the person exported to before

    @property
    def busy(self) -> bool:
        """Return whether a file is being made."""
        return self._writer is not None

    @Slot(object, object, object)
    def start(self, recording: Recording, track: Track, speed: Speed) -> None:
        """Ask where the replay is to be written, and begin."""
        if self.busy:
            return
        path = self._questions.replay_file(self._suggested())
        if path is None:
            return
        if path.suffix.lower().removeprefix(".") not in ENDINGS:
            told = f"{path.name} is no .webp, .gif or .jsonl: choose one of these endings"
            self._questions.tell(export_problem(told))
            return
        self._last = path
        seconds = timeline(track.steps, speed).durations()
        job = WriteJob(path, recording, track, seconds, self._look(track))
        writer = ReplayWriter(job, self)
        writer.progressed.connect(self._row.show_progress)
        writer.written.connect(self._tell_written)
        writer.failed.connect(self._tell_failed)
        writer.finished.connect(self._end)
        self._writer = writer
        self._row.show_progress(0.0)
        writer.start()

    @Slot()
    def cancel(self) -> None:
        """Write no file after all."""
        if self._writer is not None:
            self._writer.cancel()

    @Slot()
    def stop(self) -> None:
        """Cancel and wait for the thread's end: the program leaves."""
        writer = self._writer
        if writer is not None:
            writer.cancel()
            writer.wait()

    @Slot()
    def _end(self) -> None:
        if self._writer is not None:
            let_go(self._writer)
        self._writer = None
        self._row.show_progress(None)

    @Slot(object)
    def _tell_written(self, path: Path) -> None:
        shown = ""
        with suppress(OSError):  # somebody may have taken it already
            size = path.stat().st_size / 1024
            shown = f" ({size:,.0f} KB)" if size < 1024 else f" ({size / 1024:,.1f} MB)"
        self._window.status.show_notice(f"Exported {path.name}{shown}")

    @Slot(object)
    def _tell_failed(self, message: Message) -> None:
        self._questions.tell(message)

    def _suggested(self) -> Path:
        """Return a name beside the file in front, or where the last export went."""
        file = self._workspace.current.document.path
        folder = Path.home() if file is None else file.parent
        if self._last is not None:
            folder = self._last.parent
        ending = "webp" if self._last is None else self._last.suffix.removeprefix(".")
        stem = Path(self._workspace.current.title).stem
        return folder / f"{stem} replay.{ending}"

    def _look(self, track: Track) -> FilmLook:
        """Return how a film looks: in the editor's font, as fine as its length allows."""
        settings = self._store.settings
        font: QFont = editor_font(settings.font_family, settings.font_size)
        longest = max(len(step.text) / _LETTERS + step.text.count("\n") for step in track.steps)
        pixels = _WIDTH * _LINE * (longest + 4) * len(track.steps)
        ratio = 2.0 if 4 * pixels <= _MOST_PIXELS else 1.0
        return FilmLook(self._appearance.theme, font, _WIDTH, ratio)
