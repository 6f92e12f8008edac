"""Earlier instructions, recalled as a shell recalls its commands; knows no Qt."""

from collections.abc import Iterable

MOST_KEPT = 50


class InstructionHistory:
    """Earlier instructions, the newest last, and where the person stands in them.

    Past the newest stands what was typed and not yet given. Going up and down loses nothing:
    what was typed and what was changed in a recalled instruction are there again, until
    :meth:`begin`.
    """

    def __init__(self, instructions: Iterable[str] = ()) -> None:
        self._earlier = list(instructions)[-MOST_KEPT:]
        self._lines = [*self._earlier, ""]
        self._place = len(self._earlier)

    @property
    def instructions(self) -> tuple[str, ...]:
        """Return the instructions, the newest last."""
        return tuple(self._earlier)

    def begin(self) -> None:
        """Stand past the newest instruction, with nothing typed and nothing changed."""
        self._lines = [*self._earlier, ""]
        self._place = len(self._earlier)

    def older(self, shown: str) -> str | None:
        """Return the line before the one that is ``shown``, ``None`` past the oldest."""
        return self._move(shown, -1)

    def newer(self, shown: str) -> str | None:
        """Return the line after the one that is ``shown``, ``None`` past what was typed."""
        return self._move(shown, +1)

    def add(self, instruction: str) -> None:
        """Make ``instruction`` the newest; an earlier one with the same words goes."""
        self._earlier = [kept for kept in self._earlier if kept != instruction]
        self._earlier.append(instruction)
        del self._earlier[:-MOST_KEPT]
        self.begin()

    def _move(self, shown: str, by: int) -> str | None:
        place = self._place + by
        if not 0 <= place < len(self._lines):
            return None
        self._lines[self._place] = shown
        self._place = place
        return self._lines[place]
