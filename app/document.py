"""A text file: reading, saving, and whether it differs from the disk; no Qt, no windows.

The text itself lives in the editor; a document knows only what was read or saved last.
"""

import hashlib
import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from app.text_format import (
    DecodedText,
    NotTextError,
    TextFormat,
    UnencodableError,
    decode_text,
    encode_text,
)
from engine.files import SaveError, save_atomically

LARGEST_FILE = 50_000_000  # bytes


class DocumentError(Exception):
    """A file cannot be read or saved; the message is worded for people.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path, message: str) -> None:
        """Keep the path beside the message, which names it too."""
        super().__init__(message)
        self.path = path


class ReadError(DocumentError):
    """The file cannot be opened as a text."""


class TooLargeError(ReadError):
    """The file is larger than ``LARGEST_FILE``."""


class BinaryFileError(ReadError):
    """The file is no text."""


class WriteError(DocumentError):
    """The file was not saved; what was there before still is."""


class EncodingError(WriteError):
    """The file's encoding lacks a character of the text; saving as UTF-8 would hold it.

    Attributes:
        position: of the first such character, in characters.
    """

    def __init__(self, path: Path, message: str, position: int) -> None:
        """Keep the position, so that the caret can be put there."""
        super().__init__(path, message)
        self.position = position


class ChangedOnDiskError(WriteError):
    """Somebody else has changed the file since it was read: ask before overwriting."""


@dataclass(frozen=True, slots=True)
class _Print:
    """What a file on the disk was like; ``None`` in place of it means that there was no file."""

    modified_ns: int
    size: int
    digest: bytes


class Document:
    """One text file or one text without a file.

    Attributes:
        path: where it lies; ``None`` for a text that was never saved.
    """

    def __init__(self, path: Path | None = None, text: str = "") -> None:
        """Make a document without a file, or one whose file is still to be made."""
        self.path = path
        self._print: _Print | None = None
        self._saved = DecodedText(text, TextFormat())
        self._revision = 0
        self._modified = False

    @classmethod
    def open(cls, path: Path) -> "Document":
        """Return the document in ``path``; a missing file gives an empty, new document there.

        Raises:
            TooLargeError: above ``LARGEST_FILE``.
            BinaryFileError: no text.
            ReadError: a folder, no permission, or the system refused.
        """
        path = path.absolute()
        document = cls(path)
        found = _read(path)
        if found is not None:
            data, document._print = found
            try:
                document._saved = decode_text(data)
            except NotTextError as error:
                raise BinaryFileError(path, f"{path} cannot be opened: {error}.") from error
        return document

    @property
    def text(self) -> str:
        """Return the text as it was read or saved last, with LF line ends."""
        return self._saved.text

    @property
    def format(self) -> TextFormat:
        """Return how the text is written to its file."""
        return self._saved.format

    @property
    def has_file(self) -> bool:
        """Return whether it was read from its file, or saved to it."""
        return self._print is not None

    @property
    def read_only(self) -> bool:
        """Return whether the file is there and may not be written."""
        return self.path is not None and self.path.exists() and not os.access(self.path, os.W_OK)

    @property
    def title(self) -> str:
        """Return the name for tabs and title bars."""
        return "Untitled" if self.path is None else self.path.name

    @property
    def modified(self) -> bool:
        """Return whether the text has changed since it was read or saved."""
        return self._modified

    @property
    def revision(self) -> int:
        """Return the newest revision that was noted."""
        return self._revision

    def note_revision(self, revision: int) -> None:
        """The text has changed; cheap, for every keystroke."""
        self._revision = revision
        self._modified = True

    def note_text(self, revision: int, text: str) -> None:
        """Compare ``text`` with what was read or saved: an undo may have led back to it."""
        self._revision = revision
        self._modified = text != self._saved.text

    def changed_on_disk(self, *, thorough: bool = False) -> bool:
        """Return whether somebody else has changed or made the file since it was read or saved.

        A file that is gone does not count: saving makes it anew.

        Args:
            thorough: compare the bytes even where time and size are the same.
        """
        if self.path is None:
            return False
        try:
            status = self.path.stat()
        except OSError:
            return False
        if self._print is None:
            return True
        same = (status.st_mtime_ns, status.st_size) == (self._print.modified_ns, self._print.size)
        if same and not thorough:
            return False
        try:
            digest = _digest(self.path.read_bytes())
        except OSError:
            return True
        if digest != self._print.digest:
            return True
        self._print = replace(self._print, modified_ns=status.st_mtime_ns)
        return False

    def save(
        self,
        text: str,
        *,
        path: Path | None = None,
        encoding: str | None = None,
        overwrite: bool = False,
    ) -> None:
        """Write ``text`` to the file, atomically; afterwards it is what was saved last.

        Args:
            text: with LF line ends.
            path: another file to save in from now on; who chose it has agreed to overwrite it.
            encoding: "utf-8" to leave an encoding that cannot hold the text.
            overwrite: save even where somebody else has changed the file.

        Raises:
            ChangedOnDiskError: the file has changed on the disk and ``overwrite`` is not set.
            EncodingError: the encoding lacks a character of the text.
            WriteError: the disk is full, the file is read-only, the folder is missing, ...
        """
        target = self.path if path is None else path.absolute()
        if target is None:
            raise ValueError("a document without a path needs one to be saved")
        if target == self.path and not overwrite and self.changed_on_disk(thorough=True):
            raise ChangedOnDiskError(
                target, f"{target.name} was changed by another program since it was opened."
            )
        saved = self._saved
        if encoding is not None and encoding != saved.format.encoding:
            saved = replace(saved, format=replace(saved.format, encoding=encoding, bom=False))
        try:
            data, saved = encode_text(text, saved)
            save_atomically(target, data)
        except UnencodableError as error:
            message = f"{target.name} was not saved. {error}"
            raise EncodingError(target, message, error.position) from error
        except SaveError as error:
            raise WriteError(target, f"Not saved: {error}.") from error
        self.path = target
        self._saved = saved
        self._print = _Print(target.stat().st_mtime_ns, len(data), _digest(data))
        self._modified = False


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _read(path: Path) -> tuple[bytes, _Print] | None:
    """Return the bytes of a file and what it was like, ``None`` where there is none."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ReadError(path, f"{path} is a folder: open a file in it.")
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(path, f"{path} is not a file that can be edited.")
        if status.st_size > LARGEST_FILE:
            size = f"{status.st_size / 1e6:,.0f} MB"
            most = f"{LARGEST_FILE / 1e6:,.0f} MB"
            raise TooLargeError(path, f"{path} has {size}; Anneal opens files up to {most}.")
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise ReadError(path, f"You have no permission to read {path}.") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReadError(path, f"{path} cannot be read: {reason}.") from error
    return data, _Print(status.st_mtime_ns, len(data), _digest(data))
