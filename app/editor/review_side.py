"""The editor's side of a review: steps in, what the person does to the draft out.

It must not know files, flows or the engine.
"""

from PySide6.QtCore import QObject, QRectF, Signal, Slot

from app.editor.review_hand import ReviewHand
from app.review import AcceptedEdit, Review
from app.review_words import change_words


class ReviewSide(QObject):
    """Serves one text.

    Signals:
        draft_typed(str): the person typed into the draft; what would be accepted now.
        draft_entered(): the caret is put or moved in the draft, or something is typed there.
        change_clicked(int): the number of a change in the comparison.
        undo_asked(), redo_asked(): a step back or forth, of the review or of the document,
            whichever is newer; only while there is a draft to type into.
    """

    draft_typed = Signal(str)
    draft_entered = Signal()
    change_clicked = Signal(int)
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, edit: ReviewHand) -> None:
        super().__init__(edit)
        self._edit = edit
        edit.draft_typed.connect(self.draft_typed)
        edit.draft_entered.connect(self.draft_entered)
        edit.change_clicked.connect(self.change_clicked)
        edit.undo_asked.connect(self.undo_asked)
        edit.redo_asked.connect(self.redo_asked)

    def show(self, review: Review, comparing: bool, current: int | None = None) -> None:
        """Show what ``review`` would accept, or its comparison with change ``current`` framed."""
        self._edit.show_review(review, comparing, current)
        told = "" if current is None else f"{change_words(review, current)}. "
        self._edit.setAccessibleDescription(f"{told}A draft waits: {review.text}")

    def switch(self, review: Review, comparing: bool) -> None:
        """Show the comparison in place of the draft or the other way round, and all of it seen."""
        with self._edit.sight.kept(self._edit.viewport().height()):
            self.show(review, comparing)

    @property
    def in_draft(self) -> bool:
        """Whether the caret stands in the draft."""
        return self._edit.in_draft

    def place(self) -> int | None:
        """Return where the caret stands in the draft, in characters, ``None`` outside of it."""
        if not self._edit.in_draft:
            return None
        units = self._edit.pad.places[1]
        return len(self._edit.pad.units_before(units))

    def caret_change(self, review: Review) -> int | None:
        """Return the first change of ``review`` that ends behind the caret, if it is in there."""
        place = self.place()
        if place is None:
            return None
        behind = (k for k, span in enumerate(review.places()) if span.end >= place)
        return next(behind, None)

    def reveal_change(self, number: int) -> None:
        """Scroll by as little as brings change ``number`` of the comparison onto the screen."""
        boxes = self._edit.draft.places.change_boxes(number)
        anchor = self._edit.draft.anchor
        if boxes and anchor is not None:
            if not any(
                self._edit.draft.covers(block) for block, _, _ in self._edit.places.visible()
            ):
                self._edit.show_place(anchor.start)  # far away no place is known exactly
            rect = QRectF(boxes[0])
            for box in boxes[1:]:
                rect = rect.united(box)
            self._edit.reveal(rect.translated(0, self._edit.places.draft_top()))

    def apply(self, edit: AcceptedEdit) -> None:
        """Put ``edit`` into the text; a caret that stands in the draft stays at its words."""
        place = self._edit.pad.places[1] if self._edit.in_draft else None
        start, _ = self._edit.content.to_units(edit.span)
        self._edit.steps.replace(edit.span, edit.after)
        if place is not None:
            self._edit.select(start + place, start + place)

    def document_steps(self) -> int:
        """Return how many steps of the document can be undone; a step of the review is one apart.

        What is typed into the document next shares no step with what was typed before this.
        """
        document = self._edit.document()
        document.setModified(False)  # Qt joins letters only in a document that is modified
        return document.availableUndoSteps()

    def can_go_back(self) -> bool:
        """Return whether there may be something to undo; a review knows its own steps."""
        return self._edit.reviewing or self._edit.document().isUndoAvailable()

    def can_go_again(self) -> bool:
        """Return whether there may be something to do again."""
        return self._edit.reviewing or self._edit.document().isRedoAvailable()

    @Slot()
    def back(self) -> None:
        """Undo what the person did last, here or in the document."""
        if self._edit.reviewing:
            self.undo_asked.emit()
        else:
            self._edit.steps.back()

    @Slot()
    def again(self) -> None:
        """Do again what was undone last, here or in the document."""
        if self._edit.reviewing:
            self.redo_asked.emit()
        else:
            self._edit.steps.again()
