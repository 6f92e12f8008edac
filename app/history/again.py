"""Does something with a run of the history: offers its draft, asks again, takes it back.

Everything goes through the edit flow of a tab, so that no text changes before the person accepts.
It must not know the panel and no database.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.asked_place import bring_into_view
from app.asking import NO_MODEL, NOTHING_HERE
from app.edit_flow import FlowState
from app.file_desk import FileDesk
from app.history.chronicle import Chronicle
from app.history.entry import HistoryEntry, Outcome
from app.history.places import gap_place, nearest_place
from app.main_window import MainWindow
from app.run_queue import RunQueue
from app.tab import Tab
from app.workspace import Workspace
from engine.events import Draft
from engine.recording import Recording
from engine.request import EditRequest, Span

RUNNING = "A rewrite is running here: stop it first (Esc)"
WAITING = "A draft waits here: accept or reject it first"
STEPS_GONE = "The steps of this run are not kept any more: “Apply again” asks the same anew"


class HistoryAgain(QObject):
    """Takes a run and does it.

    Signals:
        notice_given(str): why it cannot be done, or what to know of it, in a few words.
        refused(Message): why nothing can be asked, and what to do.
    """

    notice_given = Signal(str)
    refused = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        queue: RunQueue,
        desk: FileDesk,
        chronicle_of: Callable[[Tab], Chronicle],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._queue = queue
        self._desk = desk
        self._chronicle_of = chronicle_of

    def show_draft(self, entry: HistoryEntry) -> bool:
        """Offer the draft of ``entry`` where its text stands now; return whether it is offered."""
        if entry.draft is None or entry.request is None:
            return False
        found = self._find(entry, entry.before)
        if found is None:
            return False
        tab, span = found
        request = tab.make_request(span, entry.line.instruction, entry.request.options)
        if entry.request.selected == entry.before:
            asked = entry.request
            request = replace(request, pinned=asked.pinned, strokes=asked.strokes)
            draft = entry.draft
        else:  # a follow-up: its pieces are those of the draft that it rewrote
            others = tuple(replace(other, pieces=()) for other in entry.draft.others)
            draft = replace(entry.draft, pieces=(), others=others)
        request = replace(request, earlier=entry.request.earlier, in_pieces=entry.request.in_pieces)
        offered = self._chronicle_of(tab).propose(
            entry.line.run_id, request, draft, Outcome.ACCEPTED
        )
        self._see(tab, span)
        return offered

    def revert(self, entry: HistoryEntry) -> bool:
        """Offer the text of before in place of the accepted one; return whether it is offered."""
        if entry.draft is None or entry.request is None:
            return False
        found = self._find(entry, entry.after)
        if found is None:
            return False
        tab, span = found
        request = tab.make_request(span, entry.line.instruction, entry.request.options)
        # What the model makes of a text is known; that text itself nobody had to make.
        original = replace(
            entry.draft,
            text=entry.before,
            steps=0,
            seconds=0.0,
            tokens=0,
            canvases=0,
            corrections=0,
            converged=True,
            turn_closed=True,
            others=(),
            pieces=(),
        )
        offered = self._chronicle_of(tab).propose(
            entry.line.run_id, request, original, Outcome.REVERTED
        )
        self._see(tab, span)
        return offered

    def apply_again(self, entry: HistoryEntry) -> bool:
        """Ask the same, with the same seed, of what is selected, else of the text at the caret."""
        tab, asked = self._workspace.current, entry.request
        if asked is None or not self._may_ask(tab):
            return False
        span = tab.editor.span_to_edit()
        if not asked.selected:
            caret = tab.editor.selected_span().end
            span = Span(caret, caret)
        elif not len(span):
            self.notice_given.emit(NOTHING_HERE)
            return False
        request = tab.make_request(span, asked.instruction, asked.options)
        return self._begin(tab, replace(request, in_pieces=asked.in_pieces))

    def repeat(self, entry: HistoryEntry, recording: Recording | None) -> bool:
        """Make the run once more, with all that the model read then: it gives the same draft."""
        if recording is None:
            self.notice_given.emit(STEPS_GONE)
            return False
        asked = recording.request
        follows = bool(asked.earlier)
        found = self._find(entry, entry.before if follows else asked.selected, gap_of=asked)
        if found is None or not self._may_ask(found[0]):
            return False
        tab, span = found
        asked = replace(asked, span=span, document_revision=tab.editor.revision())
        begun = self._follow(tab, asked) if follows else self._begin(tab, asked)
        info = self._queue.info
        if begun and info is not None and entry.model and info.name != entry.model:
            self.notice_given.emit(f"“{entry.model}” made it then: this model may write another")
        return begun

    def _follow(self, tab: Tab, request: EditRequest) -> bool:
        """Ask a follow-up again: of the draft that it rewrote then, in place of the original."""
        first = tab.make_request(request.span, request.earlier[-1], request.options)
        draft = Draft(0, request.selected, 0, 0.0, True, True, request.options.seed, 0, "", 0, 0)
        begun = tab.flow.propose(first, draft) and tab.flow.follow_with(request) is not None
        self._see(tab, request.span)
        return begun

    def _begin(self, tab: Tab, request: EditRequest) -> bool:
        begun = tab.flow.begin(request) is not None
        self._see(tab, request.span)
        return begun

    def _see(self, tab: Tab, span: Span) -> None:
        bring_into_view(tab.editor, span, self._window.floating_area())
        tab.editor.setFocus()

    def _may_ask(self, tab: Tab) -> bool:
        """Return whether a run can begin in ``tab``; say why where it cannot."""
        if not self._is_idle(tab):
            return False
        if not self._queue.can_answer:
            self.refused.emit(self._queue.failure or NO_MODEL)
            return False
        return True

    def _is_idle(self, tab: Tab) -> bool:
        state = tab.flow.state
        if state is not FlowState.IDLE:
            self.notice_given.emit(RUNNING if state is FlowState.RUNNING else WAITING)
        return state is FlowState.IDLE

    def _find(
        self, entry: HistoryEntry, wanted: str, *, gap_of: EditRequest | None = None
    ) -> tuple[Tab, Span] | None:
        """Return the tab in which ``wanted`` stands now, in front, and where; say why if nowhere.

        That is the tab of the run's own file, which is opened where it has to be, else the one
        in front.
        """
        front = self._workspace.current
        own = self._own_tab(entry)
        for tab in (front,) if own is None else (own, front):
            span = _place(tab, entry, wanted, gap_of)
            if span is not None:
                self._workspace.select(tab)
                return (tab, span) if self._is_idle(tab) else None
        title = (own or front).title
        stands = nearest_place((own or front).editor.text(), entry.after, entry.place)
        if entry.line.outcome is Outcome.ACCEPTED and wanted == entry.before and stands:
            self.notice_given.emit(f"Its draft stands in {title} already")
        else:
            self.notice_given.emit(f"Its text does not stand in {title} any more")
        return None

    def _own_tab(self, entry: HistoryEntry) -> Tab | None:
        """Return the tab of the file that the run was made in; ``None`` where there is none."""
        if not entry.file:
            tabs = (tab for tab in self._workspace if tab.document.path is None)
            return next((tab for tab in tabs if tab.title == entry.line.title), None)
        path = Path(entry.file)
        if self._workspace.tab_of(path) is None and path.is_file():
            self._desk.open_file(path)
        return self._workspace.tab_of(path)


def _place(tab: Tab, entry: HistoryEntry, wanted: str, gap_of: EditRequest | None) -> Span | None:
    text = tab.editor.text()
    if wanted:
        return nearest_place(text, wanted, entry.place)
    if gap_of is not None:
        return gap_place(text, gap_of.before, gap_of.after, entry.place)
    caret = tab.editor.selected_span().end
    return Span(caret, caret)
