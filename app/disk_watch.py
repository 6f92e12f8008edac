"""Notices that another program changed an open file, and takes the new text in; no widgets."""

from PySide6.QtCore import QObject, Signal, Slot

from app.dialogs.changed_on_disk import ChangedChoice
from app.document import Document, DocumentError
from app.edit_flow import FlowState
from app.messages import Message
from app.preview.reparse import Change, moved_span
from app.questions import Questions
from app.tab import Tab
from app.workspace import Workspace

_RELOADED = {  # over what was going on in the text
    FlowState.RUNNING: "Reloaded from disk: the run was stopped, its text is no longer there",
    FlowState.REVIEWING: "Reloaded from disk: the draft went with the text that it was for",
}
_CHANGED = "Reloaded from disk: one undo brings the text of before back"
_SAME = "The file on the disk has the same text"


class DiskWatch(QObject):
    """Looks when the window or a tab comes to the front; asks once for each change.

    Signals:
        tab_reloaded(Tab): its text is what the disk has.
        notice_given(str): what went with the old text, in a few words.
    """

    tab_reloaded = Signal(object)
    notice_given = Signal(str)

    def __init__(
        self, workspace: Workspace, questions: Questions, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._questions = questions
        self._asking = False
        self._kept: dict[str, int] = {}  # tab key -> time of the change that was turned down

    @Slot()
    def check(self) -> None:
        """Ask about the file in front where another program has changed it."""
        if self._asking or not len(self._workspace):
            return
        tab = self._workspace.current
        if not tab.document.changed_on_disk() or self._kept.get(tab.key) == _time_of(tab):
            return
        self._asking = True
        choice = self._questions.changed(tab.title, modified=tab.modified)
        self._asking = False
        if choice is ChangedChoice.RELOAD:
            self._reload(tab)
        else:
            self._kept[tab.key] = _time_of(tab)

    @Slot()
    def reload(self) -> None:
        """Take the file in front from the disk again."""
        self._reload(self._workspace.current)

    def _reload(self, tab: Tab) -> None:
        if tab.document.path is None:
            return
        try:
            document = Document.open(tab.document.path)
        except DocumentError as error:
            self._questions.tell(Message(str(error), "Your text is still here."))
            return
        if _is_over_draft(tab, document.text) and not self._questions.reload_over_draft(tab.title):
            self._kept[tab.key] = _time_of(tab)
            return
        tab.document = document
        before = tab.flow.state
        changed = document.text != tab.editor.text()
        if changed:
            tab.replace_text(document.text)
        tab.settle()
        tab.title_changed.emit()
        self.tab_reloaded.emit(tab)
        if tab.flow.state is not before:
            self.notice_given.emit(_RELOADED[before])
        else:
            self.notice_given.emit(_CHANGED if changed else _SAME)


def _is_over_draft(tab: Tab, text: str) -> bool:
    """Return whether ``text`` differs where a draft waits, also while a follow-up of it runs."""
    span = tab.flow.span
    if tab.flow.under_way is None or span is None:
        return False
    before = tab.editor.text()
    return before != text and moved_span(span, Change.between(before, text)) is None


def _time_of(tab: Tab) -> int:
    """Return when the tab's file was changed last, in ns; 0 where it is gone."""
    path = tab.document.path
    try:
        return 0 if path is None else path.stat().st_mtime_ns
    except OSError:
        return 0
