"""The draft of a run as a person sees it: text, and each token's place and state in it; no torch.

Knows the answer's closing tag, the white space that is put back around the text and around pinned
words, and nothing of prompts or models.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from engine.denoise import LoopStep
from engine.draft_text import TokenPieces, spell
from engine.events import RunnerUp, TokenState, TokenView
from engine.floating_pins import FloatingPins
from engine.prompt import CLOSING
from engine.runners_up import Rivals
from engine.source import in_word


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
    rivals: Rivals = ()


class DraftView:
    """Follows one run; finished canvases are spelled once."""

    def __init__(
        self,
        pieces: TokenPieces,
        end_ids: tuple[int, ...],
        lead: str,
        trail: str,
        *,
        edges: Collection[int] = (),
        floating: FloatingPins | None = None,
    ) -> None:
        """Start with no canvas.

        Args:
            pieces: of the checkpoint's tokenizer.
            end_ids: tokens that end the turn.
            lead: white space that stands before the text, whatever the model writes.
            trail: the same behind it.
            edges: numbers of tokens, over all canvases, before which a word ends or begins that
                is pinned: where the model would run into it, a blank parts the two.
            floating: pinned ranges that stand in no canvas and are put into what is shown.
        """
        self._pieces = pieces
        self._end_ids = frozenset(end_ids)
        self._lead = lead
        self._trail = trail
        self._edges = edges
        self._floating = floating
        self._text = ""
        self._places: list[_Place] = []
        self._pending = b""

    def show(self, step: LoopStep) -> Shown:
        """Return what a step of the newest canvas shows."""
        ids = self._before_end(step)
        text, places, pending = self._spelled(step, ids)
        if pending:
            text += "\ufffd"
            places[-1] = replace(places[-1], end=len(text))
        start, end, cut = _visible(text, places)
        whole = self._lead + text[start:end] + self._trail
        tokens = self._views(places, start, end)
        if self._floating is not None:
            whole, tokens = self._floating.put_into(whole, tokens)
        return Shown(
            text=whole,
            tokens=tokens,
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
        # Half a character that the model wrote before a pinned word is not the word's.
        pairs = pairwise((False, *step.pinned))
        fresh = {number for number, (before, here) in enumerate(pairs) if here and not before}
        spelling = spell(self._pieces, ids, self._pending, fresh)
        offset = len(self._text)
        text, ends = self._text + spelling.text, [offset + end for end in spelling.ends]
        if self._edges:
            text, ends = self._parted(text, ends, step.pinned)
        places = self._places + [
            _Place(end, entropy, _state(accepted=accepted, pinned=pinned), rivals)
            for end, entropy, accepted, pinned, rivals in zip(
                ends,
                step.entropies,
                step.accepted,
                step.pinned,
                step.runners_up or ((),) * len(ids),
                strict=False,
            )
        ]
        return text, places, spelling.pending

    def _parted(self, text: str, ends: list[int], pinned: Sequence[bool]) -> tuple[str, list[int]]:
        """Part pinned words of a canvas from what would run into them; the blank is not theirs.

        Args:
            text: of all canvases so far.
            ends: of each token of this canvas, one past its last character in ``text``.
            pinned: of each position of this canvas.
        """
        first = len(self._places)
        shift = 0
        moved: list[int] = []
        parts: list[str] = []
        here = 0
        start = len(self._text)
        for number, end in enumerate(ends):
            glued = 0 < start < len(text) and in_word(text[start - 1]) and in_word(text[start])
            if glued and first + number in self._edges and (start > here or not parts):
                parts += (text[here:start], " ")
                here = start
                shift += 1
                if pinned[number] and moved:
                    moved[-1] += 1
            moved.append(end + shift)
            start = end
        return "".join((*parts, text[here:])), moved

    def _views(self, places: list[_Place], start: int, end: int) -> tuple[TokenView, ...]:
        """Return the tokens that stand in ``start:end``, and the white space around them."""
        views: list[TokenView] = []
        shift = len(self._lead) - start
        if self._lead:
            views.append(TokenView(0, len(self._lead), 0.0, TokenState.PINNED))
        here = start
        for place in places:
            upto = min(max(place.end, start), end)
            views.append(
                TokenView(
                    here + shift,
                    upto + shift,
                    place.entropy,
                    place.state,
                    self._runners_up(place.rivals),
                )
            )
            here = upto
            if place.end >= end:
                break
        if self._trail:
            last = end + shift
            views.append(TokenView(last, last + len(self._trail), 0.0, TokenState.PINNED))
        return tuple(views)

    def _runners_up(self, rivals: Rivals) -> tuple[RunnerUp, ...]:
        if not rivals:
            return ()
        pieces = self._pieces
        return tuple(
            [RunnerUp(pieces[token].decode("utf-8", "replace"), share) for token, share in rivals]
        )


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
