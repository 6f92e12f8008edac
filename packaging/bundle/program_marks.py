"""Makes what marks the program on Windows and macOS: its icon in their formats, its version.

It is run by the Python of the bundle's own environment. What it makes has been read back here and
was never seen on either system.

Usage: program_marks.py FOLDER VERSION
"""

import io
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PIL import Image

ICON_FILES: Final = ("anneal.ico", "anneal.icns")
WINDOWS_SIZES: Final = (16, 20, 24, 32, 40, 48, 64, 128, 256)  # pixels
MACOS_SIZES: Final = (32, 64, 128, 256, 512, 1024)
_PUBLISHER: Final = "The Anneal contributors"
# In the form that PyInstaller reads; 0x40004 is Windows, 0x1 a program, 0x0409 and 1200 are US
# English in Unicode.
_VERSION_TEXT: Final = """\
VSVersionInfo(
  ffi=FixedFileInfo(
    filevers={numbers}, prodvers={numbers}, mask=0x3F, flags={early}, OS=0x40004, fileType=0x1,
    subtype=0x0, date=(0, 0)
  ),
  kids=[
    StringFileInfo([StringTable('040904B0', [
{rows}
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])])
  ]
)
"""
_EARLY: Final = 0x2  # a version before a release


def windows_numbers(version: str) -> tuple[int, int, int, int]:
    """Return a version of Python's kind as the four numbers of Windows, without ``rc`` and such.

    Raises:
        ValueError: it does not begin with numbers.
    """
    found = re.match(r"\d+(?:\.\d+)*", version)
    if found is None:
        raise ValueError(f"{version} does not begin with numbers")
    one, two, three, four, *_ = (*map(int, found[0].split(".")), 0, 0, 0)
    return one, two, three, four


def version_text(version: str) -> str:
    """Return what Windows shows as the properties of the program, as PyInstaller reads it."""
    told = {
        "CompanyName": _PUBLISHER,
        "FileDescription": "Anneal",
        "FileVersion": version,
        "InternalName": "anneal",
        "LegalCopyright": f"{_PUBLISHER}, Apache-2.0",
        "OriginalFilename": "anneal.exe",
        "ProductName": "Anneal",
        "ProductVersion": version,
    }
    rows = ",\n".join(f"      StringStruct({key!r}, {value!r})" for key, value in told.items())
    early = _EARLY if re.search(r"[a-z]", version) else 0
    return _VERSION_TEXT.format(numbers=windows_numbers(version), early=early, rows=rows)


def write_icons(drawings: Mapping[int, Image.Image], folder: Path) -> None:
    """Write the icon for Windows and for macOS, each size as it was drawn.

    Args:
        drawings: of every size that the two want, by pixels.
        folder: gets ``ICON_FILES``.
    """
    windows, macos = (folder / name for name in ICON_FILES)
    *smaller, largest = (drawings[size] for size in WINDOWS_SIZES)
    sizes = [(size, size) for size in WINDOWS_SIZES]
    largest.save(windows, format="ICO", sizes=sizes, append_images=smaller)
    *smaller, largest = (drawings[size] for size in MACOS_SIZES)
    largest.save(macos, format="ICNS", append_images=smaller)


def draw() -> dict[int, Image.Image]:
    """Draw the icon in every size; a Qt application must be there."""
    from PySide6.QtCore import QBuffer, QIODevice

    from app.icons import own_pixmap

    found = {}
    for size in {*WINDOWS_SIZES, *MACOS_SIZES}:
        held = QBuffer()
        held.open(QIODevice.OpenModeFlag.WriteOnly)
        own_pixmap(size).save(held, "PNG")
        found[size] = Image.open(io.BytesIO(held.data().data())).convert("RGBA")
    return found


def main(arguments: list[str]) -> int:
    """Make all of it in the folder that is named, without a screen."""
    folder, version = Path(arguments[0]), arguments[1]
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    write_icons(draw(), folder)
    (folder / "version.txt").write_text(version_text(version), encoding="utf-8")
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
