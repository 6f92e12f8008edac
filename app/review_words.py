"""Single changes of a draft in words, for hints and for those who listen; no Qt."""

from app.review import Change, Decision, Review

_LONGEST = 48  # letters of a text that is named
_DECIDED = {Decision.OPEN: "undecided", Decision.TAKEN: "taken", Decision.LEFT: "left"}


def change_words(review: Review, number: int) -> str:
    """Return which change of ``review`` number ``number``, from 0, is, and what it does."""
    change = review.changes[number]
    if change.removed and change.added:
        what = f"{_short(change.removed)} becomes {_short(change.added)}"
    elif change.removed:
        what = f"{_short(change.removed)} goes"
    else:
        what = f"{_short(change.added)} comes"
    return f"Change {number + 1} of {len(review.changes)}, {_DECIDED[change.decision]}: {what}"


def click_words(change: Change) -> str:
    """Return what a click on ``change`` does."""
    if change.taken:
        keep = f"keep {_short(change.removed)}" if change.removed else "leave this out"
        return f"Click: {keep}, as in the original"
    take = f"take {_short(change.added)}" if change.added else "take this out"
    return f"Click: {take}, as in the draft"


def _short(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        return "a line end" if "\n" in text else "a blank"
    return f"“{words if len(words) <= _LONGEST else f'{words[: _LONGEST - 1]}…'}”"
