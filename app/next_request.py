"""What is asked next of a draft under review: something more, or the same once more.

Knows no flow and no Qt.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.review import Review
from engine.request import EditRequest, SamplingOptions, Span


@dataclass(frozen=True, slots=True)
class Ground:
    """The document as it is now: the person may have typed around the span since.

    Attributes:
        revision: of the document.
        span: where the original stands.
        text_at: returns the document's text at a span.
    """

    revision: int
    span: Span
    text_at: Callable[[Span], str]

    def asked_here(self, request: EditRequest) -> EditRequest:
        """Return ``request`` with the span, and the text around it, as they are now."""
        before, after = Span(0, self.span.start), Span(self.span.end, sys.maxsize)
        return replace(
            request,
            document_revision=self.revision,
            span=self.span,
            before=self.text_at(before),
            after=self.text_at(after),
        )


def asked_more(
    review: Review,
    ground: Ground,
    instruction: str,
    options: SamplingOptions,
    *,
    in_pieces: bool,
) -> EditRequest:
    """Return the request that rewrites the text that ``review`` would accept now."""
    return replace(
        ground.asked_here(review.request),
        selected=review.text,
        instruction=instruction,
        options=options,
        pinned=(),
        strokes=(),
        earlier=review.instructions,
        in_pieces=in_pieces,
    )


def asked_again(review: Review, ground: Ground, seed: int) -> EditRequest:
    """Return the request of the last turn of ``review`` with another seed."""
    options = replace(review.request.options, seed=seed)
    return replace(ground.asked_here(review.request), options=options)
