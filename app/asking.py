"""From "rewrite this" to a request: opens the instruction bar at the span and starts the flow.

It must not know the engine; whether there is a model it learns from the run queue.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QRect, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from app.edit_flow import FlowState
from app.instruction import Instruction
from app.languages import usual_name
from app.long_span import can_be_cut, usually_cut
from app.main_window import MainWindow
from app.messages import Message
from app.run_queue import RunQueue
from app.settings_store import SettingsStore
from app.strengths import REWRITE, Strengths
from app.tab import Tab
from app.word_count import count_words
from app.workspace import Workspace
from engine.model_info import ModelInfo
from engine.presets import starter_presets, taught
from engine.request import SamplingOptions, Span

NOTHING_HERE = "Nothing to rewrite here yet: write something first, then ask."
NO_MODEL = Message(
    "There is no model to ask yet.",
    "Choose a model folder in the menu Model, or put the starter model into resources/starter.",
)
_BUTTON_MS = 250
_LINES_ABOVE = 4
_USUAL_CANVAS = 256  # tokens, while the model that will answer is still being loaded


@dataclass(frozen=True, slots=True)
class _Unsent:
    """An instruction that was typed and not given, and what it was meant for."""

    tab: Tab
    span: Span
    text: str
    instruction: Instruction


class Asking(QObject):
    """Serves Ctrl+K, the menu entry and the button by a selection.

    Signals:
        notice_given(str): why nothing was opened, in a few words.
        refused(Message): why nothing can be asked, and what to do.
    """

    notice_given = Signal(str)
    refused = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        queue: RunQueue,
        store: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._bar = window.instruction_bar
        self._button = window.selection_button
        self._workspace = workspace
        self._queue = queue
        self._store = store
        self._tab: Tab | None = None  # that the bar is open for
        self._span: Span | None = None
        self._text = ""  # that would be rewritten
        self._unsent: _Unsent | None = None
        self._strengths = Strengths()
        self._bar.set_usual_strength(self._usual_strength)
        self._bar.set_history(tuple(reversed(store.settings.recent_instructions)))
        self._bar.set_presets(starter_presets(), taught)
        self._settling = QTimer(self, singleShot=True, interval=_BUTTON_MS)
        self._settling.timeout.connect(self._offer_button)

    @Slot()
    def open(self) -> None:
        """Open the bar at the selection, else at the paragraph or block of the caret or near it.

        Where a draft is under review, what is asked for is something more of that draft.

        In a blank text it opens as well and says so: what is typed next must not go into the text.
        """
        tab = self._workspace.current
        if self._bar.isVisible():
            return
        if tab.flow.state is FlowState.RUNNING:
            self.notice_given.emit("A rewrite is running here: stop it first (Esc)")
            return
        if self._queue.info is None and not self._queue.loading:
            self.refused.emit(NO_MODEL)
            return
        span, text = _span_and_text(tab)
        self._tab, self._span, self._text = tab, span, text
        self._button.hide()
        self._bring_into_view(tab, span)
        if tab.flow.review is None:
            tab.editor.mark_span(span)
        self._bar.open_for(
            _target(tab, span, text),
            usual_name(tab.editor.language_at(span)),
            instruction=self._unsent_for(tab, span, text),
            blocked="" if text else NOTHING_HERE,
            usually_cut=self._usually_cut(tab, text),
        )
        self.place()

    def _bring_into_view(self, tab: Tab, span: Span) -> None:
        """Scroll until all of the span is seen, or its beginning where it is too long for that."""
        area, editor = self._window.floating_area(), tab.editor
        rect = editor.span_rect(span)
        fits = rect.height() <= area.height()
        if _within(rect, area) or (rect.intersects(area) and not fits):
            return
        line = float(editor.text_at(Span(0, span.start)).count("\n"))
        editor.scroll_to_line(max(0.0, line - _LINES_ABOVE))
        if fits and not _within(editor.span_rect(span), area):
            editor.scroll_to_line(line)

    def _unsent_for(self, tab: Tab, span: Span, text: str) -> Instruction | None:
        kept = self._unsent
        if kept is None or (kept.tab, kept.span, kept.text) != (tab, span, text):
            return None
        return kept.instruction

    @Slot()
    def place(self) -> None:
        """Keep what floats where it belongs after a scroll or a resize."""
        area = self._window.floating_area()
        if self._bar.isVisible() and self._span is not None:
            self._bar.place(self._workspace.current.editor.span_rect(self._span), area)
        self.note_selection()

    @Slot(object)
    def start(self, instruction: Instruction) -> None:
        """Start the edit that the bar was opened for."""
        tab, span = self._tab, self._span
        self.close()
        self._unsent = None
        if tab is None or span is None:
            return
        words = instruction.text
        self._store.put(self._store.settings.with_recent_instruction(words))
        options, in_pieces = self._options(instruction), self._in_pieces(tab, instruction)
        if tab.flow.review is not None:
            tab.flow.follow_up(words, options, in_pieces=in_pieces)
        else:
            tab.flow.begin(replace(tab.make_request(span, words, options), in_pieces=in_pieces))

    def _in_pieces(self, tab: Tab, instruction: Instruction) -> bool:
        """Return whether to refine the span piece by piece: as the person set it, or as usual."""
        usual = self._usually_cut(tab, self._text)
        if usual is None or instruction.in_pieces is None:
            return usual is not None and usual(instruction.text)
        return instruction.in_pieces

    def _usually_cut(self, tab: Tab, text: str) -> Callable[[str], bool] | None:
        """Return what tells whether an instruction cuts ``text``, ``None`` where it cannot be."""
        info = self._queue.info
        if not can_be_cut(text, tab.editor.language()):
            return None
        length = _USUAL_CANVAS if info is None else info.canvas_length
        return lambda instruction: usually_cut(instruction, text, length)

    @Slot(object)
    def close(self, unsent: Instruction | None = None) -> None:
        """The bar was closed: the keyboard goes back to the text, where the caret was."""
        tab = self._tab
        self.leave(unsent)
        if tab is not None and tab is self._workspace.current:
            tab.editor.setFocus()

    @Slot(object)
    def leave(self, unsent: Instruction | None) -> None:
        """The span is not marked any more; what was typed waits for the next time at that span.

        A slider that was moved waits with it, also for words not yet typed.
        """
        tab, span = self._tab, self._span
        self._tab = self._span = None
        if tab is None or span is None:
            return
        tab.editor.mark_span(None)
        unsent = Instruction() if unsent is None else unsent
        unsent_here = _Unsent(tab, span, self._text, unsent)
        if unsent != Instruction() or self._unsent_for(tab, span, unsent_here.text):
            self._unsent = unsent_here

    @Slot()
    def dismiss(self) -> None:
        """Close the bar where it is open: another tab is in front, or the text has changed."""
        self._bar.close_bar()
        self._button.hide()

    @Slot(object)
    def note_model(self, info: ModelInfo) -> None:
        """Offer what the model that is loaded now can do."""
        self._bar.set_presets(starter_presets(), taught if info.taught_only else None)

    @Slot()
    def note_selection(self) -> None:
        """Offer the button once the selection stands still."""
        self._button.hide()
        self._settling.start()

    def _usual_strength(self, instruction: str) -> float | None:
        info = self._queue.info
        small = info.taught_only if info is not None else True
        return self._strengths.usual(instruction, taught_only=small)

    def _options(self, instruction: Instruction) -> SamplingOptions:
        """Return how to sample: as the person set it, else as is usual; a gap has no choice."""
        strength = self._usual_strength(instruction.text)
        if strength is not None and instruction.strength is not None:
            strength = instruction.strength
            self._strengths.keep(instruction.text, strength)
        return SamplingOptions(strength=REWRITE if strength is None else strength)

    @Slot()
    def _offer_button(self) -> None:
        tab = self._workspace.current
        span = tab.editor.selected_span()
        focused = QApplication.focusWidget()
        typing = focused is not None and tab.editor.isAncestorOf(focused)
        if not len(span) or not typing or tab.flow.state is not FlowState.IDLE:
            return
        editor, area = tab.editor, self._window.floating_area()
        self._button.place(editor.caret_rect(), editor.span_rect(span), area, editor.text_under)


def _within(rect: QRect, area: QRect) -> bool:
    return area.top() <= rect.top() and rect.bottom() <= area.bottom()


def _span_and_text(tab: Tab) -> tuple[Span, str]:
    """Return what would be rewritten, and where it stands: a draft in place of its span."""
    review, span = tab.flow.review, tab.flow.span
    if review is not None and span is not None:
        return span, review.text
    span = tab.editor.span_to_edit()
    return span, tab.editor.text_at(span)


def _target(tab: Tab, span: Span, text: str) -> str:
    """Return what would be rewritten, in a few words."""
    if not text:
        return ""
    count, selected = count_words(text), tab.editor.selected_span()
    if tab.flow.review is not None:
        what = "Follow-up on the draft"
    elif span == selected:
        what = "Selection"
    elif selected.start < span.start:
        what = "Below the caret"
    else:
        what = "At the caret" if selected.start <= span.end else "Above the caret"
    return f"{what} · {count} word" if count == 1 else f"{what} · {count} words"
