"""What a draft under review is, told honestly: its verdict, its faults, its figures; no Qt.

The words are made from a ``Review`` alone, so they are those of its own run: a retry starts anew.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.review import Review
from engine.events import Draft, PieceEnd

_WHY_LEFT = {
    PieceEnd.STRUCTURE: "the draft would have changed how it is built",
    PieceEnd.TOO_LONG: "too long for the model",
}
_WHY_KEPT = {
    PieceEnd.KEPT: "code or markup",
    PieceEnd.NOT_REACHED: "the run ended before it",
}


@dataclass(frozen=True, slots=True)
class ReadOut:
    """What a person should know of a draft before they accept it.

    Attributes:
        verdict: what the draft is, in a few words.
        meaning: what that means for the person, in sentences.
        figures: steps and time, corrections, speed; the most important first.
        facts: the same and what else is known, each in full words.
        warning: the draft is to be looked at with care.
    """

    verdict: str
    meaning: str
    figures: tuple[str, ...]
    facts: tuple[str, ...]
    warning: bool

    @property
    def judgement(self) -> str:
        """Return verdict and meaning."""
        return f"{self.verdict}. {self.meaning}"

    @property
    def line(self) -> str:
        """Return all that stands in one line where there is room."""
        return f"{self.judgement} {' · '.join(self.figures)}"

    @property
    def whole(self) -> str:
        """Return everything, a fact a line."""
        return "\n".join((self.judgement, *self.facts))


def read_out(review: Review) -> ReadOut:
    """Return what there is to say of the draft of ``review``."""
    if _is_original(review.draft) and not review.draft.model:
        return ReadOut(
            verdict="The draft of before",
            meaning="Something more was asked of it.",
            figures=(),
            facts=("From the history: how it was made stands there with its own run",),
            warning=_is_empty(review),
        )
    if _is_original(review.draft):
        return ReadOut(
            verdict="The text of before",
            meaning="Accepting it takes the accepted draft back.",
            figures=(),
            facts=("From the history: no model ran for it",),
            warning=_is_empty(review),
        )
    remarks = tuple(_remarks(review))
    if remarks:
        verdict = ", ".join(name for name, _ in remarks)
        meaning = " ".join(sentence for _, sentence in remarks if sentence)
    else:
        verdict, meaning = "draft ready", "Settled and complete."
    return ReadOut(
        verdict=verdict[0].upper() + verdict[1:],
        meaning=meaning,
        figures=_figures(review.draft),
        facts=tuple(_facts(review)),
        warning=bool(review.problem) or _is_empty(review) or not _is_complete(review.draft),
    )


def speed_text(tokens: int, seconds: float) -> str:
    """Return a speed as people read it; no time is no speed."""
    speed = tokens / seconds if seconds > 0 else 0.0
    return f"{speed:.1f} tokens/s" if speed < 10 else f"{speed:.0f} tokens/s"


def corrections_text(count: int) -> str:
    """Return a number of corrections as people read it."""
    return _counted(count, "correction")


def _is_original(draft: Draft) -> bool:
    """Return whether no model made it: the history offers what stood there before a draft."""
    return not (draft.steps or draft.canvases or draft.pieces)


def _is_complete(draft: Draft) -> bool:
    """Return whether the model came to its end: every token settled, and the turn closed."""
    return draft.converged and draft.turn_closed


def _is_empty(review: Review) -> bool:
    """Return whether accepting leaves no words, and the original has some."""
    return not review.text.strip() and bool(review.original.strip())


def _remarks(review: Review) -> Iterator[tuple[str, str]]:
    """Yield what sets the draft apart from a good one, the weightiest first: name and meaning."""
    draft = review.draft
    if review.problem:
        yield "broken off", f"{review.problem} This is the best draft so far."
    elif review.stopped and _is_complete(draft):
        yield "stopped", "The draft was settled and complete by then."
    elif review.stopped:
        yield "stopped", "This is the best draft so far."
    if draft.taken_early:
        yield f"draft of step {draft.steps}", "The run went on after it."
    if _is_empty(review):
        yield "empty draft", "Accepting it removes the text."
    unreached = any(piece.end is PieceEnd.NOT_REACHED for piece in draft.pieces)
    # What the run did not come to is no end that is missing: the original stands there.
    if not draft.turn_closed and not unreached:
        yield "cut off", "Its end may be missing."
    if not draft.converged and not unreached:
        ran_out = not (review.problem or review.stopped or draft.taken_early)
        yield "not settled", _how_it_ran_out(draft) if ran_out else ""
    if draft.kept:
        them = "it" if draft.kept == 1 else "them"
        yield (
            f"{_counted(draft.kept, 'word')} left as selected",
            f"The model was not sure of {them}.",
        )
    left = _left_pieces(draft)
    done = sum(piece.end not in _WHY_KEPT for piece in draft.pieces)
    if unreached:
        yield f"{_counted(done, 'piece')} done", "The text behind them is as it was."
    if left:
        of_them = (
            f"{left} left as before" if unreached else f"{left} of {done} pieces left as they were"
        )
        yield of_them, "See the details for why."
    if not review.changed:
        yield "no change", "The model would leave this text as it is."


def _how_it_ran_out(draft: Draft) -> str:
    """Return what it means that the steps did not suffice."""
    # Not every piece of a long span can keep words: one that did not settle may be another.
    if draft.kept and not draft.pieces:
        return "The steps ran out: the rest is as it was selected."
    return "The steps ran out: read it with care."


def _left_pieces(draft: Draft) -> int:
    """Return how many pieces of a long span the run came to and left as they were."""
    return sum(piece.end in _WHY_LEFT for piece in draft.pieces)


def _pieces_facts(draft: Draft) -> Iterator[str]:
    """Yield what became of the pieces of a long span."""
    ends = Counter(piece.end for piece in draft.pieces)
    if draft.pieces:
        yield f"{_counted(ends[PieceEnd.REFINED], 'piece')} refined"
    for end, why in {**_WHY_LEFT, **_WHY_KEPT}.items():
        if ends[end]:
            yield f"{_counted(ends[end], 'piece')} as before: {why}"


def _figures(draft: Draft) -> tuple[str, ...]:
    """Return the figures of the run, short, the most important first."""
    return (
        _steps_text(draft),
        _counted(draft.corrections, "correction"),
        speed_text(draft.tokens, draft.seconds),
    )


def _facts(review: Review) -> Iterator[str]:
    """Yield what is known of the run, each in full words."""
    draft = review.draft
    if draft.converged:
        yield "Settled: the text stood still and the model was sure of it"
    elif draft.taken_early:
        yield "Not settled: a step before the end of the run, taken from its replay"
    elif review.problem:
        yield "Not settled: the run broke off before"
    elif review.stopped:
        yield "Not settled: the run was stopped before"
    else:
        yield "Not settled: stopped at the step cap"
    if draft.turn_closed:
        yield "Turn closed: the model itself ended the text"
    else:
        yield "Turn not closed: the text was cut off"
    if review.edited:
        yield "Edited: you have typed into it since"
    yield f"{_counted(draft.corrections, 'correction')}: settled tokens that changed later"
    yield from _pieces_facts(draft)
    yield _steps_text(draft)
    yield f"{_counted(draft.tokens, 'token')}, {speed_text(draft.tokens, draft.seconds)}"


def _steps_text(draft: Draft) -> str:
    """Return how many steps the run took and how long; the cap is of one canvas."""
    over = f" over {draft.canvases} canvases" if draft.canvases > 1 else ""
    return f"{_counted(draft.steps, 'step')}{over} in {draft.seconds:.1f} s"


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def changes_words(review: Review) -> str:
    """Return how many changes accepting applies, as the bar says it."""
    count = len(review.changes)
    if not count:
        return "No changes"
    if count == 1:
        return "The change is taken" if review.taken else "The change is left"
    return f"{review.taken} of {count} changes taken"


def changes_count(review: Review) -> str:
    """Return the same where there is little room."""
    return f"{review.taken} of {len(review.changes)}"


def accept_words(review: Review) -> str:
    """Return the name of what accepting does, in a word or a few."""
    count = len(review.changes)
    if review.text == review.original:
        return "Keep original"
    return "Accept" if review.taken == count else f"Accept {review.taken} of {count}"


def what_is_taken(review: Review) -> str:
    """Return what accepting applies, in a sentence."""
    count = len(review.changes)
    if review.text == review.original:
        return "Nothing is taken: the text stays as it is"
    if review.taken == count:
        return "Take the draft, in one undo step"
    return f"Take {review.taken} of {count} changes and leave the original elsewhere, in one step"
