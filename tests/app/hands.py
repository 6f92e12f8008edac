"""Keys and clicks of a test, sent to one widget."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

_PLAIN = Qt.KeyboardModifier.NoModifier


def press_key(
    widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press and release one key."""
    QTest.keyClick(widget, key, modifiers)


def type_text(widget: QWidget, text: str) -> None:
    """Type ASCII text."""
    QTest.keyClicks(widget, text)


def click(
    widget: QWidget,
    place: QPoint | None = None,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
) -> None:
    """Click at ``place`` of the widget, in its middle where none is given."""
    QTest.mouseClick(widget, button, _PLAIN, place or widget.rect().center())


def double_click(widget: QWidget, place: QPoint) -> None:
    """Click twice, and let go.

    ``QTest.mouseDClick`` sends a widget no release, and every later ``QTest.mouseMove`` of the
    process would then come with the button held down.
    """
    QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, _PLAIN, place)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, _PLAIN, place)
