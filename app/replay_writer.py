"""Writes a replay into a file on a thread of its own, so that the window lives on meanwhile.

The file appears whole or not at all. It must not know widgets.
"""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtGui import QImage

from app.editor.draft_film import FilmLook, paint_film
from app.gentle_import import short_switch_interval
from app.messages import export_problem
from app.palette import mix
from app.replay import Track
from app.replay_words import step_words
from app.theme import Theme
from engine.files import SaveError, save_atomically
from engine.recording import Recording
from engine.recording_json import recording_lines

if TYPE_CHECKING:
    from app.replay_film import FilmPicture

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WriteJob:
    """What is written.

    Attributes:
        path: of the file; its ending says in which format: "webp", "gif" or "jsonl".
        recording: all of it stands in JSON lines.
        track: the variant that a film shows.
        seconds: how long a film shows each step.
        look: of a film.
    """

    path: Path
    recording: Recording
    track: Track
    seconds: tuple[float, ...]
    look: FilmLook


class _CancelledError(Exception):
    """The person does not want the file any more."""


class ReplayWriter(QThread):
    """Does one job, once.

    Signals:
        progressed(float): share of the film that is made, 0 to 1.
        written(Path): the file is there.
        failed(Message): it is not, and why.
    """

    progressed = Signal(float)
    written = Signal(object)
    failed = Signal(object)

    def __init__(self, job: WriteJob, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self._unwanted = threading.Event()

    def cancel(self) -> None:
        """Write no file; nothing more is told, unless it is there already."""
        self._unwanted.set()

    def run(self) -> None:
        """Make the bytes, then the file; on the thread."""
        path = self._job.path
        try:
            with short_switch_interval():
                data = self._data()
            if self._unwanted.is_set():
                return
            save_atomically(path, data)
        except _CancelledError:
            return
        except SaveError as error:
            self.failed.emit(export_problem(str(error)))
        except MemoryError:
            self.failed.emit(export_problem(f"there is too little memory to make {path.name}"))
        except Exception as error:
            _log.exception("%s was not written", path)
            self.failed.emit(export_problem(f"{path.name} could not be made: {error}"))
        else:
            self.written.emit(path)

    def _data(self) -> bytes:
        # Late, since Pillow would hold up the window, which hardly ever needs it.
        from app.replay_film import FilmKind, encode_film

        job = self._job
        ending = job.path.suffix.lower().removeprefix(".")
        if ending == "jsonl":
            lines = recording_lines(job.recording)
            return "".join(f"{line}\n" for line in lines).encode()
        inks = _inks(job.look.theme)
        return encode_film(FilmKind(ending), self._pictures(), job.seconds, inks)

    def _pictures(self) -> "Iterator[FilmPicture]":
        """Yield the pictures as they are asked for, and tell how far that is."""
        job, count = self._job, len(self._job.track.frames)
        words = [" · ".join(step_words(job.track, index)) for index in range(count)]
        images = paint_film(job.recording, job.track.steps, words, job.look)
        for number, image in enumerate(images):
            if self._unwanted.is_set():
                raise _CancelledError
            self.progressed.emit(number / count)
            yield _picture(image)


def _inks(theme: Theme) -> tuple[str, ...]:
    """Return the colours of ``theme``, and each as it is at a smoothed edge on a draft's ground."""
    plain = [getattr(theme, field.name) for field in fields(theme) if field.name != "name"]
    return (*plain, *(mix(ink, theme.draft, 0.5) for ink in plain))


def _picture(image: QImage) -> "FilmPicture":
    """Return the pixels of ``image`` without the gaps that Qt leaves after its rows."""
    from app.replay_film import FilmPicture

    data, gap = cast(memoryview, image.constBits()), image.bytesPerLine()
    row = 3 * image.width()
    rows = (bytes(data[start : start + row]) for start in range(0, gap * image.height(), gap))
    return FilmPicture(image.width(), image.height(), b"".join(rows))
