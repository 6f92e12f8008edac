"""Deletes Qt objects that were made in Python without a crash; knows no object.

Where Qt deletes an object whose last reference from Python is the one that its parent holds, the
bindings free what Python holds of its parts before Qt deletes the parts themselves, and now and
then touch what is freed (PySide6 6.11). So a reference is kept until Qt is done. What Qt itself
made, such as a menu without a class of its own, needs none of this.
"""

from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_going: Final[list[QObject]] = []


def let_go(thing: QObject) -> None:
    """Have ``thing`` deleted when the event loop next turns."""
    _keep(thing)
    thing.deleteLater()
    QTimer.singleShot(0, _sweep)


def let_go_when_closed(window: QWidget) -> None:
    """Have ``window`` deleted once it is closed."""
    _keep(window)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


def _keep(thing: QObject) -> None:
    _sweep()
    _going.append(thing)


def _sweep() -> None:
    """Forget what Qt has deleted by now."""
    _going[:] = [one for one in _going if isValid(one)]
