"""The surface of a rendered page: paints its flow and scrolls it; knows no documents' business."""

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.preview.kept_looks import Seen
from app.preview.page_flow import PageFlow
from app.preview.page_hand import PageHand
from app.preview.page_selection import chosen_in
from app.preview.pictures import PictureStore
from app.preview.placed_block import PlacedBlock
from app.preview.typography import Typography
from app.theme import Theme

_IDLE_MS = 10
"""Between two turns of work that can wait, so that the window's own events come first."""


class PageCanvas(QAbstractScrollArea):
    """A scroll area that paints blocks; what stands on it is for its heir to say.

    Signals:
        top_line_changed(float): the person scrolled; the source line, counted from 0 and with its
            fraction, that is at the top now.
    """

    top_line_changed = Signal(float)

    def __init__(self, theme: Theme, points: float, parent: QWidget | None = None) -> None:
        """Show an empty page in the colours of ``theme`` with text of ``points``."""
        super().__init__(parent)
        self._theme = theme
        self._points = points
        self._pictures = PictureStore(self)
        self._pictures.picture_loaded.connect(self.viewport().update)
        self._flow = PageFlow(Typography(theme, points), self._pictures)
        self._hand = PageHand(self._flow, self)
        self._hand.repaint_wanted.connect(self.viewport().update)
        self._hand.scroll_wanted.connect(self._scroll_as_wanted)
        self._following = False
        self._idle = QTimer(self)
        self._idle.setInterval(_IDLE_MS)
        self._idle.timeout.connect(self._work_ahead)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def is_settled(self) -> bool:
        """Whether no work is left that was put off: parsing, laying out ahead, colours."""
        return not self._idle.isActive()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Follow the scroll bar, which the person moved."""
        del dx, dy
        if self._following:
            return
        bar = self.verticalScrollBar()
        at_end = bar.value() == bar.maximum()
        self._flow.scroll_to(bar.value())
        # The end moves away while what comes into view is laid out: it is followed.
        while at_end and self._flow.scroll < self._flow.farthest:
            self._flow.scroll_to(self._flow.farthest)
        self._refresh()
        self.top_line_changed.emit(self._flow.line_at_top())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out at the new width; the line at the top stays there."""
        super().resizeEvent(event)
        # The scroll bar's room is never part of the page: its coming must not break lines anew.
        width = self.width() - self.verticalScrollBar().sizeHint().width()
        self._flow.set_room(float(max(width, 1)), float(max(self.viewport().height(), 1)))
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Take over another font of the program."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_typography(Typography(self._theme, self._points))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what lies in the area that asks for it."""
        painter = QPainter(self.viewport())
        area = event.rect()
        painter.fillRect(area, self._flow.typography.colour("surface"))
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_draft_ground(painter)
        ends = self._hand.selection.ends()
        ground = self._flow.typography.colour("selection")
        left = self._flow.left
        for seen in self._flow.seen():
            look = self._flow.look(seen.slot)
            if look is None or seen.y > area.bottom() or seen.y + look.height < area.top():
                continue
            painter.translate(left, seen.y)
            look.paint(painter, self._pictures, chosen_in(ends, seen.index), ground)
            self._paint_focus(painter, seen, look)
            painter.translate(-left, -seen.y)
        painter.end()

    def _paint_draft_ground(self, painter: QPainter) -> None:
        area = self._draft_area()
        if area.isNull():
            return
        px = self._flow.typography.pixels
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._flow.typography.colour("draft"))
        painter.drawRoundedRect(area, px(0.35), px(0.35))
        bar = QRectF(area.left(), area.top(), max(px(0.2), 2.0), area.height())
        painter.setBrush(self._flow.typography.colour("draft_edge"))
        painter.drawRoundedRect(bar, bar.width() / 2, bar.width() / 2)

    def _paint_focus(self, painter: QPainter, seen: Seen, look: PlacedBlock) -> None:
        """Paint a frame around the link that the keyboard is on."""
        focused = self._hand.focused
        if focused is None or focused.place.slot is not seen.slot:
            return
        start = focused.place.position
        painter.setPen(QPen(self._flow.typography.colour("accent"), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for area in look.areas(start, start + focused.run.end - focused.run.start):
            painter.drawRoundedRect(area.adjusted(-2, 1, 2, -1), 3.0, 3.0)

    def _draft_area(self) -> QRectF:
        """Return where the draft is marked, in pixels of the viewport, a null one without one."""
        indices = self._flow.source.draft_range()
        if indices is None:
            return QRectF()
        first, last = (self._flow.source.stack[at] for at in (indices[0], indices[1] - 1))
        upper, lower = self._flow.look(first), self._flow.look(last)
        top = self._flow.y_of(indices[0]) + (upper.ink_top if upper is not None else 0.0)
        bottom = self._flow.y_of(indices[1])
        if lower is not None:
            bottom -= lower.height - lower.ink_bottom
        px = self._flow.typography.pixels
        pad_x, pad_y = px(1.0), px(0.4)
        left = max(self._flow.left - pad_x, 0.0)
        width = self._flow.column + self._flow.left - left + pad_x
        return QRectF(left, top - pad_y, width, max(bottom - top, px(1.0)) + 2 * pad_y)

    def _set_typography(self, typography: Typography) -> None:
        self._flow.set_typography(typography)
        self._refresh()

    def _scroll_as_wanted(self, scroll: float) -> None:
        """Scroll as the person would, so that others hear of it."""
        self._refresh()
        self.verticalScrollBar().setValue(round(scroll))

    def _refresh(self, area: QRectF | None = None) -> None:
        """Bring scroll bar and screen up to date with the flow, without a word to others.

        Args:
            area: what of the viewport looks different now, all of it where nothing is said.
        """
        self._following = True
        bar = self.verticalScrollBar()
        bar.setRange(0, int(self._flow.farthest))
        bar.setPageStep(max(self.viewport().height(), 1))
        bar.setSingleStep(int(self._flow.typography.pixels(1.6)))
        bar.setValue(int(self._flow.scroll))
        self._following = False
        if area is None:
            self.viewport().update()
        elif not area.isNull():
            self.viewport().update(area.toAlignedRect().adjusted(-1, -1, 1, 1))
        if not self._idle.isActive():
            self._idle.start()

    def _work_ahead(self) -> None:
        """Do a little of what can wait: parse, and lay out what is just out of sight."""
        if self._flow.source.has_pending:
            laid_out = self._flow.rendered
            self._flow.parse_more()
            # Where nothing new came into view, the page looks as it did.
            self._refresh(QRectF() if laid_out == self._flow.rendered else None)
        elif self._flow.lay_ahead():
            self._refresh(QRectF())
        elif self._flow.source.has_loose_colours:
            if self._flow.settle_colours():
                self._refresh()
        else:
            self._idle.stop()
