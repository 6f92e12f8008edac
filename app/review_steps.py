"""The steps of a review in order, to go back and forth along; pure, knows no Qt."""

from dataclasses import dataclass, replace

from app.review import Review
from app.review_moves import Typing
from engine.events import Draft


@dataclass(frozen=True, slots=True)
class ReviewSteps:
    """Every step that a review has taken, and those that were taken back.

    Attributes:
        present: the review as it stands.
        past: the reviews before it, the oldest first.
        future: those that were taken back, the next one first.
        typing: what the newest step typed, ``None`` for any other step and once it is sealed.
    """

    present: Review
    past: tuple[Review, ...] = ()
    future: tuple[Review, ...] = ()
    typing: Typing | None = None

    def then(self, review: Review) -> "ReviewSteps":
        """Return the steps with ``review`` as the newest; what was taken back is forgotten."""
        return ReviewSteps(review, (*self.past, self.present))

    def typed(self, review: Review, typing: Typing) -> "ReviewSteps":
        """Return the steps after ``typing``, which joins the step that it goes on from."""
        if typing.goes_on(self.typing):
            return ReviewSteps(review, self.past, typing=typing)
        return replace(self.then(review), typing=typing)

    def sealed(self) -> "ReviewSteps":
        """Return the steps such that what is typed next is a step of its own."""
        return replace(self, typing=None)

    def back(self) -> "ReviewSteps":
        """Return the steps with the newest taken back, the same where there is none."""
        if not self.past:
            return self
        return ReviewSteps(self.past[-1], self.past[:-1], (self.present, *self.future))

    def back_to_turn(self, number: int) -> "ReviewSteps":
        """Return the steps with all of later turns than ``number`` (from 0) taken back."""
        steps = self
        while steps.past and len(steps.present.turns) > number + 1:
            steps = steps.back()
        return steps

    def again(self) -> "ReviewSteps":
        """Return the steps with the one taken back last done again, the same without one."""
        if not self.future:
            return self
        return ReviewSteps(self.future[0], (*self.past, self.present), self.future[1:])

    def with_future(self, *reviews: Review) -> "ReviewSteps":
        """Return the steps with ``reviews`` as those that can be done again."""
        return replace(self, future=reviews, typing=None)

    def last_of(self, draft: Draft) -> Review | None:
        """Return the newest step that reviewed ``draft``, with what was decided and typed then."""
        for review in (self.present, *reversed(self.past)):
            if review.turns and review.turns[-1].draft == draft:
                return review
        return None
