"""Painting words in the text: where the mouse points, and what is shown; knows no paint.

Positions are code points of the document. While one paints, the text takes no mouse itself and no
keyboard: nothing can be typed or selected by accident.
"""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent

from app.brush import Brush
from app.editor.brush_paint import BrushPicture
from app.editor.text_edit import TextEdit
from engine.request import Span

_MOUSE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.ContextMenu,
)
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
_EDGE = 8.0  # px that stay between a word and the view's upper or lower edge
_FAR = 1e6  # px: beyond any end of a line


class BrushHand(QObject):
    """Turns the mouse on one text into places while words are painted.

    Signals:
        pressed(int, bool): a stroke begins at a place; whether it frees what it goes over.
        dragged(int): it goes on to a place.
        released(): it ends.
        pressed_outside(): a press beside the span; the text has it.
    """

    pressed = Signal(int, bool)
    dragged = Signal(int)
    released = Signal()
    pressed_outside = Signal()

    def __init__(self, edit: TextEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        self._span: Span | None = None
        self._down = Qt.MouseButton.NoButton

    def begin(self, span: Span) -> None:
        """Let the mouse paint in ``span``."""
        self._span = span
        self._down = Qt.MouseButton.NoButton
        self._edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a press must not take the keyboard
        self._edit.viewport().installEventFilter(self)

    def end(self) -> None:
        """Give the mouse back to the text."""
        if self._span is not None:
            self._span = None
            self._edit.viewport().removeEventFilter(self)
            self._edit.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._edit.viewport().setCursor(Qt.CursorShape.IBeamCursor)

    def show(
        self, span: Span, strokes: Iterable[tuple[Span, Brush]], cursor: Span | None = None
    ) -> None:
        """Show what is painted in ``span``, and with ``cursor`` the words that a key would paint.

        The span's ground is shown in place of a selection.
        """
        to_units = self._edit.content.to_units
        self._edit.set_brush(
            BrushPicture(
                to_units(span),
                tuple((*to_units(span), brush) for span, brush in strokes),
                None if cursor is None else to_units(cursor),
            )
        )

    def clear(self) -> None:
        """Show nothing of it."""
        self._edit.set_brush(BrushPicture())

    def reveal(self, place: int) -> None:
        """Scroll by as little as brings ``place`` onto the screen."""
        line = self._edit.places.caret_rect(self._unit(place))
        foot = self._edit.viewport().height() - _EDGE
        if line.top() < _EDGE:
            self._edit.scroll_by(line.top() - _EDGE)
        elif line.bottom() > foot:
            self._edit.scroll_by(line.bottom() - foot)

    def beside(self, place: int, lines: int, x: float | None = None) -> int:
        """Return the place ``lines`` lines below ``place``, above where negative, at ``x`` px."""
        caret = self._edit.places.caret_rect(self._unit(place))
        y = caret.center().y() + lines * self._edit.text_layout.line_height()
        return self._place_at(QPointF(self.x_of(place) if x is None else x, y))

    def line_end(self, place: int, way: int) -> int:
        """Return the end of the line of ``place``, its beginning for a negative ``way``."""
        y = self._edit.places.caret_rect(self._unit(place)).center().y()
        return self._place_at(QPointF(way * _FAR, y))

    def x_of(self, place: int) -> float:
        """Return the x of ``place`` in the view, in px."""
        return self._edit.places.caret_rect(self._unit(place)).left()

    def y_of(self, place: int) -> float:
        """Return the y of the line of ``place`` in the view, in px."""
        return self._edit.places.caret_rect(self._unit(place)).center().y()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the mouse within the span; what is pressed beside it is the text's again."""
        if self._span is None or event.type() not in _MOUSE:
            return super().eventFilter(watched, event)
        if not isinstance(event, QMouseEvent):
            return True  # a context menu: the right button frees words here
        if event.type() in _PRESSES:
            return self._take_press(event)
        if event.type() == QEvent.Type.MouseMove:
            self._take_move(event)
        elif event.button() == self._down:
            self._down = Qt.MouseButton.NoButton
            self.released.emit()
        return True

    def _take_press(self, event: QMouseEvent) -> bool:
        if self._down != Qt.MouseButton.NoButton:
            return True
        if not self._is_inside(event.position()):
            self.pressed_outside.emit()
            return False
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return True
        self._down = event.button()
        frees = event.button() == Qt.MouseButton.RightButton
        frees = frees or bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        self.pressed.emit(self._place_at(event.position()), frees)
        return True

    def _take_move(self, event: QMouseEvent) -> None:
        if self._down != Qt.MouseButton.NoButton:
            self.dragged.emit(self._place_at(event.position()))
            return
        inside = self._is_inside(event.position())
        shape = Qt.CursorShape.PointingHandCursor if inside else Qt.CursorShape.IBeamCursor
        self._edit.viewport().setCursor(shape)

    def _is_inside(self, point: QPointF) -> bool:
        """Return whether ``point`` lies on the span's lines, and not before or behind it there."""
        if self._span is None:
            return False
        start, end = self._edit.content.to_units(self._span)
        if not self._edit.places.rect_of(start, end).contains(point):
            return False
        return self._span.start <= self._place_at(point) <= self._span.end

    def _place_at(self, point: QPointF) -> int:
        return self._edit.content.to_code_point(self._edit.places.position_at(point))

    def _unit(self, place: int) -> int:
        return self._edit.content.to_units(Span(place, place))[0]
