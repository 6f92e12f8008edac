"""The draft of a run as a person sees it: text, and each token's place and state in it; no torch.

Knows the answer's closing tag and the white space that is put back around the text, and nothing
of prompts or models.
"""

from dataclasses import dataclass

from engine.denoise import LoopStep
from engine.draft_text import TokenPieces, spell
from engine.events import TokenState, TokenView
from engine.prompt import CLOSING


@dataclass(frozen=True, slots=True)
class Shown:
    """What one step shows.

    Attributes:
        text: of all canvases so far, up to the end of turn or the closing tag.
        tokens: cover ``text`` without gaps.
        token_count: tokens before the end of turn.
        closed: there is an end of turn or a closing tag.
    """

    text: str
    tokens: tuple[TokenView, ...]
    token_count: int
    closed: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """One token in the text before anything is cut off: where it ends, and what to say of it."""

    end: int
    entropy: float
    state: TokenState


class DraftView:
    """Follows one run; finished canvases are spelled once."""

    def __init__(
        self, pieces: TokenPieces, end_ids: tuple[int, ...], lead: str, trail: str
    ) -> None:
        """Start with no canvas.

        Args:
            pieces: of the checkpoint's tokenizer.
            end_ids: tokens that end the turn.
            lead: white space that stands before the text, whatever the model writes.
            trail: the same behind it.
        """
        self._pieces = pieces
        self._end_ids = frozenset(end_ids)
        self._lead = lead
        self._trail = trail
        self._text = ""
        self._places: list[_Place] = []
        self._pending = b""

    def show(self, step: LoopStep) -> Shown:
        """Return what a step of the newest canvas shows."""
        ids = self._before_end(step)
        text, places, pending = self._spelled(step, ids)
        if pending:
            text += "\ufffd"
            places[-1] = _Place(len(text), places[-1].entropy, places[-1].state)
        start, end, cut = _visible(text, places)
        return Shown(
            text=self._lead + text[start:end] + self._trail,
            tokens=self._views(places, start, end),
            token_count=len(places),
            closed=cut or len(ids) < len(step.ids),
        )

    def settle(self, step: LoopStep) -> None:
        """Take over the last step of a canvas; the next step belongs to the next canvas."""
        self._text, self._places, self._pending = self._spelled(step, self._before_end(step))

    def _before_end(self, step: LoopStep) -> tuple[int, ...]:
        """Return the ids before the first end of turn."""
        for position, token in enumerate(step.ids):
            if token in self._end_ids:
                return step.ids[:position]
        return step.ids

    def _spelled(self, step: LoopStep, ids: tuple[int, ...]) -> tuple[str, list[_Place], bytes]:
        """Return text, places and pending bytes of the settled canvases and ``ids``."""
        spelling = spell(self._pieces, ids, self._pending)
        offset = len(self._text)
        places = self._places + [
            _Place(offset + end, entropy, _state(accepted=accepted, pinned=pinned))
            for end, entropy, accepted, pinned in zip(
                spelling.ends, step.entropies, step.accepted, step.pinned, strict=False
            )
        ]
        return self._text + spelling.text, places, spelling.pending

    def _views(self, places: list[_Place], start: int, end: int) -> tuple[TokenView, ...]:
        """Return the tokens that stand in ``start:end``, and the white space around them."""
        views: list[TokenView] = []
        shift = len(self._lead) - start
        if self._lead:
            views.append(TokenView(0, len(self._lead), 0.0, TokenState.PINNED))
        here = start
        for place in places:
            upto = min(max(place.end, start), end)
            views.append(TokenView(here + shift, upto + shift, place.entropy, place.state))
            here = upto
            if place.end >= end:
                break
        if self._trail:
            last = end + shift
            views.append(TokenView(last, last + len(self._trail), 0.0, TokenState.PINNED))
        return tuple(views)


def _state(*, accepted: bool, pinned: bool) -> TokenState:
    """Name what a step did with a position."""
    if pinned:
        return TokenState.PINNED
    return TokenState.ACCEPTED if accepted else TokenState.FREE


def _visible(text: str, places: list[_Place]) -> tuple[int, int, bool]:
    """Return where the answer starts and ends, and whether a closing tag cuts it.

    White space at the edges is left out, since the selection's own is put back. Pinned text is
    never left out.
    """
    pinned = [
        (places[number - 1].end if number else 0, place.end)
        for number, place in enumerate(places)
        if place.state is TokenState.PINNED
    ]
    first = pinned[0][0] if pinned else len(text)
    last = pinned[-1][1] if pinned else 0
    cut = text.find(CLOSING, last)
    end = len(text) if cut < 0 else cut
    start = min(len(text[:end]) - len(text[:end].lstrip()), first)
    end = max(len(text[:end].rstrip()), last, start)
    return start, end, cut >= 0
