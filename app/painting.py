"""Painting the words of a span: from the command to what the instruction bar then finds.

It must not know the engine, nor how words are asked for.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from app.brush import Brush, Paint, PaintMemory, Way, moved, paint_words
from app.edit_flow import FlowState
from app.editor.brush_hand import BrushHand
from app.main_window import MainWindow
from app.tab import Tab
from app.word_count import count_words
from app.workspace import Workspace
from engine.request import Span

NOTHING_HERE = "Nothing to paint here: write something first, or select words."
ALL_KEPT = "Every word is kept: free some, or there is nothing to rewrite."
NOTHING_BACK = "There is no stroke to take back."
_FAR_LINES = 30  # without a word, over which the cursor does not go


class Painting(QObject):
    """Serves the command of the strength brush, its card, and the mouse in the text.

    Signals:
        rewrite_wanted(): the span is painted; ask what is wanted of it.
        notice_given(str): why nothing was opened, in a few words.
    """

    rewrite_wanted = Signal()
    notice_given = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        memory: PaintMemory,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._card = window.brush_card
        self._workspace = workspace
        self._memory = memory
        self._tab: Tab | None = None  # in which words are painted
        self._span = Span(0, 0)
        self._paint = Paint.blank("")
        self._before: list[Paint] = []  # before each stroke, the newest last
        self._brush = Brush.KEEP
        self._anchor = self._head = 0  # the words at the cursor
        self._wanted_x: float | None = None  # px that Up and Down keep to
        self._stroke: tuple[int, Brush] | None = None  # of the mouse: its first word
        self._wire_card()

    def _wire_card(self) -> None:
        card = self._card
        card.brush_taken.connect(self._take_brush)
        card.brush_pressed.connect(self._paint_words)
        card.moved.connect(self._move)
        card.cycled.connect(self._cycle)
        card.undone.connect(self._take_back)
        card.all_taken.connect(self._take_all)
        card.rewrite_asked.connect(self._go_on)
        card.closed.connect(self.close)
        card.left.connect(self.dismiss)

    @Slot()
    def open(self) -> None:
        """Let the words of the selection be painted, else those of the paragraph at the caret."""
        tab = self._workspace.current
        if self._tab is not None:
            return
        if tab.flow.state is not FlowState.IDLE:
            self.notice_given.emit("The brush is for a text that no rewrite works on: end it first")
            return
        span = tab.editor.span_to_edit()
        text = tab.editor.text_at(span)
        paint = self._memory.find(tab.key, span, text) or Paint.blank(text)
        if not paint.words:
            self.notice_given.emit(NOTHING_HERE)
            return
        self._tab, self._span, self._paint = tab, span, paint
        self._before = []
        self._brush = Brush.KEEP
        self._anchor = self._head = 0
        self._wanted_x = None
        self._stroke = None
        self._window.selection_button.hide()
        tab.editor.mark_span(span)
        for signal, slot in self._mouse(tab):
            signal.connect(slot)
        tab.editor.brush.begin(span)
        tab.editor.brush.reveal(span.start)
        count = count_words(text)
        self._card.open_for(f"{count} word" if count == 1 else f"{count} words", self._brush)
        self._show()
        self.place()

    @Slot()
    def place(self) -> None:
        """Keep the card at the span after a scroll or a resize."""
        if self._tab is not None:
            rect = self._tab.editor.span_rect(self._span)
            self._card.place(rect, self._window.floating_area())

    @Slot()
    def close(self) -> None:
        """Stop painting; the keyboard goes back to the text. The paint waits for its span."""
        tab = self._tab
        self.dismiss()
        if tab is not None and tab is self._workspace.current:
            tab.editor.setFocus()

    @Slot()
    def dismiss(self) -> None:
        """Stop painting where one paints, and leave the keyboard where it is."""
        tab = self._tab
        if tab is None:
            return
        self._tab = None
        self._memory.keep(tab.key, self._span, self._paint)
        self._card.close_card()
        for signal, slot in self._mouse(tab):
            signal.disconnect(slot)
        tab.editor.brush.end()
        tab.editor.brush.clear()
        tab.editor.mark_span(None)

    def _mouse(self, tab: Tab) -> tuple[tuple[SignalInstance, Callable[..., None]], ...]:
        hand = tab.editor.brush
        return (
            (hand.pressed, self._begin_stroke),
            (hand.dragged, self._go_on_stroke),
            (hand.released, self._end_stroke),
            (hand.pressed_outside, self.close),
        )

    @Slot()
    def _go_on(self) -> None:
        if self._paint.is_full:
            self._card.say(ALL_KEPT)
            return
        self.close()
        self.rewrite_wanted.emit()

    # The keyboard

    @Slot(object)
    def _paint_words(self, brush: Brush) -> None:
        """Paint the words at the cursor."""
        self._brush = brush
        self._put(self._paint.painted(self._anchor, self._head, brush))

    @Slot()
    def _cycle(self) -> None:
        self._put(
            self._paint.painted(self._anchor, self._head, self._paint.brushes[self._head].next)
        )

    @Slot()
    def _take_back(self) -> None:
        if self._before:
            self._paint = self._before.pop()
            self._show()
        else:
            self._card.say(NOTHING_BACK)

    @Slot()
    def _take_all(self) -> None:
        self._anchor, self._head = 0, len(self._paint.words) - 1
        self._show()

    @Slot(object, bool)
    def _move(self, way: Way, extend: bool) -> None:
        """Move the word cursor."""
        self._head = self._word(way)
        if not extend:
            self._anchor = self._head
        if self._tab is not None:
            self._tab.editor.brush.reveal(self._place_of(self._head))
            self.place()
        self._show()

    def _word(self, way: Way) -> int:
        """Return the word that the cursor comes to."""
        if self._tab is None or way in (Way.LEFT, Way.RIGHT, Way.START, Way.END):
            self._wanted_x = None
            return moved(len(self._paint.words), self._head, way)
        hand, here = self._tab.editor.brush, self._place_of(self._head)
        if way in (Way.LINE_START, Way.LINE_END):
            self._wanted_x = None
            place = hand.line_end(here, -1 if way is Way.LINE_START else +1)
            return self._in_line(place, way)
        if self._wanted_x is None:
            self._wanted_x = hand.x_of(here)
        return self._in_next_line(hand, -1 if way is Way.UP else +1, self._wanted_x)

    def _in_next_line(self, hand: BrushHand, way: int, x: float) -> int:
        """Return the word nearest to ``x`` px in the next line with words, up or down."""
        here = self._place_of(self._head)
        for lines in range(1, _FAR_LINES):
            place = hand.beside(here, way * lines, x)
            inside = max(self._span.start, min(place, self._span.end))
            word = self._paint.word_at(inside - self._span.start)
            line = hand.y_of(self._place_of(word))
            if way * (line - hand.y_of(here)) > 1 and abs(line - hand.y_of(inside)) < 1:
                return word
            if inside != place:
                break
        return self._head

    def _in_line(self, place: int, way: Way) -> int:
        """Return the first or last word of a line that ends at ``place``."""
        words, here = self._paint.words, place - self._span.start
        if way is Way.LINE_START:
            inside = (number for number, word in enumerate(words) if word.start >= here)
            return min(next(inside, self._head), self._head)
        before = [number for number, word in enumerate(words) if word.end <= here]
        return max(before[-1] if before else self._head, self._head)

    def _place_of(self, number: int) -> int:
        """Return where a word begins in the document."""
        return self._span.start + self._paint.words[number].start

    # The mouse

    @Slot(object)
    def _take_brush(self, brush: Brush) -> None:
        self._brush = brush
        self._show()

    @Slot(int, bool)
    def _begin_stroke(self, place: int, frees: bool) -> None:
        word = self._paint.word_at(place - self._span.start)
        self._stroke = word, Brush.FREE if frees else self._brush
        self._before.append(self._paint)
        self._go_on_stroke(place)

    @Slot(int)
    def _go_on_stroke(self, place: int) -> None:
        """Paint from where the stroke began to ``place``, and no more where it went back."""
        if self._stroke is None:
            return
        first, brush = self._stroke
        self._anchor = self._head = self._paint.word_at(place - self._span.start)
        self._paint = self._before[-1].painted(first, self._head, brush)
        self._card.say("")
        self._show()

    @Slot()
    def _end_stroke(self) -> None:
        if self._stroke is not None:
            self._stroke = None
            if self._before[-1] == self._paint:
                self._before.pop()

    # What is shown

    def _put(self, paint: Paint) -> None:
        if paint != self._paint:
            self._before.append(self._paint)
            self._paint = paint
        self._show()

    def _show(self) -> None:
        tab, paint = self._tab, self._paint
        if tab is None:
            return
        low, high = sorted((self._anchor, self._head))
        cursor = self._placed(Span(paint.words[low].start, paint.words[high].end))
        tab.editor.brush.show(self._span, paint.placed(self._span.start), cursor)
        word = tab.editor.text_at(self._placed(paint.words[self._head]))
        self._card.show_paint(paint_words(paint), f"{word}, {paint.brushes[self._head]}")

    def _placed(self, span: Span) -> Span:
        """Return a range of the span as one of the document."""
        return Span(self._span.start + span.start, self._span.start + span.end)
