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
    """

    draft: Draft
    entropy: float


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
    lower mean entropy, and then the one of lower number.
    """
    return sorted(candidates, key=_key)


def best_draft(candidates: Iterable[Candidate]) -> Draft | None:
    """Return the best draft with the others behind it; ``None`` where there are none."""
    drafts = [candidate.draft for candidate in rank(candidates)]
    return replace(drafts[0], others=tuple(drafts[1:])) if drafts else None


def _key(candidate: Candidate) -> tuple[bool, float, int]:
    draft = candidate.draft
    return not (draft.converged and draft.turn_closed), candidate.entropy, draft.variant
