"""The drafts of one run: their seeds, and which of them is the best; pure, knows no model."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.events import DenoiseStep, Draft, TokenState

_SEEDS = 2**63


@dataclass(frozen=True, slots=True)
class Candidate:
    """A draft and how sure the model is of it.

    Attributes:
        draft: as it stands; it has no others.
        entropy: mean entropy of its last step, in nats, as ``mean_entropy`` says.
        misfit: of what fills a gap, how badly it fits the text behind the gap; 0 elsewhere.
    """

    draft: Draft
    entropy: float
    misfit: float = 0.0


def variant_seed(seed: int, variant: int) -> int:
    """Return the seed of a variant: the one that gives the same draft in a run of its own."""
    return (seed + variant) % _SEEDS


def mean_entropy(step: DenoiseStep) -> float:
    """Return the mean entropy in nats of the tokens of a step's text that the model decided on.

    What is pinned, and the positions behind the end of the turn, say nothing of the text. An
    empty text has no token to be sure of: infinity.
    """
    found = [token.entropy for token in step.tokens if token.state is not TokenState.PINNED]
    return sum(found) / len(found) if found else float("inf")


def rank(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates, the best first.

    A draft that converged and closed its turn comes before any other; among equals the one of
    lower mean entropy, and then the one of lower number. Of fillings of a gap, the one that fits
    better comes first: how sure the model is says nothing of the right length.
    """
    return sorted(candidates, key=_key)


def best_draft(candidates: Iterable[Candidate]) -> Draft | None:
    """Return the best draft with the others behind it; ``None`` where there are none."""
    drafts = [candidate.draft for candidate in rank(candidates)]
    return replace(drafts[0], others=tuple(drafts[1:])) if drafts else None


def distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates, the best first, each text once and none that says nothing.

    Where no text says anything, one of those is left.
    """
    ranked = rank(candidates)
    by_text = {candidate.draft.text: candidate for candidate in reversed(ranked)}
    telling = [found for text, found in by_text.items() if text.strip()]
    return rank(telling or ranked[:1])


def _key(candidate: Candidate) -> tuple[float, bool, float, int]:
    draft = candidate.draft
    whole = draft.converged and draft.turn_closed
    return candidate.misfit, not whole, candidate.entropy, draft.variant
