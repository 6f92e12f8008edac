"""Shows the edit of the tab in front in the window's bars, and carries the person's word to it.

It must not know the engine and no text.
"""

from PySide6.QtCore import QElapsedTimer, QObject, Slot

from app.edit_flow import FlowEnd, FlowState
from app.main_window import MainWindow
from app.panels.review_bar import ReviewBar
from app.panels.run_strip import RunStrip
from app.questions import Questions
from app.run_queue import RunQueue
from app.spare_keys import SpareKeys
from app.tab import Tab
from app.workspace import Workspace
from engine.request import MOST_VARIANTS

_ENDS = {
    FlowEnd.ACCEPTED: "Accepted: one undo brings the original back",
    FlowEnd.REJECTED: "Rejected: the text is as it was",
    FlowEnd.STOPPED: "Stopped: the text is as it was",
    FlowEnd.TYPED_INSIDE: "You typed in the span: the draft is gone, your text stays",
}
_SILENT = "wait for it, or start it anew: the best draft so far stays"
_UNSEEN_MS = 600  # in which nobody has read a draft that has just come


class RunView(QObject):
    """What it shows is what the tab's flow says; it keeps no more than when Esc was last spent."""

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        queue: RunQueue,
        questions: Questions,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._workspace = workspace
        self._queue = queue
        self._questions = questions
        self._spent = QElapsedTimer()
        commands = window.commands
        SpareKeys((commands.accept, commands.retry, commands.compare), window)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the edit of the tab in front as it stands."""
        tab = self._workspace.current if len(self._workspace) else None
        state = FlowState.IDLE if tab is None else tab.flow.state
        self._enable(state)
        self._show_turns(tab)
        if tab is None or state is FlowState.IDLE:
            self._window.show_status()
        elif state is FlowState.RUNNING:
            self._show_run(tab)
        else:
            self._show_review(tab)

    def _enable(self, state: FlowState) -> None:
        commands = self._window.commands
        commands.stop.setEnabled(state is FlowState.RUNNING)
        commands.reject.setEnabled(state is FlowState.REVIEWING)
        for command in (commands.accept, commands.retry, commands.compare):
            command.setEnabled(state is FlowState.REVIEWING)
        if state is not FlowState.REVIEWING:
            commands.compare.setChecked(False)

    def _show_turns(self, tab: Tab | None) -> None:
        """Show the instructions so far, and the one that runs."""
        flow = None if tab is None else tab.flow
        turns = () if flow is None else flow.turns
        running = flow is not None and flow.state is FlowState.RUNNING
        self._window.draft_line.show_turns(turns, running=running)

    def _show_run(self, tab: Tab) -> None:
        strip = self._window.run_strip
        waiting = tab.run.note or self._queue.wait_reason(tab.flow)
        strip.offer_restart(self._queue.silent)
        if self._queue.silent:
            strip.show_waiting("The engine does not answer", _SILENT)
        elif tab.flow.cancelling:
            strip.show_waiting("Stopping…")
        elif tab.run.step is not None:
            strip.show_step(tab.run.step)
        elif waiting:
            strip.show_waiting(waiting, "the rewrite starts by itself")
        else:
            strip.show_waiting("Reading the text…")
        self._pass_notice_to(strip)
        self._window.show_run()

    def _show_review(self, tab: Tab) -> None:
        review = tab.flow.review
        if review is not None:
            # A step of a replay stands there, and no comparison with the original.
            comparing = tab.run.comparing and not tab.run.replaying
            self._window.review_bar.set_replaying(tab.run.replaying)
            self._window.review_bar.show_review(review)
            self._pass_notice_to(self._window.review_bar)
            self._window.review_bar.set_comparing(comparing)
            self._window.commands.compare.setChecked(comparing)
            self._window.show_review()

    def _pass_notice_to(self, bar: RunStrip | ReviewBar) -> None:
        """Let what is being said stand in the bar: its buttons stay where its keys are on."""
        status = self._window.status
        bar.show_notice(status.notice(), status.notice_tone())

    @Slot()
    def note_text(self) -> None:
        """The text in front has changed: one undo no longer gives back what a draft replaced."""
        if self._window.status.notice() == _ENDS[FlowEnd.ACCEPTED]:
            self._window.status.clear_notice()

    @Slot(str)
    def say_end(self, end: str) -> None:
        """Say how the edit in front ended, where its end shows nothing by itself."""
        words = _ENDS.get(FlowEnd(end))
        if words is not None:
            self._window.status.show_notice(words)

    @Slot()
    def stop(self) -> None:
        """Stop the run in front."""
        self._workspace.current.flow.cancel()
        self.refresh()

    @Slot()
    def accept(self) -> None:
        """Accept the draft in front."""
        self._workspace.current.flow.accept()

    @Slot()
    def reject(self) -> None:
        """Reject the draft in front."""
        self._workspace.current.flow.reject()

    @Slot()
    def spend_escape(self) -> None:
        """A draft has just come, or Esc has just closed something: it rejects nothing yet.

        So the second press of a hasty pair throws no draft away that nobody has seen.
        """
        self._spent.start()

    @Slot()
    def reject_by_key(self) -> None:
        """Reject the draft in front, unless Esc was meant for what stood there before it.

        Esc never throws away what was typed: of a draft that was typed into, the person is asked.
        """
        if self._spent.isValid() and not self._spent.hasExpired(_UNSEEN_MS):
            return
        tab = self._workspace.current
        if not tab.flow.typed_into or self._questions.reject_typed(tab.title):
            tab.flow.reject()

    @Slot()
    def retry(self) -> None:
        """Make another draft in front, or as many variants as before, with the next seeds."""
        flow = self._workspace.current.flow
        if flow.request is not None:
            options = flow.request.options
            flow.retry((options.seed + options.variants) % (2**63 - MOST_VARIANTS))

    @Slot(int)
    def go_to_turn(self, number: int) -> None:
        """Go back to a turn of the draft in front, from 0."""
        self._workspace.current.flow.back_to_turn(number)

    @Slot(bool)
    def compare(self, wanted: bool) -> None:
        """Show or hide the comparison in front."""
        self._workspace.current.run.set_comparing(wanted)
