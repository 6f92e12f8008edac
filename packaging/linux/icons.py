"""Renders the program's icon in the sizes of the hicolor theme; knows nothing of where it goes.

Sizes below 48 pixels have a drawing of their own, whose edges lie on pixels.

Usage: icons.py [FOLDER]    (build/icons where none is named)
"""

import os
import shutil
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from app.icons import icon_folder, own_pixmap
from app.start import DESKTOP_ID

ROOT = Path(__file__).resolve().parents[2]
SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)  # pixels


def render(folder: Path) -> list[Path]:
    """Write ``hicolor/…`` below ``folder`` and return the files; a Qt application must be there.

    Raises:
        OSError: a file cannot be written.
    """
    made = []
    for size in SIZES:
        file = folder / f"hicolor/{size}x{size}/apps/{DESKTOP_ID}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        if not own_pixmap(size).save(str(file)):
            raise OSError(f"cannot write {file}")
        made.append(file)
    scalable = folder / f"hicolor/scalable/apps/{DESKTOP_ID}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(icon_folder() / "anneal.svg", scalable)
    return [*made, scalable]


def main(arguments: list[str]) -> int:
    """Render into the folder that is named, without a screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication(sys.argv[:1])
    folder = Path(arguments[0]) if arguments else ROOT / "build/icons"
    sys.stdout.write("".join(f"{file}\n" for file in render(folder)))
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
