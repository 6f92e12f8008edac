"""Where the mouse rests on a draft, and where the characters of a draft are; knows no tokens.

Places are characters of the draft as it is shown. It must not know files, flows or the engine.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QMouseEvent

from app.editor.text_edit import TextEdit
from app.utf16 import Utf16Index

_REST_MS = 300


class DraftHover(QObject):
    """Follows the mouse over one text.

    Signals:
        rested(int): the mouse has rested on the draft's character at this place.
        moved_on(): the mouse has moved to another place, or a key was pressed.
        draft_changed(): what is shown is different now.
    """

    rested = Signal(int)
    moved_on = Signal()
    draft_changed = Signal()

    def __init__(self, edit: TextEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        self._point: QPoint | None = None
        self._timer = QTimer(self, singleShot=True, interval=_REST_MS)
        self._timer.timeout.connect(self._tell)
        edit.viewport().setMouseTracking(True)
        edit.viewport().installEventFilter(self)
        edit.installEventFilter(self)
        edit.scrolled.connect(self.moved_on)
        edit.draft.changed.connect(self.draft_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the mouse and the keys; take nothing."""
        kind = event.type()
        if kind is QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._point = event.position().toPoint()
            self.moved_on.emit()
            if event.buttons() or self._edit.draft.anchor is None:
                self._timer.stop()
            else:
                self._timer.start()
        elif kind in (QEvent.Type.Leave, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress):
            self._timer.stop()
            self.moved_on.emit()
        return super().eventFilter(watched, event)

    @Slot()
    def _tell(self) -> None:
        if self._point is None:
            return
        place = self.place_under(self._point)
        if place is not None:
            self.rested.emit(place)

    def text(self) -> str:
        """Return the draft as it is shown, without what a comparison weaves in."""
        return self._edit.draft.shown.draft

    def place_under(self, point: QPoint) -> int | None:
        """Return the place of the character under ``point`` of the viewport, if one is there."""
        inside = self._edit.places.in_draft(QPointF(point))
        if inside is None:
            return None
        places, text = self._edit.draft.places, self.text()
        nearest = places.place_at(inside)
        # Over a change of a comparison one reads what a click does.
        if nearest is None or places.change_at(inside) is not None:
            return None
        place = Utf16Index(text).to_code_point(nearest)
        # The nearest edge of a character may be its right one.
        for near in (place, place - 1):
            if any(box.contains(inside) for box in self._boxes(near, near + 1)):
                return near if 0 <= near < len(text) else None
        return None

    def caret_place(self) -> int | None:
        """Return the place at the caret, ``None`` where it is outside the draft."""
        edit, draft = self._edit, self._edit.draft
        anchor, caret = draft.anchor, edit.textCursor().position()
        if draft.typing is not None:
            units = draft.typing[1]
        elif anchor is None or not anchor.start <= caret <= anchor.end:
            return None
        else:
            units = draft.places.nearest(draft.caret(caret).center())
        return min(Utf16Index(self.text()).to_code_point(units), max(0, len(self.text()) - 1))

    def rect_of(self, start: int, end: int) -> QRect:
        """Return where the first line of the characters from ``start`` to ``end`` is.

        In the coordinates of the editor's own widget.
        """
        boxes = self._boxes(start, end)
        if not boxes:
            return QRect()
        edit = self._edit
        shift = QPointF(edit.contentOffset().x(), edit.places.draft_top())
        corner = edit.viewport().mapTo(edit, QPoint()) + edit.pos()
        return boxes[0].translated(shift).toAlignedRect().translated(corner)

    def _boxes(self, start: int, end: int) -> list[QRectF]:
        """Return where the characters are, line by line, from the draft's corner."""
        text = self.text()
        index = Utf16Index(text)
        first, last = (index.to_utf16(max(0, min(place, len(text)))) for place in (start, end))
        return self._edit.draft.places.boxes(first, last)
