"""The drafts of one run side by side: which there are, and each as one that is offered; no Qt."""

from dataclasses import replace

from engine.events import Draft


def variants_of(draft: Draft) -> tuple[Draft, ...]:
    """Return all drafts of the run that gave ``draft``, by their numbers; each knows the others.

    The same draft is the same value whichever of them the run, or the person, put first.
    """
    drafts = sorted((draft, *draft.others), key=lambda each: each.variant)
    plain = [replace(each, others=()) for each in drafts]
    return tuple(
        replace(each, others=tuple(plain[:place] + plain[place + 1 :]))
        for place, each in enumerate(plain)
    )


def in_order(draft: Draft) -> Draft:
    """Return ``draft`` with its others by their numbers."""
    return next(each for each in variants_of(draft) if each.variant == draft.variant)


def beside(draft: Draft, by: int) -> Draft:
    """Return the variant ``by`` places further, round the ends; ``draft`` itself where alone."""
    drafts = variants_of(draft)
    place = [each.variant for each in drafts].index(draft.variant)
    return drafts[(place + by) % len(drafts)]
