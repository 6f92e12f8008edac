"""Pictures of a page: local files alone, decoded one at a time when there is time.

Nothing is ever fetched: an address with a scheme or a host is no picture, and neither is a path
on another machine. Knows no blocks and no layout.
"""

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QObject, QSize, QTimer, QUrl, Signal
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

_FINE = "@2x"  # a name that ends so is that of a picture with two pixels a point
_MOST_PIXELS = 64_000_000  # of a file that is decoded at all
_KEPT_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file: its path, its size in pixels, and when it was written."""

    path: Path
    size: QSize
    written: int


def local_path(source: str, folder: Path | None) -> Path | None:
    """Return the file that a picture's source means, None where that is no local file.

    Args:
        source: as written in the document: a path, relative to ``folder`` or absolute, or a
            ``file:`` address of this machine.
        folder: where the document lies, None while it has no file.
    """
    if source.startswith(("//", "\\\\")):
        return None
    try:
        parts = urlsplit(source)
    except ValueError:  # an address that is none, such as "http://["
        return None
    if parts.scheme.lower() == "file":
        url = QUrl(source)
        return Path(url.toLocalFile()) if url.isLocalFile() and not url.host() else None
    if len(parts.scheme) > 1 or parts.netloc:
        return None
    path = Path(unquote(source if len(parts.scheme) == 1 else parts.path))
    if path.is_absolute():
        return path
    return folder / path if folder is not None else None


class PictureStore(QObject):
    """Knows which pictures there are, and decodes those that are painted.

    Signals:
        picture_loaded(): a picture that was asked for can be painted now.
    """

    picture_loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without a folder: only absolute paths are found."""
        super().__init__(parent)
        self.folder: Path | None = None
        self._images: OrderedDict[tuple[Path, int, int, int], QImage] = OrderedDict()
        self._wanted: list[tuple[Picture, QSize]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._load_next)

    def find(self, source: str) -> Picture | None:
        """Return the picture that ``source`` names, None where it cannot be shown."""
        path = local_path(source, self.folder)
        try:
            if path is None or not path.is_file():
                return None
            written = path.stat().st_mtime_ns
        except OSError:  # a name too long for a file
            return None
        reader = QImageReader(str(path))
        size = _upright(reader, reader.size())
        if path.stem.endswith(_FINE):
            size /= 2
        if not size.isValid() or not 0 < size.width() * size.height() <= _MOST_PIXELS:
            return None
        return Picture(path, size, written)

    def image(self, picture: Picture, size: QSize) -> QImage | None:
        """Return the picture at ``size`` pixels, None until it is decoded; that is begun."""
        key = (picture.path, picture.written, size.width(), size.height())
        found = self._images.get(key)
        if found is not None:
            self._images.move_to_end(key)
            return found
        if (picture, size) not in self._wanted:
            self._wanted.append((picture, size))
        self._timer.start()
        return None

    def _load_next(self) -> None:
        """Decode one picture, so that no turn of the event loop pays for two."""
        if not self._wanted:
            return
        picture, size = self._wanted.pop(0)
        reader = QImageReader(str(picture.path))
        reader.setAutoTransform(True)
        reader.setScaledSize(_upright(reader, size))
        image = reader.read()
        if image.isNull():
            # A broken file stays an empty frame instead of being asked for at every paint.
            image = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(0)
        key = (picture.path, picture.written, size.width(), size.height())
        self._images[key] = image
        while len(self._images) > 1 and self._kept_bytes() > _KEPT_BYTES:
            self._images.popitem(last=False)
        self.picture_loaded.emit()
        if self._wanted:
            self._timer.start()

    def _kept_bytes(self) -> int:
        return sum(image.sizeInBytes() for image in self._images.values())


def _upright(reader: QImageReader, size: QSize) -> QSize:
    """Return ``size`` with its sides swapped where the file says that it lies on its side."""
    turned = reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90
    return size.transposed() if turned else size
