"""What a person may do with the Qt that Anneal runs on, with the folders of this very program."""

import sys
from pathlib import Path
from string import Template

import PySide6
import shiboken6
from PySide6.QtCore import QLibraryInfo, qVersion

from engine.paths import resource_folder


def qt_words() -> str:
    """Return the page about Qt and PySide6, as Markdown."""
    page = (resource_folder() / "licences" / "qt.md").read_text(encoding="utf-8")
    place = QLibraryInfo.path
    return Template(page).substitute(
        qt=qVersion(),
        pyside=PySide6.__version__,
        minor=".".join(PySide6.__version__.split(".")[:2]),
        python="{}.{}".format(*sys.version_info[:2]),
        bindings=Path(PySide6.__file__).parent,
        shiboken=Path(shiboken6.__file__).parent,
        libraries=Path(place(QLibraryInfo.LibraryPath.LibrariesPath)),
        plugins=Path(place(QLibraryInfo.LibraryPath.PluginsPath)),
    )
