"""Paints a row of a list in three parts: title, muted words behind it, muted words at its end.

It must not know what the rows mean; an item carries the words under the roles below.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

BEHIND = Qt.ItemDataRole.UserRole + 1  # str, muted, right behind the title
AT_END = Qt.ItemDataRole.UserRole + 2  # str, muted, at the right edge: a key
FAINT = Qt.ItemDataRole.UserRole + 3  # bool: the row does nothing now

_PADDING = 10  # px from the right edge
_GAP = 14  # px between two parts
_Index = QModelIndex | QPersistentModelIndex


class RowPainter(QStyledItemDelegate):
    """Titles give way to what stands at the end of their row, and end in dots."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """Take the colour of a row that does nothing, and cut a title that is too long."""
        super().initStyleOption(option, index)
        if index.data(FAINT):
            option.state &= ~QStyleOptionViewItem().state.State_Enabled
        room = option.rect.width() - 2 * _PADDING - _width(option, index.data(AT_END))
        option.text = option.fontMetrics.elidedText(
            option.text, Qt.TextElideMode.ElideRight, max(0, room)
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the row as the style has it, then the muted parts."""
        super().paint(painter, option, index)
        painter.save()
        painter.setFont(option.font)
        # The program's own muted colour: a style sheet makes another one for its widgets.
        painter.setPen(QApplication.palette().color(QPalette.ColorRole.PlaceholderText))
        end = str(index.data(AT_END) or "")
        style = QApplication.style() if option.widget is None else option.widget.style()
        title = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, option.widget)
        place = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        place.setTop(title.top())
        place.setBottom(title.bottom())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | middle, end)
        start = _title_width(option, index) + _GAP
        behind = QRect(place)
        behind.setLeft(place.left() + start)
        behind.setRight(place.right() - _width(option, end))
        if behind.width() > 0:
            words = option.fontMetrics.elidedText(
                str(index.data(BEHIND) or ""), Qt.TextElideMode.ElideRight, behind.width()
            )
            painter.drawText(behind, Qt.AlignmentFlag.AlignLeft | middle, words)
        painter.restore()


def _title_width(option: QStyleOptionViewItem, index: _Index) -> int:
    title = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
    return option.fontMetrics.horizontalAdvance(title)


def _width(option: QStyleOptionViewItem, words: object) -> int:
    return option.fontMetrics.horizontalAdvance(str(words)) + _GAP if words else 0
