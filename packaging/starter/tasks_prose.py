"""Pairs for the prose tasks: spelling, tighten, backticks, fill."""

import random
import re

from code_names import CODE_NAME, mark_code_names
from corpus import Corpus
from fillers import add_fillers, has_filler
from material import Pair, draw_passage, draw_sentence
from noise import add_mistakes

ALREADY_CLEAN = 0.12
WITH_CODE_SPANS = 0.3
GAP = "___"
GAP_WORD = re.compile(r"(?<!\S)[A-Za-z][A-Za-z'-]*(?=[\s.,;:!?])")


def maybe_mark(rng: random.Random, text: str) -> str:
    """Now and then mark the code names, so that code spans are met outside their own task."""
    return mark_code_names(text) if rng.random() < WITH_CODE_SPANS else text


def make_spelling(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a passage with one to four mistakes; the target is the clean passage."""
    passage = draw_passage(rng, corpus, budget - 6)
    if passage is None:
        return None
    target = maybe_mark(rng, passage)
    if rng.random() < ALREADY_CLEAN:
        return Pair(target, target)
    most = min(4, 1 + len(target.split()) // 6)
    selected = add_mistakes(rng, target, rng.randint(1, most), corpus.vocabulary)
    return None if selected == target else Pair(selected, target)


def make_tighten(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a passage with filler words; the target is the passage without them."""
    passage = draw_passage(rng, corpus, max(budget * 3 // 4, 40))
    if passage is None or has_filler(passage):
        return None
    target = maybe_mark(rng, passage)
    if rng.random() < ALREADY_CLEAN:
        return Pair(target, target)
    selected = add_fillers(rng, target, rng.randint(1, 2 + len(target) // 70))
    return None if selected == target else Pair(selected, target)


def make_backticks(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a passage with bare code names, sometimes with some of them already marked."""
    passage = draw_passage(rng, corpus, budget - 8)
    if passage is None:
        return None
    names = CODE_NAME.findall(passage)
    if not names and rng.random() > 0.04:
        return None
    target = mark_code_names(passage)
    if len(names) > 1 and rng.random() < 0.15:
        # One name is marked already: the rest have to follow.
        return Pair(passage.replace(names[0], f"`{names[0]}`"), target)
    return Pair(passage, target)


def make_fill(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a passage with one to five neighbouring words taken out."""
    passage = draw_passage(rng, corpus, budget)
    sentence = passage or draw_sentence(rng, corpus, budget)
    if sentence is None:
        return None
    words = list(GAP_WORD.finditer(sentence))
    length = rng.choices((1, 2, 3, 4, 5), (40, 25, 15, 10, 10))[0]
    if len(words) < length + 3:
        return None
    first = rng.randrange(len(words) - length + 1)
    start, end = words[first].start(), words[first + length - 1].end()
    if len(sentence[start:end].split()) != length or GAP in sentence:
        return None
    return Pair(sentence[:start] + GAP + sentence[end:], sentence)
