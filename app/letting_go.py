"""Deletes Qt objects that were made in Python without a crash; knows no object.

Where Qt deletes an object whose last reference from Python is the one that its parent holds, the
bindings free what Python holds of its parts before Qt deletes the parts themselves, and now and
then touch what is freed (PySide6 6.11). So a reference is kept until Qt is done. What Qt itself
made, such as a menu without a class of its own, needs none of this.
"""

from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

_going: Final[dict[int, QObject]] = {}


def let_go(thing: QObject) -> None:
    """Have ``thing`` deleted when the event loop next turns."""
    _keep(thing)
    thing.deleteLater()


def let_go_when_closed(window: QWidget) -> None:
    """Have ``window`` deleted once it is closed."""
    _keep(window)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


def _keep(thing: QObject) -> None:
    """Hold ``thing`` until a turn of the event loop after Qt has deleted it."""
    key = id(thing)  # nothing else has it for as long as the thing is held
    if key in _going:
        return
    _going[key] = thing
    # Later: while this is told the parts are still there.
    thing.destroyed.connect(lambda: _forget_later(key))


def _forget_later(key: int) -> None:
    if QCoreApplication.instance() is not None:
        QTimer.singleShot(0, lambda: _going.pop(key, None))
