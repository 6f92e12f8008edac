"""Where a text of long ago stands now; pure."""

from typing import Final

from engine.request import Span

_NEAR: Final = 60  # characters on either side of a gap


def nearest_place(text: str, wanted: str, place: int) -> Span | None:
    """Return where ``wanted`` stands in ``text``, letter for letter, nearest to ``place``.

    Args:
        text: the whole text as it is now.
        wanted: what to find; nothing is found for "".
        place: where it stood then, in characters.
    """
    if not wanted:
        return None
    best: int | None = None
    found = text.find(wanted)
    while found >= 0:
        if best is None or abs(found - place) < abs(best - place):
            best = found
        if found >= place:
            break
        found = text.find(wanted, found + 1)
    return None if best is None else Span(best, best + len(wanted))


def gap_place(text: str, before: str, after: str, place: int) -> Span | None:
    """Return where the gap between ``before`` and ``after`` is in ``text`` now, as an empty span.

    Args:
        text: the whole text as it is now.
        before: the whole text before the gap as it was then; what is next to it counts.
        after: the whole text after it.
        place: where the gap was then, in characters.
    """
    near = before[-_NEAR:]
    found = nearest_place(text, near + after[:_NEAR], place - len(near))
    return None if found is None else Span(found.start + len(near), found.start + len(near))
