"""Draw clean passages, phrases and snippets from a corpus within a budget of characters.

A pair maker returns `None` when what it drew does not suit it; the caller draws again.
"""

import random
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from corpus import Corpus


@dataclass(frozen=True, slots=True)
class Pair:
    """A damaged or plain text and what the instruction makes of it.

    `wording` names the list of instructions where a task has more than one.
    """

    selected: str
    target: str
    wording: str = ""
    language: str = "markdown"


PairMaker = Callable[[random.Random, Corpus, int], Pair | None]


def draw_budget(rng: random.Random, max_chars: int) -> int:
    """Draw the length of one example: many short ones, some as long as `max_chars`."""
    kind = rng.random()
    if kind < 0.35:
        return min(max_chars, rng.randint(50, 90))
    if kind < 0.7:
        return min(max_chars, rng.randint(80, 160))
    return rng.randint(min(max_chars, 100), max_chars)


def draw_sentence(rng: random.Random, corpus: Corpus, budget: int) -> str | None:
    """Draw one sentence of at most `budget` characters."""
    end = bisect_right(corpus.starts, (budget, len(corpus.paragraphs), 0))
    if end == 0:
        return None
    _, number, place = corpus.starts[rng.randrange(end)]
    return corpus.paragraphs[number][place]


def draw_sentences(rng: random.Random, corpus: Corpus, budget: int, most: int = 6) -> list[str]:
    """Draw sentences that fit `budget` together: neighbours first, then any others."""
    end = bisect_right(corpus.starts, (budget, len(corpus.paragraphs), 0))
    if end == 0:
        return []
    _, number, place = corpus.starts[rng.randrange(end)]
    paragraph = corpus.paragraphs[number]
    chosen: list[str] = []
    room = budget
    for sentence in paragraph[place : place + most]:
        if len(sentence) > room:
            break
        chosen.append(sentence)
        room -= len(sentence) + 1
    while len(chosen) < most and room > 40 and rng.random() < 0.75:
        other = draw_sentence(rng, corpus, room)
        if other is None or other in chosen:
            break
        chosen.append(other)
        room -= len(other) + 1
    return chosen


def draw_passage(rng: random.Random, corpus: Corpus, budget: int) -> str | None:
    """Draw a passage of one to six sentences: a paragraph, two of them, or a bullet list."""
    sentences = draw_sentences(rng, corpus, budget)
    kind = rng.random()
    if len(sentences) > 1 and kind < 0.1:
        return "\n".join(f"- {sentence}" for sentence in sentences)
    if len(sentences) > 1 and kind < 0.15:
        return f"{sentences[0]}\n\n{' '.join(sentences[1:])}"
    return " ".join(sentences) or None


def draw_snippet(rng: random.Random, corpus: Corpus, budget: int) -> str | None:
    """Draw a Python snippet of at most `budget` characters."""
    end = bisect_right(corpus.snippets_by_length, budget, key=len)
    return corpus.snippets_by_length[rng.randrange(end)] if end else None
