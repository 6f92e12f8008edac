"""Deletes Qt objects that were made in Python without a crash; knows no object.

Where Qt deletes an object whose last reference from Python is the one that its parent holds, the
bindings free what Python holds of its parts before Qt deletes the parts themselves, and now and
then touch what is freed (PySide6 6.11). So a reference is kept until Qt is done.
"""

from typing import Final

from PySide6.QtCore import QObject
from shiboken6 import isValid

_going: Final[list[QObject]] = []


def let_go(thing: QObject) -> None:
    """Have ``thing`` deleted when the event loop next turns."""
    _going[:] = [one for one in _going if isValid(one)]
    _going.append(thing)
    thing.deleteLater()
