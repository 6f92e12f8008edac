"""Scores fillings of gaps against what was taken out; knows no files and no terminal."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from engine.bench.alignment import edit_distance
from engine.bench.cases import Case
from engine.events import Draft
from engine.gap import GAP_MARK

# Characters at least by which the text behind a gap is known again.
_SEEN = 4


@dataclass(frozen=True, slots=True)
class GapCase:
    """A text with a gap, and what was in it.

    Attributes:
        case: the same as an edit of the whole text, which the model was taught.
        before: the text up to the gap.
        after: the text behind it.
        missing: what was taken out.
    """

    case: Case
    before: str
    after: str
    missing: str


@dataclass(frozen=True, slots=True)
class FillScore:
    """How one way of filling does; the names are those of the printed object.

    Attributes:
        n: number of gaps.
        exact: share of fillings that are what was taken out.
        first_word: share of those whose first word is right.
        words: share of those with as many words as were taken out.
        cer: character errors, over the characters that were taken out.
        seconds: mean time of a filling.
    """

    n: int
    exact: float
    first_word: float
    words: float
    cer: float
    seconds: float


def gaps_of(cases: Iterable[Case]) -> list[GapCase]:
    """Return the cases with one gap, words in it and the text around it as it was, as gaps."""
    found = []
    for case in cases:
        before, mark, after = case.selected.partition(GAP_MARK)
        end = len(case.target) - len(after)
        whole = case.target.startswith(before) and case.target.endswith(after)
        missing = case.target[len(before) : end]
        if mark and whole and missing.strip():
            found.append(GapCase(case, before, after, missing))
    return found


def cut_filling(gap: GapCase, text: str) -> str:
    """Return what a draft of the whole text has in place of the gap.

    It ends where the text behind the gap begins. Where a draft changed that too, as many
    characters are taken away.
    """
    kept = text[len(gap.before) :]
    if not gap.after:
        return kept
    # The more of it is found, the surer: a few letters may well stand there twice.
    for seen in range(len(gap.after), min(_SEEN, len(gap.after)) - 1, -1):
        begins = kept.rfind(gap.after[:seen])
        if begins >= 0:
            return kept[:begins].strip()
    return kept[: max(0, len(kept) - len(gap.after))].strip()


def score(gaps: Sequence[GapCase], drafts: Sequence[tuple[str, float]]) -> FillScore:
    """Compare fillings with what was taken out.

    Args:
        gaps: what was filled.
        drafts: the filling of each, and the seconds that it took.
    """
    pairs = [
        (gap.missing.split(), text.split(), gap.missing.strip(), text.strip())
        for gap, (text, _) in zip(gaps, drafts, strict=True)
    ]
    n = len(pairs)
    return FillScore(
        n=n,
        exact=sum(text == missing for _, _, missing, text in pairs) / n,
        first_word=sum(found[:1] == wanted[:1] for wanted, found, _, _ in pairs) / n,
        words=sum(len(found) == len(wanted) for wanted, found, _, _ in pairs) / n,
        cer=sum(edit_distance(text, missing) for _, _, missing, text in pairs)
        / sum(len(missing) for _, _, missing, _ in pairs),
        seconds=sum(seconds for _, seconds in drafts) / n,
    )


def measure_fills(
    gaps: Sequence[GapCase],
    search: Callable[[GapCase], Draft],
    alone: Callable[[GapCase], Draft],
    on_done: Callable[[int], None],
) -> dict[str, FillScore]:
    """Fill every gap in both ways.

    Args:
        gaps: what is filled.
        search: gives the filling, with other lengths behind it.
        alone: gives the whole text, from the prompt alone.
        on_done: told the number of gaps done.
    """
    searched, prompted = [], []
    for done, gap in enumerate(gaps, start=1):
        draft = search(gap)
        searched.append((draft.text, draft.seconds))
        whole = alone(gap)
        prompted.append((cut_filling(gap, whole.text), whole.seconds))
        on_done(done)
    return {"search": score(gaps, searched), "prompt alone": score(gaps, prompted)}
