"""A draft in place of its span: what is shown, and where a caret falls.

The document is never changed from here. The blocks of the span get the heights that the draft
needs, and the draft is painted over them.
"""

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QTextBlock, QTextDocument

from app.editor.draft_layout import DraftLayout
from app.editor.draft_map import DraftMap
from app.editor.draft_paint import Area, Picture, paint_draft
from app.editor.draft_places import DraftPlaces
from app.editor.draft_room import DraftRoom
from app.editor.highlighter import Highlighter
from app.editor.replacement import Replacement, TextLook
from app.editor.settling import Settling, Stretch
from app.editor.shown_draft import ShownDraft, shown_review, shown_step
from app.editor.span_anchor import SpanAnchor
from app.review import Review
from app.theme import Theme
from app.utf16 import utf16_length
from engine.events import DenoiseStep


class DraftView(QObject):
    """Shows one draft in the document's place.

    Signals:
        changed(): what is painted is different now.
    """

    changed = Signal()

    def __init__(
        self, document: QTextDocument, layout: DraftLayout, highlighter: Highlighter, theme: Theme
    ) -> None:
        super().__init__(document)
        self._document = document
        self._layout = layout
        self._highlighter = highlighter
        self._theme = theme
        self._reduced_motion = False
        self._anchor: SpanAnchor | None = None
        self._shown = ShownDraft("")
        self._replacement = Replacement()
        self._settling = Settling()
        self._progress = 0.0
        self._room = DraftRoom(layout)
        self._again = False  # a run that follows another one
        self._map: DraftMap | None = None
        self._around = ("", "")  # the document's own text in the blocks of the span
        self._typing: tuple[int, int] | None = None

    @property
    def anchor(self) -> SpanAnchor | None:
        """The span that is replaced on the screen, if any."""
        return self._anchor

    @property
    def typing(self) -> tuple[int, int] | None:
        """Where the person selects from and has the caret in the draft, if they type into it."""
        return self._typing

    def set_typing(self, places: tuple[int, int] | None) -> None:
        """Show the caret at draft place ``places[1]`` with all from ``places[0]`` on selected."""
        if places != self._typing:
            self._typing = places
            self.changed.emit()

    @property
    def shown(self) -> ShownDraft:
        """What is on the screen in the span's place."""
        return self._shown

    @property
    def places(self) -> DraftPlaces:
        """Where the places of the draft are."""
        after = utf16_length(self._around[1])
        return DraftPlaces(self._replacement, self._shown, self._start, after)

    def covers(self, block: QTextBlock) -> bool:
        """Return whether ``block`` is one of those that the draft is painted over."""
        anchor = self._anchor
        if anchor is None:
            return False
        first = anchor.first_block.blockNumber()
        return first <= block.blockNumber() <= anchor.last_block.blockNumber()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._theme = theme
        self.refresh()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Show the progress of a run in place of its steps."""
        self._reduced_motion = reduced

    def begin(self, start: int, end: int) -> None:
        """Show the span (UTF-16 units) as one that is being refined.

        Where a draft of that span is under review, the next one begins with its text and room.
        """
        last, shown = self._anchor, self._shown
        self._again = last is not None and shown.final and (last.start, last.end) == (start, end)
        if not self._again:
            self.end()
        self._anchor = SpanAnchor(self._document, start, end)
        self._settling = Settling()
        self._progress = 0.0
        self._shown = ShownDraft(shown.draft if self._again else self._anchor.text)
        self.refresh()

    def show_step(self, step: DenoiseStep) -> None:
        """Show the draft of ``step``, or with reduced motion how far it is."""
        if self._anchor is None:
            return
        self._progress = step.progress
        stretches = self._settling.stretches(step)
        if self._reduced_motion:
            self.changed.emit()
        else:
            self._show(shown_step(step, stretches))

    def show_replayed(self, step: DenoiseStep, stretches: tuple[Stretch, ...]) -> None:
        """Show ``step`` of a finished run, its tokens looking as they did then."""
        if self._anchor is not None:
            self._room.keep()
            self._show(shown_step(step, stretches))

    def show_review(self, review: Review, comparing: bool, current: int | None = None) -> None:
        """Show what would be accepted, or the comparison with change ``current`` pointed at."""
        if self._anchor is not None:
            self._room.forget()
            self._show(shown_review(review, comparing, current))

    def end(self) -> None:
        """Show the document's own text again."""
        self._anchor = None
        self._typing = None
        self._shown = ShownDraft("")
        self._room.give_back()
        self.changed.emit()

    def refresh(self) -> None:
        """Lay the draft out anew: column, font, colours or rules have changed."""
        look = TextLook(
            self._document.defaultFont(),
            self._document.defaultTextOption(),
            self._layout.column,
            self._highlighter.rules,
            self._highlighter.formats,
        )
        self._replacement.set_look(look)
        if self._anchor is not None:
            self._room.forget()
            self._show(self._shown)

    def note_change(self) -> None:
        """Keep the room where the span is: the document has changed, its layout has not yet."""
        if self._anchor is not None:
            self._room.follow(self._anchor)

    def follow(self) -> bool:
        """Follow a change of the document; return whether the span still has its text."""
        anchor = self._anchor
        if anchor is None:
            return True
        if not anchor.untouched:
            self.end()
            return False
        if self._around != (anchor.before, anchor.after):
            self._show(self._shown)
        return True

    def _show(self, shown: ShownDraft) -> None:
        """Lay out the text before the span, the draft and the text after it."""
        anchor = self._anchor
        if anchor is None:
            return
        self._shown = shown
        self._map = None
        self._around = (anchor.before, anchor.after)
        first = anchor.first_block
        self._replacement.set_text(
            f"{self._around[0]}{shown.text}{self._around[1]}",
            self._highlighter.state_before(first),
            self._layout.top if first.position() == 0 else 0.0,
            shown.marks(self._start, self._theme),
        )
        self._room.make(anchor, self._replacement.height, final=shown.final, again=self._again)
        self.changed.emit()

    @property
    def _start(self) -> int:
        return utf16_length(self._around[0])

    def height(self) -> float:
        """Return the px that the draft's blocks take, 0 while there is none."""
        return self._room.height

    def paint(
        self, painter: QPainter, top: float, clip: QRectF, selection: tuple[int, int]
    ) -> None:
        """Paint the draft.

        Args:
            painter: paints on the document's left edge.
            top: y of the upper edge of the draft's first block, px.
            clip: what must be painted.
            selection: first unit of the document that is selected, and one past the last.
        """
        anchor = self._anchor
        if anchor is None:
            return
        column = self._layout.column
        start = self._start
        picture = Picture(
            self._theme,
            start,
            start + self._shown.length,
            self._around == ("", ""),
            self._shown.placed_stretches(start),
            self._shown.grounds(start, self._theme),
            self._progress if self._reduced_motion and not self._shown.told else None,
            self._selected(anchor, *selection),
            self._shown.line_ends(start),
            self._shown.ticks(start),
            self._shown.current_span(start),
        )
        inner = self._layout.top if anchor.first_block.position() == 0 else 0.0
        height = self.height() - self._room.below(anchor)
        area = Area(QRectF(column.left, top, column.width, height), inner)
        paint_draft(painter, picture, self._replacement, area, clip)

    def caret(self, position: int) -> QRectF:
        """Return where the caret stands for ``position`` of the document, from the draft's top."""
        anchor = self._anchor
        return QRectF() if anchor is None else self._replacement.caret(self._at(anchor, position))

    def _at(self, anchor: SpanAnchor, position: int) -> int:
        """Return which place of the replacement stands for ``position`` of the document."""
        if position <= anchor.start:
            return position - anchor.first_block.position()
        if position >= anchor.end:
            return self._start + self._shown.length + position - anchor.end
        return self._start + self._places(anchor).to_draft(position - anchor.start)

    def _selected(self, anchor: SpanAnchor, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """Return what is shown as selected; of a draft that is typed into, what is there."""
        if self._typing is not None:
            low, high = (self.places.shown(place) for place in sorted(self._typing))
            return ((low, high),) if low < high else ()
        parts = anchor.selected_parts(start, end)
        return tuple((self._at(anchor, low), self._at(anchor, high)) for low, high in parts)

    def position_at(self, point: QPointF) -> int:
        """Return the document's position for ``point``, in px from the draft's corner."""
        anchor = self._anchor
        if anchor is None:
            return 0
        inside = self._replacement.position_at(point) - self._start
        if inside <= 0:
            return anchor.start + inside
        if inside >= self._shown.length:
            return anchor.end + inside - self._shown.length
        position = anchor.start + self._places(anchor).to_original(inside)
        block = self._document.findBlock(position)
        place = position - block.position()
        layout = block.layout()
        if not layout.isValidCursorPosition(place):  # never inside a character of two units
            place = layout.previousCursorPosition(place)
        return block.position() + place

    def paragraph_tops(self) -> list[float]:
        """Return the y of every paragraph that is painted, from the draft's top."""
        return self._replacement.paragraph_tops()

    def _places(self, anchor: SpanAnchor) -> DraftMap:
        if self._map is None:
            self._map = DraftMap(anchor.text, self._shown.text)
        return self._map
