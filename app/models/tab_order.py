"""Lets the Tab key follow what is seen, also where parts come and go; knows no part."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def order_tabs(root: QWidget) -> None:
    """Let Tab go through ``root`` in the order of its layouts.

    Qt appends what is made later to the end, wherever it stands.
    """
    if (layout := root.layout()) is not None:
        for before, after in pairwise(_focusable(layout)):
            QWidget.setTabOrder(before, after)


def _focusable(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if inner is not None:
            yield from _focusable(inner)
        elif widget is not None:
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                yield widget
            if (own := widget.layout()) is not None:
                yield from _focusable(own)
