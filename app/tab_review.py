"""One tab's review on the screen: which change is pointed at, and whose step an undo takes back.

It must not know the engine, other tabs or the window's bars.
"""

from PySide6.QtCore import QObject, Signal, Slot

from app.edit_flow import EditFlow, FlowState
from app.editor.editor_view import EditorView
from app.review import Change, Decision, Review
from app.review_pieces import pieces_of

NOTHING_LEFT = "Nothing to take back in this review: Esc rejects the draft"
RUNNING = "A follow-up is running: Esc brings the draft back, undo comes after that"
AS_IT_WAS = "Stopped: the draft is as it was"
AS_IT_WAS_REDO = f"{AS_IT_WAS}; redo shows how far the new one had come"


class TabReview(QObject):
    """Listens to one flow and one editor.

    Signals:
        changed(): the comparison was switched on or off.
        notice_given(str): why nothing happened, in a few words.
    """

    changed = Signal()
    notice_given = Signal(str)

    def __init__(self, flow: EditFlow, editor: EditorView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._flow = flow
        self._editor = editor
        self._side = editor.review_side
        self._shown: Review | None = None
        self._comparing = False
        self._current: int | None = None
        # The steps of the document that there were when the edit began, and at each step of the
        # review: what is above them is newer.
        self._floor = 0
        self._marks: list[int] = []
        self._undone: list[bool] = []  # steps taken back, the newest last: one of the review?
        self._moving = False
        flow.span_taken.connect(self._begin)
        flow.review_started.connect(self._start)
        flow.review_changed.connect(self._take)
        flow.flow_ended.connect(self._end)
        editor.text_changed.connect(self._note_text)
        self._side.draft_typed.connect(flow.amend)
        self._side.change_clicked.connect(self.toggle)
        self._side.undo_asked.connect(self.undo)
        self._side.redo_asked.connect(self.redo)

    @property
    def comparing(self) -> bool:
        """Return whether the comparison with the original is shown."""
        return self._comparing

    @property
    def current(self) -> int | None:
        """Return the number of the change that is pointed at, if any."""
        return self._current

    def set_comparing(self, comparing: bool) -> None:
        """Show the draft against the original, or what would be accepted alone."""
        review = self._flow.review
        if comparing != self._comparing and review is not None:
            self._comparing = comparing
            self._current = None
            if self._flow.state is FlowState.REVIEWING:
                self._shown = review
                self._side.switch(review, comparing)
            self.changed.emit()

    def show(self) -> None:
        """Show the review again, where something else was shown in its place."""
        if self._flow.review is not None:
            self._show(self._flow.review)

    def go(self, way: int) -> None:
        """Point at the next change for 1, the one before for -1; behind the last is the first."""
        review = self._flow.review
        if review is None or not review.changes:
            return
        if self._current is None:
            here = self._side.caret_change(review)
            first = 0 if here is None else here
            target = first if way > 0 else (first - 1)
        else:
            target = self._current + way
        self._point_at(review, target % len(review.changes))

    def decide(self, *, taken: bool) -> None:
        """Take or leave the change that is pointed at, and go on to the next undecided one.

        Where none is pointed at nothing is decided that nobody looks at: one is pointed at.
        """
        review = self._flow.review
        if review is None or not review.changes:
            return
        here = self._current
        if here is None or not self._comparing:
            self._point_at(review, _open_from(review.changes, 0, 0))
            return
        target = _open_from(review.changes, here + 1, here)
        self._current = target  # it is shown with the decision
        self._flow.decide(here, taken=taken)
        self._point_at(review if self._flow.review is None else self._flow.review, target)

    def decide_piece(self, *, taken: bool) -> None:
        """Take or leave all changes of the piece that is pointed at, and go on to the next one.

        Where no change is pointed at, one is, and nothing is decided yet.
        """
        review, here = self._flow.review, self._current
        pieces = () if review is None else pieces_of(review)
        if review is None or not pieces:
            return
        if here is None or not self._comparing:
            self._point_at(review, _open_from(review.changes, 0, 0))
            return
        piece = next((piece for piece in pieces if here in piece), range(here, here + 1))
        target = _open_from(review.changes, piece.stop, here)
        self._current = target
        self._flow.decide_some(piece, taken=taken)
        self._point_at(review if self._flow.review is None else self._flow.review, target)

    def decide_all(self, *, taken: bool) -> None:
        """Take every change, or leave the whole original."""
        self.set_comparing(True)
        self._flow.decide_all(taken=taken)

    @Slot(int)
    def toggle(self, number: int) -> None:
        """Leave the original at a change that would be taken, and the other way round."""
        review = self._flow.review
        if review is not None and number < len(review.changes):
            self._current = number
            self._flow.decide(number, taken=not review.changes[number].taken)

    @Slot()
    def undo(self) -> None:
        """Take back what the person did last: to the draft or to the text around it.

        What was done to the text before the edit began stays: the draft stands on it.
        """
        steps = self._side.document_steps()
        if self._marks and steps <= self._marks[-1]:
            self._move(review=True)
        elif steps > self._floor:
            self._move(review=False)
        else:
            self.notice_given.emit(NOTHING_LEFT)

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back last in this review, or what a stopped follow-up had.

        What was taken back in the text before the edit began stays so, as with ``undo``.
        """
        if not (self._undone or self._flow.steps_undone):
            return
        of_review = self._undone[-1] if self._undone else True
        if of_review and self._flow.review is None:
            self.notice_given.emit(RUNNING)
            return
        del self._undone[-1:]
        self._moving = True
        if of_review:
            self._flow.redo()
        else:
            self._editor.redo()
        self._moving = False

    def _move(self, *, review: bool) -> None:
        if review and self._flow.review is None:
            self.notice_given.emit(RUNNING)
            return
        self._undone.append(review)
        self._moving = True
        if review:
            self._flow.undo()
        else:
            self._editor.undo()
        self._moving = False

    @Slot(int)
    def _note_text(self, _revision: int) -> None:
        if not self._moving:
            self._undone.clear()

    @Slot(object)
    def _begin(self, _request: object) -> None:
        if self._flow.under_way is None:
            self._forget()
            self._floor = self._side.document_steps()

    @Slot(object)
    def _start(self, review: Review) -> None:
        """A draft waits, or waits again: a run that began in the review has brought none."""
        again = self._shown is review
        self._take(review)
        if again:
            self.notice_given.emit(AS_IT_WAS_REDO if self._flow.steps_undone else AS_IT_WAS)

    @Slot(object)
    def _take(self, review: Review) -> None:
        """Show a step, and keep where it stands among the steps of the document."""
        done = self._flow.steps_done
        del self._marks[done:]
        while len(self._marks) < done:
            self._marks.append(self._side.document_steps())
        if self._moving:
            self._current = _decided(self._shown, review, self._current)
        else:
            self._undone.clear()
        if self._current is not None:
            same = _same_change(self._shown, review, self._current)
            self._current = same if self._comparing else None
        self._show(review)
        if self._moving and self._current is not None:
            self._side.reveal_change(self._current)

    @Slot(str)
    def _end(self, _reason: str) -> None:
        self._forget()

    def _forget(self) -> None:
        self._comparing = False
        self._current = None
        self._shown = None
        self._marks = []
        self._undone = []

    def _point_at(self, review: Review, number: int) -> None:
        self.set_comparing(True)
        if self._current != number:
            self._current = number
            self._show(review)
        self._side.reveal_change(number)

    def _show(self, review: Review) -> None:
        if self._flow.state is FlowState.REVIEWING:
            self._shown = review
            self._side.show(review, self._comparing, self._current)


def _open_from(changes: tuple[Change, ...], first: int, otherwise: int) -> int:
    """Return the first undecided change from ``first`` on, around the end, else ``otherwise``."""
    order = [*range(first, len(changes)), *range(min(first, len(changes)))]
    undecided = (k for k in order if k != otherwise or first == otherwise)
    return next((k for k in undecided if changes[k].decision is Decision.OPEN), otherwise)


def _decided(before: Review | None, after: Review, current: int | None) -> int | None:
    """Return the one change on which only the decision differs, else ``current``."""
    if before is None or len(before.changes) != len(after.changes):
        return current
    pairs = enumerate(zip(before.changes, after.changes, strict=True))
    other = [number for number, (old, new) in pairs if old != new]
    return other[0] if len(other) == 1 else current


def _same_change(before: Review | None, after: Review, current: int) -> int | None:
    """Return the number that the change pointed at has now, of the nearest one where it is gone."""
    if not after.changes:
        return None
    if (
        before is None
        or current >= len(before.changes)
        or len(before.changes) == len(after.changes)
    ):
        return min(current, len(after.changes) - 1)
    place = before.changes[current].start
    return min(range(len(after.changes)), key=lambda k: abs(after.changes[k].start - place))
