"""Which tokens of a step are positions of its own canvas, and where these stand on the map; no Qt.

A step shows more than its canvas: the white space that is put back around a draft, the canvases
before it, and, of a span that is refined piece by piece, all the text around the piece.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from engine.events import DenoiseStep, TokenState, TokenView


@dataclass(frozen=True, slots=True)
class Places:
    """One canvas of a track.

    Attributes:
        ahead: tokens of each of its steps that stand before the piece, and are no position.
        behind: the same behind it.
        earlier: tokens after those ahead that belong to canvases which had ended.
        first: position on the map of the canvas's first token.
    """

    ahead: int
    behind: int
    earlier: int
    first: int

    def inner(self, step: DenoiseStep) -> tuple[TokenView, ...]:
        """Return the tokens of the piece, those of its earlier canvases among them."""
        return step.tokens[self.ahead : len(step.tokens) - self.behind]


def canvas_places(steps: Sequence[DenoiseStep]) -> dict[int, Places]:
    """Return the places of every canvas of ``steps``, which are those of one variant."""
    found: dict[int, Places] = {}
    last: tuple[int, str, str] | None = None  # the piece, and the text around it
    base = reached = shown = 0
    for canvas, group in groupby(steps, key=lambda step: step.canvas):
        of_canvas = list(group)
        ahead, behind = _around(of_canvas)
        piece = (of_canvas[0].piece, *_texts_around(of_canvas[0], ahead, behind))
        same = piece == last
        base = base if same else reached
        # White space at the end of a canvas comes to show only once the next one is begun, so the
        # most that any of its steps showed says where that begins.
        earlier = shown if same else 0
        found[canvas] = Places(ahead, behind, earlier, base + earlier)
        shown = max(len(step.tokens) - ahead - behind for step in of_canvas)
        reached = max(reached, base + shown)
        last = piece
    return found


def _around(steps: Sequence[DenoiseStep]) -> tuple[int, int]:
    """Return how many tokens at either edge of all ``steps`` are no positions."""
    fewest = min(len(step.tokens) for step in steps)
    ahead = 0
    while ahead < min(2, fewest) and _is_given([(step, step.tokens[ahead]) for step in steps]):
        ahead += 1
    behind = 0
    while behind < min(2, fewest - ahead) and _is_given(
        [(step, step.tokens[-1 - behind]) for step in steps]
    ):
        behind += 1
    return ahead, behind


def _is_given(tokens: Sequence[tuple[DenoiseStep, TokenView]]) -> bool:
    """Return whether the same text, which no model wrote, stands there at every step."""
    texts = {step.text[token.start : token.end] for step, token in tokens}
    if len(texts) > 1 or any(token.entropy for _, token in tokens):
        return False
    states = {token.state for _, token in tokens}
    blank = next(iter(texts)).isspace() and states == {TokenState.PINNED}
    around = tokens[0][0].pieces > 1 and states == {TokenState.ACCEPTED}
    return blank or around


def _texts_around(step: DenoiseStep, ahead: int, behind: int) -> tuple[str, str]:
    tokens = step.tokens
    before = step.text[: tokens[ahead - 1].end] if ahead else ""
    after = step.text[tokens[len(tokens) - behind].start :] if behind else ""
    return before, after
