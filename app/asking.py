"""From "rewrite this" to a request: opens the instruction bar at the span and starts the flow.

It must not know the engine; whether there is a model it learns from the run queue.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from app.asked_place import bring_into_view, span_and_text, target_words
from app.brush import PaintMemory, paint_words
from app.edit_flow import FlowState
from app.instruction import Instruction
from app.languages import usual_name
from app.long_span import can_be_cut, usually_cut
from app.main_window import MainWindow
from app.messages import Message
from app.own_presets import OwnPresets
from app.run_queue import RunQueue
from app.sampling_choice import SamplingChoice
from app.settings_store import SettingsStore
from app.strengths import REWRITE, Strengths, repairs
from app.tab import Tab
from app.workspace import Workspace
from engine.presets import starter_presets, taught
from engine.request import EditRequest, SamplingOptions, Span

NOTHING_HERE = "Nothing to rewrite here yet: write something first, then ask."
NO_MODEL = Message(
    "There is no model to ask yet.",
    "Choose a model folder in the menu Model, or put the starter model into resources/starter.",
)
_BUTTON_MS = 250
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

    Attributes:
        paints: what the strength brush has left; what is painted of a span goes with its request.

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
        *,
        sampling: SamplingChoice,
        own: OwnPresets,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._sampling = sampling
        self._own = own
        self._bar = window.instruction_bar
        self._button = window.selection_button
        self._workspace = workspace
        self._queue = queue
        self._store = store
        self.paints = PaintMemory()
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
        if self._bar.isVisible() or not self.may_ask(tab):
            return
        self._queue.wake()  # while the person types
        span, text = span_and_text(tab)
        self._tab, self._span, self._text = tab, span, text
        self._button.hide()
        bring_into_view(tab.editor, span, self._window.floating_area())
        if tab.flow.review is None:
            tab.editor.mark_span(span)
        self._bar.set_own(self._own.rows(tab, span, text))
        self._bar.set_drafts(self._sampling.variants)
        self._bar.open_for(
            target_words(tab, span, text),
            usual_name(tab.editor.language_at(span)),
            instruction=self._unsent_for(tab, span, text),
            blocked="" if text else NOTHING_HERE,
            usually_cut=self._usually_cut(tab, text),
            paint=None if tab.flow.review is not None else self._show_paint(tab, span, text),
        )
        self.place()

    def may_ask(self, tab: Tab) -> bool:
        """Return whether a rewrite can begin in ``tab``; say why where it cannot."""
        if tab.flow.state is FlowState.RUNNING:
            self.notice_given.emit("A rewrite is running here: stop it first (Esc)")
        elif not self._queue.can_answer:
            self.refused.emit(self._queue.failure or NO_MODEL)
        else:
            return True
        return False

    @Slot()
    def show_own(self) -> None:
        """The own presets, or what the model can do with them, are others now."""
        if self._tab is not None and self._span is not None:
            self._bar.set_own(self._own.rows(self._tab, self._span, self._text))

    @Slot(object)
    def start_at_once(self, instruction: Instruction) -> None:
        """Start an edit of the selection, else of the paragraph, without the bar.

        Where a draft is under review, it is something more of that draft.
        """
        self.dismiss()
        tab = self._workspace.current
        if not self.may_ask(tab):
            return
        span, text = span_and_text(tab)
        if not text:
            self.notice_given.emit(NOTHING_HERE)
            return
        bring_into_view(tab.editor, span, self._window.floating_area())
        self._tab, self._span, self._text = tab, span, text
        self.start(instruction)

    def _show_paint(self, tab: Tab, span: Span, text: str) -> str:
        """Show what the strength brush has painted of the span; return how much that is."""
        paint = self.paints.find(tab.key, span, text)
        if paint is None:
            return ""
        tab.editor.brush.show(span, paint.placed(span.start))
        return paint_words(paint)

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
        self._store.put(self._store.settings.with_recent_instruction(instruction.remembered))
        words = instruction.text
        options, in_pieces = self._options(instruction), self._in_pieces(tab, instruction)
        if tab.flow.review is not None:
            tab.flow.follow_up(words, options, in_pieces=in_pieces)
            return
        request = self._painted(tab, tab.make_request(span, words, options))
        tab.flow.begin(replace(request, in_pieces=in_pieces))

    def _painted(self, tab: Tab, request: EditRequest) -> EditRequest:
        """Return ``request`` with what is painted; an edit without a source has no use for it."""
        paint = self.paints.find(tab.key, request.span, request.selected)
        gap = self._usual_strength(request.instruction) is None
        return request if paint is None or gap else paint.on(request)

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
        tab.editor.brush.clear()
        unsent = Instruction() if unsent is None else unsent
        unsent_here = _Unsent(tab, span, self._text, unsent)
        if unsent != Instruction() or self._unsent_for(tab, span, unsent_here.text):
            self._unsent = unsent_here

    @Slot()
    def dismiss(self) -> None:
        """Close the bar where it is open: another tab is in front, or the text has changed."""
        self._bar.close_bar()
        self._button.hide()

    @Slot()
    def note_model(self) -> None:
        """Offer what the model can do that is loaded now, or will be for the next edit."""
        self._bar.set_presets(starter_presets(), taught if self._queue.taught_only else None)
        self.show_own()

    @Slot()
    def note_selection(self) -> None:
        """Offer the button once the selection stands still."""
        self._button.hide()
        self._settling.start()

    def _usual_strength(self, instruction: str) -> float | None:
        return self._strengths.usual(instruction, taught_only=self._queue.taught_only)

    def _options(self, instruction: Instruction) -> SamplingOptions:
        """Return how to sample: as the person set it, else as is usual; a gap has no choice."""
        strength = self._usual_strength(instruction.text)
        if strength is not None and instruction.strength is not None:
            strength = instruction.strength
            if not instruction.preset:
                self._strengths.keep(instruction.text, strength)
        strength = REWRITE if strength is None else strength
        options = self._sampling.options(strength, instruction.sampler)
        keep = repairs(instruction.text, taught_only=self._queue.taught_only)
        return replace(options, keep_unsettled=keep)

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
