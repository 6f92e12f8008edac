"""The mouse, input methods, clipboard and menu in a draft under review.

A click on a change of a comparison tells which one; any other one puts the caret into the draft.
It must not know files, flows or the engine.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDropEvent,
    QGuiApplication,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip

from app.editor.review_edit import ReviewEdit
from app.review import Review
from app.review_words import click_words

_Button = Qt.MouseButton
_SLACK = 4  # px that a hand may move between press and release of a click


class ReviewHand(ReviewEdit):
    """One text that a person edits, and the draft in it.

    Signals:
        draft_entered(): the caret is about to be put into the draft, or something typed there.
        change_clicked(int): the number of a change in the comparison.
    """

    draft_entered = Signal()
    change_clicked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._pressed: QPointF | None = None  # where the mouse went down in the draft
        self._clicked: int | None = None  # the change that was under it then
        self._hints: tuple[str, ...] = ()
        self.viewport().setMouseTracking(True)

    def set_hints(self, hints: tuple[str, ...]) -> None:
        """Say over each change what a click on it does."""
        self._hints = hints

    def show_review(self, review: Review, comparing: bool, current: int | None) -> None:
        """Show a step of a review."""
        super().show_review(review, comparing, current)
        self.set_hints(tuple(map(click_words, review.changes)))

    def _put_into(self, place: int, *, selecting: bool = False) -> None:
        self.draft_entered.emit()
        super()._put_into(place, selecting=selecting)

    def _press_in_draft(self, event: QKeyEvent) -> None:
        self.draft_entered.emit()
        super()._press_in_draft(event)

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the caret into the draft, where the mouse is over one."""
        place = self._place_under(event.position())
        if place is None or event.button() not in (_Button.LeftButton, _Button.MiddleButton):
            if self.in_draft and event.button() is _Button.LeftButton:
                self.leave_draft()
            super().mousePressEvent(event)
            return
        event.accept()
        self._wanted_x = None
        if event.button() is _Button.MiddleButton:
            self._paste_selection(place)
            return
        selecting = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._pressed = event.position()
        self._clicked = None if selecting else self._change_under(event.position())
        self.enter_draft(place, selecting=selecting)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select in the draft."""
        if self._pressed is None:
            super().mouseMoveEvent(event)
            if not event.buttons():
                self._show_cursor(event.position())
            return
        event.accept()
        if (event.position() - self._pressed).manhattanLength() > _SLACK:
            self._clicked = None
        if self._clicked is None and self.reviewing:
            point = self.places.from_draft(event.position())
            self.enter_draft(self.draft.places.nearest(point), selecting=True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which change was clicked."""
        if self._pressed is None:
            super().mouseReleaseEvent(event)
            return
        event.accept()
        clicked, self._pressed, self._clicked = self._clicked, None, None
        if clicked is not None and clicked == self._change_under(event.position()):
            self.change_clicked.emit(clicked)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a word of the draft; on a change the second click is nothing more."""
        place = self._place_under(event.position())
        if place is None or event.button() is not _Button.LeftButton:
            super().mouseDoubleClickEvent(event)
            return
        event.accept()
        if self._change_under(event.position()) is None:
            self.pad.select_word(place)
            self.enter_draft(self.pad.places[1], selecting=True)

    def _paste_selection(self, place: int) -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard.supportsSelection():
            self.enter_draft(place)
            self.pad.insertFromMimeData(clipboard.mimeData(clipboard.Mode.Selection))
            self.take_pad()

    def dropEvent(self, event: QDropEvent) -> None:
        """Drop text into the draft, where the mouse is over one."""
        place = self._place_under(event.position())
        if place is None:
            super().dropEvent(event)
            return
        self.enter_draft(place)
        self.pad.insertFromMimeData(event.mimeData())
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.take_pad()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say over a change what a click does."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            change = self._change_under(QPointF(event.pos()))
            if change is not None and change < len(self._hints):
                QToolTip.showText(event.globalPos(), self._hints[change], self.viewport())
                return True
        return super().viewportEvent(event)

    def _show_cursor(self, point: QPointF) -> None:
        over = self._change_under(point) is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor
        if self.viewport().cursor().shape() is not shape:
            self.viewport().setCursor(shape)

    def _place_under(self, point: QPointF) -> int | None:
        inside = self.places.in_draft(point) if self.reviewing else None
        return None if inside is None else self.draft.places.place_at(inside)

    def _change_under(self, point: QPointF) -> int | None:
        inside = self.places.in_draft(point) if self.reviewing else None
        return None if inside is None else self.draft.places.change_at(inside)

    # Input methods

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Compose in the draft, where the caret is there."""
        if not self.in_draft:
            super().inputMethodEvent(event)
            return
        self.draft_entered.emit()
        self.pad.inputMethodEvent(event)
        event.accept()
        self.take_pad()

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: object = None, /) -> object:
        """Tell an input method of the text around the caret, and where that is."""
        if not self.in_draft:
            return super().inputMethodQuery(query, argument)
        asked = Qt.InputMethodQuery
        if query in (asked.ImCursorRectangle, asked.ImAnchorRectangle):
            return self._caret_in_view()
        if query in (asked.ImEnabled, asked.ImFont, asked.ImHints):
            return super().inputMethodQuery(query, argument)
        return self.pad.inputMethodQuery(query, argument)

    def _caret_in_view(self) -> QRectF:
        return self.places.draft_caret().translated(self.contentOffset().x(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, and over it what is being composed in the draft."""
        super().paintEvent(event)
        if self.in_draft and self.pad.composing:
            painter = QPainter(self.viewport())
            painter.setFont(self.font())
            box = self._caret_in_view()
            box.setWidth(painter.fontMetrics().horizontalAdvance(self.pad.composing))
            painter.fillRect(box, QColor(self.theme.draft))
            painter.setPen(QColor(self.theme.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.pad.composing)
            painter.drawLine(box.bottomLeft(), box.bottomRight())
            painter.end()

    # The clipboard and the menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the text under the mouse: the draft's or the document's."""
        place = self._place_under(QPointF(event.pos()))
        if place is None:
            super().contextMenuEvent(event)
            return
        if not self.in_draft:
            self.enter_draft(place)
        menu = self.pad.createStandardContextMenu(QPoint())
        menu.exec(event.globalPos())
        menu.deleteLater()
        if self.reviewing:
            self.take_pad()

    def cut_here(self) -> None:
        """Move what is selected to the clipboard."""
        if self.in_draft:
            self.pad.cut()
            self.take_pad()
        else:
            self.cut()

    def copy_here(self) -> None:
        """Copy what is selected to the clipboard."""
        (self.pad if self.in_draft else self).copy()

    def paste_here(self) -> None:
        """Put in what the clipboard holds."""
        if self.in_draft:
            self.pad.paste()
            self.take_pad()
        else:
            self.paste()

    def select_all_here(self) -> None:
        """Select the whole draft, or the whole text."""
        if self.in_draft:
            self.pad.selectAll()
            self.take_pad()
        else:
            self.selectAll()
