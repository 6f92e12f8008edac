"""What Enter in the instruction bar would start, from what stands there; knows no widget."""

from collections.abc import Callable, Sequence

from app.instruction import Instruction
from app.presets.own_row import OwnRow
from engine.presets import Preset

TAUGHT_ONLY = "This small model knows only the edits above."
OWN_NEEDS_LARGE = "Not taught to this small model: this preset of yours needs the 26B model."
Row = Preset | OwnRow
Chosen = OwnRow | str  # an own preset, or words


def chosen_by(
    text: str,
    own: Sequence[OwnRow],
    taught: Callable[[str], bool] | None,
    closest: Row | None,
) -> Chosen | None:
    """Return what ``text`` means: an own preset's name, words, or the row that is closest.

    Args:
        text: of the line.
        own: the person's presets.
        taught: tells which words a small model knows; ``None`` for one that takes any.
        closest: the row that is marked.
    """
    text = text.strip()
    if not text:
        return None
    named = (row for row in own if row.title.casefold() == text.casefold())
    if (found := next(named, None)) is not None:
        return found
    if taught is None or taught(text):
        return text
    return None if closest is None else meant_by(closest)


def hindrance_of(chosen: Chosen | None, text: str) -> str:
    """Return why ``text``, which means ``chosen``, cannot start; "" where it can."""
    if isinstance(chosen, OwnRow) and chosen.hindrance:
        return OWN_NEEDS_LARGE
    return TAUGHT_ONLY if chosen is None and text.strip() else ""


def meant_by(row: Row) -> Chosen:
    """Return what picking a row means: an own preset, or the words of a built-in one."""
    return row if isinstance(row, OwnRow) else row.instruction


def words_of(chosen: Chosen | None) -> str:
    """Return what the model would read; "" for nothing yet."""
    return chosen.filled if isinstance(chosen, OwnRow) else chosen or ""


def asked_for(chosen: Chosen, moved: float | None, cut: bool | None) -> Instruction:
    """Return what starts ``chosen``, with what the person set just now: strength and pieces."""
    if isinstance(chosen, OwnRow):
        return chosen.asked(moved, cut)
    return Instruction(chosen, moved, cut)
