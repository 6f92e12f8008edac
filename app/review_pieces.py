"""Which changes of a review belong to which piece of a long span; pure, knows no Qt."""

from app.review import Change, Review
from engine.request import Span


def pieces_of(review: Review) -> tuple[range, ...]:
    """Return the numbers of the changes in each piece that has any, from 0.

    Empty where the draft was not made in pieces of the original.
    """
    if review.request.selected != review.original:
        return ()
    found: list[range] = []
    first = 0
    for piece in review.draft.pieces:
        end = first
        while end < len(review.changes) and _stands_in(review.changes[end], piece.before):
            end += 1
        if end > first:
            found.append(range(first, end))
        first = end
    return tuple(found)


def _stands_in(change: Change, span: Span) -> bool:
    """Return whether a change begins before the end of ``span``, or is added right there."""
    return change.start < span.end or (change.start == span.end and not change.removed)
