"""The text itself: takes keys, the mouse and the clipboard, and paints what is on the screen.

It must not know files, flows or the engine.
"""

import re

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
)

from app.editor.blocks import MARKDOWN
from app.editor.brush_paint import BrushPicture
from app.editor.clip import copied, pasted
from app.editor.edit_commands import press_for
from app.editor.text_surface import TextSurface
from app.editor.undo_steps import UndoSteps
from app.editor.view_painter import ViewPainter

_Command = QKeySequence.StandardKey
VERTICAL = {
    _Command.MoveToPreviousLine: (-1, False),
    _Command.MoveToNextLine: (1, False),
    _Command.SelectPreviousLine: (-1, True),
    _Command.SelectNextLine: (1, True),
}
SIDEWAYS = {
    _Command.MoveToStartOfLine: (-1, False),
    _Command.MoveToEndOfLine: (1, False),
    _Command.SelectStartOfLine: (-1, True),
    _Command.SelectEndOfLine: (1, True),
}
FAR = 1e6  # px: beyond any end of a line


class TextEdit(TextSurface):
    """One text that a person edits."""

    def __init__(self) -> None:
        super().__init__()
        self.painter_ = ViewPainter(self)
        self.steps = UndoSteps(self)
        self._wanted_x: float | None = None  # px that Up and Down keep to
        # It fills its own ground: no widget around it is painted below that for nothing.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.cursorPositionChanged.connect(self._note_caret)
        self.selectionChanged.connect(self._repaint)

    def set_found(self, found: re.Pattern[str] | None) -> None:
        """Mark every word that ``found`` matches."""
        self.painter_.found = found
        self._repaint()

    def set_marked(self, units: tuple[int, int] | None) -> None:
        """Mark the text that a rewrite would take."""
        self.painter_.marked = units
        self._repaint()

    def set_brush(self, picture: BrushPicture) -> None:
        """Show which words are painted with the strength brush."""
        self.painter_.brush = picture
        self._repaint()

    def select(self, start: int, end: int) -> None:
        """Select the units from ``start`` to ``end`` and bring them onto the screen."""
        caret = self.places.caret_rect(end)
        hidden = caret.top() < 0 or caret.bottom() > self.viewport().height()
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        if hidden:
            self.show_place(end)
        else:
            self.reveal_caret()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text on the screen."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(self.theme.surface))
        self.painter_.paint(painter, QRectF(event.rect()), self.shown_caret())
        painter.end()

    def shown_caret(self) -> int | None:
        """Return where the caret is shown, ``None`` while it is not: it blinks."""
        shown = self.getPaintContext().cursorPosition
        if shown < -1:  # an input method is composing at the caret
            block = self.textCursor().block()
            return block.position() + block.layout().preeditAreaPosition() - (shown + 2)
        return shown if shown >= 0 else None

    @Slot()
    def _note_caret(self) -> None:
        """Repaint the line that the caret has left and the one that it stands in."""
        line, painted = self.places.caret_line(), self.painter_.caret_line
        if line != painted:
            for band in (line, painted):
                self.viewport().update(band.toAlignedRect())

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that do more here than in any text field."""
        if not self.isReadOnly() and self._take_step(event):
            event.accept()
            return
        before = self._caret_state()
        if not self.isReadOnly() and self._take_key(event):
            event.accept()
        else:
            super().keyPressEvent(event)
        # A key that moves nothing, such as Ctrl alone, must not scroll back to the caret.
        if self._caret_state() != before:
            self.reveal_caret()

    def _caret_state(self) -> tuple[int, int, int]:
        cursor = self.textCursor()
        return cursor.position(), cursor.anchor(), self.document().revision()

    def _take_step(self, event: QKeyEvent) -> bool:
        """Undo or redo; what has to be scrolled for it is scrolled there."""
        for command, step in ((_Command.Undo, self.steps.back), (_Command.Redo, self.steps.again)):
            if event.matches(command):
                self._wanted_x = None
                step()
                return True
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        for moves, take in ((VERTICAL, self._move_line), (SIDEWAYS, self._move_in_line)):
            for command, (way, selecting) in moves.items():
                if event.matches(command):
                    return take(way, selecting)
        self._wanted_x = None
        press = press_for(event)
        if press is None:
            return False
        cursor = self.textCursor()
        press(cursor, self._language_at(cursor))
        self.setTextCursor(cursor)
        return True

    def _language_at(self, cursor: QTextCursor) -> str:
        """Return the language at the caret: inside a fence that of the fence."""
        if self.language != MARKDOWN:
            return self.language
        state = self.highlighter.state_before(cursor.block())
        inner = self.highlighter.rules.inner_language(state)
        return MARKDOWN if inner is None else inner or "text"

    def language_at(self, position: int) -> str:
        """Return the language of the line at ``position``; the line that opens a fence is in it."""
        cursor = self.textCursor()
        cursor.setPosition(position)
        inside = self._language_at(cursor)
        if inside == MARKDOWN and cursor.movePosition(QTextCursor.MoveOperation.NextBlock):
            return self._language_at(cursor)
        return inside

    def _near_draft(self, way: int) -> bool:
        """Return whether the next line up or down may be one of a draft."""
        block = self.textCursor().block()
        beside = block.next() if way > 0 else block.previous()
        return self.draft.covers(block) or self.draft.covers(beside)

    def _move_line(self, way: int, selecting: bool) -> bool:
        """Move up or down by what is on the screen, where that is not the document's lines."""
        if self.draft.anchor is None or not self._near_draft(way):
            self._wanted_x = None
            return False
        caret = self.places.caret_rect(self.textCursor().position())
        x = caret.left() if self._wanted_x is None else self._wanted_x
        y = caret.center().y() + way * self.text_layout.line_height()
        self._move_to(self.places.position_at(QPointF(x, y)), selecting)
        self._wanted_x = x
        return True

    def _move_in_line(self, way: int, selecting: bool) -> bool:
        self._wanted_x = None
        if not self.draft.covers(self.textCursor().block()):
            return False
        y = self.places.caret_rect(self.textCursor().position()).center().y()
        self._move_to(self.places.position_at(QPointF(way * FAR, y)), selecting)
        return True

    def _move_to(self, position: int, selecting: bool) -> None:
        cursor = self.textCursor()
        mode = QTextCursor.MoveMode
        cursor.setPosition(position, mode.KeepAnchor if selecting else mode.MoveAnchor)
        self.setTextCursor(cursor)

    # The mouse: Qt is told the places that it would know them by

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the caret where the text on the screen is."""
        self._wanted_x = None
        mapped = self._mapped(event)
        super().mousePressEvent(mapped)
        event.setAccepted(mapped.isAccepted())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select up to where the text on the screen is."""
        mapped = self._mapped(event)
        super().mouseMoveEvent(mapped)
        event.setAccepted(mapped.isAccepted())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a selection where the text on the screen is."""
        mapped = self._mapped(event)
        super().mouseReleaseEvent(mapped)
        event.setAccepted(mapped.isAccepted())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the word that is on the screen."""
        mapped = self._mapped(event)
        super().mouseDoubleClickEvent(mapped)
        event.setAccepted(mapped.isAccepted())

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where text would be dropped."""
        mapped = QDragMoveEvent(
            self.places.point_for_qt(event.position()).toPoint(),
            event.possibleActions(),
            event.mimeData(),
            event.buttons(),
            event.modifiers(),
        )
        super().dragMoveEvent(mapped)
        event.setDropAction(mapped.dropAction())
        event.setAccepted(mapped.isAccepted())

    def dropEvent(self, event: QDropEvent) -> None:
        """Drop text where the text on the screen is."""
        mapped = QDropEvent(
            self.places.point_for_qt(event.position()),
            event.possibleActions(),
            event.mimeData(),
            event.buttons(),
            event.modifiers(),
        )
        super().dropEvent(mapped)
        event.setDropAction(mapped.dropAction())
        event.setAccepted(mapped.isAccepted())

    def _mapped(self, event: QMouseEvent) -> QMouseEvent:
        point = event.position()
        if self.viewport().rect().contains(point.toPoint()):
            point = self.places.point_for_qt(point)
        return QMouseEvent(
            event.type(),
            point,
            event.scenePosition(),
            event.globalPosition(),
            event.button(),
            event.buttons(),
            event.modifiers(),
            event.pointingDevice(),
        )

    # The clipboard

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy the characters as they are."""
        return copied(self.textCursor())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste text as one undo step."""
        text = pasted(source)
        if text is not None:
            cursor = self.textCursor()
            cursor.insertText(text)
            self.setTextCursor(cursor)
            self.reveal_caret()
