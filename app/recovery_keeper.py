"""Keeps unsaved text safe from a crash and offers it at the next start; knows no widgets.

What is typed into a draft under review is kept beside the document's text, and offered as a text
of its own: the document has not changed.
"""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.edit_flow import FlowEnd
from app.file_desk import FileDesk
from app.questions import Questions
from app.recovery import ASK_EVERY, Leftover, RecoveryStore
from app.tab import Tab
from app.workspace import Workspace


class RecoveryKeeper(QObject):
    """Hands texts to the store when they are due.

    Signals:
        problem_arose(str): unsaved text cannot be kept; told once for each reason.
    """

    problem_arose = Signal(str)

    def __init__(
        self, store: RecoveryStore, workspace: Workspace, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._workspace = workspace
        self._told = ""
        self._drafts: set[str] = set()  # tabs in whose draft something was typed
        self._timer = QTimer(self, interval=round(ASK_EVERY * 1000))
        self._timer.timeout.connect(self.hand_over)
        self._timer.start()

    def watch(self, tab: Tab) -> None:
        """Keep the text of a tab safe from now on."""
        tab.text_changed.connect(lambda: self._store.changed(tab.key))
        tab.flow.review_started.connect(lambda _review: self._note_draft(tab))
        tab.flow.review_changed.connect(lambda _review: self._note_draft(tab))
        tab.flow.flow_ended.connect(lambda end: self._end_draft(tab, FlowEnd(end)))

    @Slot(object)
    def forget(self, tab: Tab) -> None:
        """The tab was saved: its text needs no keeping; what is typed into a draft does."""
        self._store.discard(tab.key)

    @Slot(object)
    def let_go(self, tab: Tab) -> None:
        """The tab is closed: nothing of it needs keeping."""
        self._store.discard(tab.key)
        self._forget_draft(tab)

    def forget_all(self) -> None:
        """Every text was saved or given up."""
        for tab in self._workspace:
            self.let_go(tab)

    @Slot()
    def hand_over(self) -> None:
        """Keep each text that has waited long enough."""
        due = self._store.due()
        for tab in self._workspace:
            if tab.key in due:
                self._keep(tab)
            if _draft_key(tab) in due:
                self._keep_draft(tab)
        if self._store.problem != self._told:
            self._told = self._store.problem
            if self._told:
                self.problem_arose.emit(self._told)

    def keep_all(self) -> None:
        """Keep every modified text at once: something went badly wrong."""
        for tab in self._workspace:
            if tab.modified:
                self._keep(tab)
            self._keep_draft(tab)

    def offer(self, desk: FileDesk, questions: Questions) -> None:
        """Offer what a crash left behind, if anything."""
        leftovers = self._store.leftovers()
        if not leftovers:
            return
        names = [_name_of(left) for left in leftovers]
        wanted = questions.recover(names)
        for leftover in leftovers:
            if wanted:
                name = _name_of(leftover) if leftover.draft_of else ""
                tab = desk.open_unsaved(leftover.path, leftover.text, name)
                self._keep(tab, instead_of=leftover)
            else:
                self._store.forget(leftover)

    def close(self) -> None:
        """Write what is to be written and end."""
        self._timer.stop()
        self._store.close()

    def _keep(self, tab: Tab, *, instead_of: Leftover | None = None) -> None:
        text = tab.editor.text()
        self._store.note(tab.key, tab.document.path, text, instead_of=instead_of)

    def _note_draft(self, tab: Tab) -> None:
        """A review has taken a step: what is typed into its draft is typing like any other."""
        if tab.flow.typed_into:
            self._drafts.add(tab.key)
            self._store.changed(_draft_key(tab))
        else:
            self._forget_draft(tab)

    def _keep_draft(self, tab: Tab) -> None:
        review = tab.flow.under_way
        if review is not None and tab.flow.typed_into:
            self._store.note(_draft_key(tab), None, review.text, draft_of=tab.title)

    def _end_draft(self, tab: Tab, end: FlowEnd) -> None:
        """The person has said their word: what was accepted is a part of the text by now."""
        if tab.key in self._drafts:
            if end is FlowEnd.ACCEPTED:
                self._keep(tab)
            self._forget_draft(tab)

    def _forget_draft(self, tab: Tab) -> None:
        if tab.key in self._drafts:
            self._drafts.remove(tab.key)
            self._store.discard(_draft_key(tab))


def _draft_key(tab: Tab) -> str:
    return f"{tab.key}, its draft"


def _name_of(leftover: Leftover) -> str:
    """Return what a text that a crash left behind is called."""
    if leftover.draft_of:
        return f"Draft in {leftover.draft_of}"
    return "Untitled" if leftover.path is None else str(leftover.path)
