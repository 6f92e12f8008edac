"""Pairs for the prose tasks: spelling, tighten, backticks, fill."""

import random
import re

from code_names import CODE_NAME, mark_code_names
from corpus import Corpus
from fillers import add_fillers, has_filler
from material import Pair, draw_passage
from noise import add_mistakes

ALREADY_CLEAN = 0.12
WITH_CODE_SPANS = 0.3
NO_CODE_NAME = 0.02
IN_COMMENT = 0.06
GAP = "___"
GAP_WORD = re.compile(r"(?<!\S)[A-Za-z][A-Za-z'-]*(?=[\s.,;:!?])")


def maybe_mark(rng: random.Random, text: str) -> str:
    """Now and then mark the code names, so that code spans are met outside their own task."""
    return mark_code_names(text) if rng.random() < WITH_CODE_SPANS else text


def make_spelling(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a passage with one to four mistakes; the target is the clean passage."""
    passage = draw_passage(rng, corpus, budget - 8)
    if passage is None:
        return None
    target = maybe_mark(rng, passage)
    most = min(4, 1 + len(target.split()) // 6)
    selected = add_mistakes(rng, target, rng.randint(1, most), corpus.vocabulary)
    if selected == target:
        return None
    if rng.random() < ALREADY_CLEAN:
        selected = target
    if "\n" not in target and rng.random() < IN_COMMENT:
        return Pair(f"# {selected}", f"# {target}", language="python")
    return Pair(selected, target)


def make_tighten(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a passage with filler words; the target is the passage without them."""
    passage = draw_passage(rng, corpus, max(budget * 3 // 4, 40))
    if passage is None or has_filler(passage):
        return None
    target = maybe_mark(rng, passage)
    selected = add_fillers(rng, target, rng.randint(1, 2 + len(target) // 70))
    if selected == target:
        return None
    return Pair(target if rng.random() < ALREADY_CLEAN else selected, target)


def make_backticks(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a passage with bare code names, sometimes with some of them already marked."""
    passage = draw_passage(rng, corpus, budget - 8)
    if passage is None:
        return None
    names = CODE_NAME.findall(passage)
    if not names and rng.random() > NO_CODE_NAME:
        return None
    target = mark_code_names(passage)
    if len(names) > 1 and rng.random() < 0.15:
        # One name is marked already: the rest have to follow.
        return Pair(passage.replace(names[0], f"`{names[0]}`"), target)
    return Pair(passage, target)


def make_fill(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a passage with one to five neighbouring words taken out."""
    passage = draw_passage(rng, corpus, budget)
    if passage is None:
        return None
    words = list(GAP_WORD.finditer(passage))
    length = rng.choices((1, 2, 3, 4, 5), (40, 25, 15, 10, 10))[0]
    if len(words) < length + 3:
        return None
    first = rng.randrange(len(words) - length + 1)
    start, end = words[first].start(), words[first + length - 1].end()
    gap = passage[start:end]
    # A gap does not reach over the end of a sentence or a line.
    if len(gap.split()) != length or re.search(r"[.!?\n]", gap) or GAP in passage:
        return None
    return Pair(passage[:start] + GAP + passage[end:], passage)
