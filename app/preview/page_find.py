"""Finds words on a page, whatever of it was seen, and selects them; knows no widget."""

from dataclasses import dataclass

from app.preview.kept_places import text_of
from app.preview.page_flow import PageFlow


@dataclass(frozen=True, slots=True)
class Found:
    """A place where words stand: index of the block, and positions in its text."""

    index: int
    start: int
    end: int


def find_all(flow: PageFlow, query: str) -> list[Found]:
    """Return every place of ``query`` on the page, from the top, whatever its case."""
    wanted = query.lower()
    found: list[Found] = []
    for index, slot in enumerate(flow.source.stack):
        text = text_of(slot).lower()
        at = text.find(wanted) if wanted else -1
        while at >= 0:
            found.append(Found(index, at, at + len(wanted)))
            at = text.find(wanted, at + len(wanted))
    return found


def next_of(found: list[Found], after: tuple[int, int], *, backwards: bool) -> int | None:
    """Return which of ``found`` comes next, round the end of the page; None where there is none.

    Args:
        found: from the top.
        after: index of a block and position in it: the end of what is selected, or, backwards,
            its start.
        backwards: the one before is wanted.
    """
    if not found:
        return None
    if backwards:
        before = [at for at, one in enumerate(found) if (one.index, one.end) <= after]
        return before[-1] if before else len(found) - 1
    behind = (at for at, one in enumerate(found) if (one.index, one.start) >= after)
    return next(behind, 0)
