"""Training pairs that hold much more to do than a person's text would: several breaks, many slips.

An edit teaches most where something changes, and in a real text that is a word or two. A drill is
the same edit under the same wordings, with changes close together. Drills are for training alone:
what is measured comes from ``tasks``.
"""

import random
from dataclasses import replace

from corpus import Corpus
from material import Pair, PairMaker, draw_passage, draw_sentence, draw_snippet
from noise import add_mistakes, misspell
from tasks_code import BREAKS, parses
from tasks_repair import SENTENCE_BREAKS
from tasks_structure import format_list, recase

# Words of a text for one mistake in it.
WORDS_A_MISTAKE = (2, 5)
WORD_LIST_SHARE = 0.35
# Between words of an item there is no "and": it would end an enumeration.
FUNCTION_WORDS = ("of the", "for", "in a", "with", "to", "by the", "from")
HEADING_WORDS = (*FUNCTION_WORDS, "and", "or", "and the")


def known_words(rng: random.Random, corpus: Corpus, count: int) -> list[str]:
    """Draw words that are frequent enough to be put right when they are misspelt."""
    chosen: list[str] = []
    while len(chosen) < count:
        word = rng.choice(corpus.spellable)
        if word not in chosen:
            chosen.append(word)
    return chosen


def drill_spelling(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a passage, or a mere row of words, with a mistake every few words."""
    if rng.random() < WORD_LIST_SHARE:
        return drill_words(rng, corpus, budget)
    passage = draw_passage(rng, corpus, budget - 8)
    if passage is None:
        return None
    count = max(2, len(passage.split()) // rng.randint(*WORDS_A_MISTAKE))
    selected = add_mistakes(rng, passage, count, corpus.vocabulary)
    return None if selected == passage else Pair(selected, passage)


def drill_words(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a row of words, most of them misspelt: so rare ones are met as often as common ones."""
    words = known_words(rng, corpus, max(3, min(14, budget // 11)))
    slips = [
        (misspell(rng, word, corpus.vocabulary) if rng.random() < 0.75 else None) or word
        for word in words
    ]
    joint = rng.choice((" ", " ", ", ", "\n", " the ", " and "))
    target, selected = joint.join(words), joint.join(slips)
    return None if selected == target else Pair(selected, target)


def drill_python(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a snippet with two or three breaks."""
    target = draw_snippet(rng, corpus, budget)
    if target is None:
        return None
    kinds, weights = zip(*BREAKS, strict=True)
    broken, made = target, 0
    for _ in range(6):
        again = rng.choices(kinds, weights)[0](rng, broken)
        if again is not None and not parses(again):
            broken, made = again, made + 1
        if made == 3 or (made == 2 and rng.random() < 0.6):
            break
    return Pair(broken, target, language="python") if made > 1 else None


def drill_markdown(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make up to four lines or paragraphs, nearly every one of them broken."""
    pairs: list[Pair] = []
    room = budget
    for _ in range(rng.randint(2, 4)):
        sentence = draw_sentence(rng, corpus, min(room - 14, 90))
        if sentence is None or "*" in sentence or "[" in sentence:
            break
        pair = rng.choice(SENTENCE_BREAKS)(rng, sentence)
        if pair is None:
            continue
        if rng.random() < 0.15:
            pair = replace(pair, selected=pair.target)
        pairs.append(pair)
        room -= max(len(pair.selected), len(pair.target)) + 2
    if len(pairs) < 2:
        return None
    return Pair(
        "\n\n".join(pair.selected for pair in pairs), "\n\n".join(pair.target for pair in pairs)
    )


def draw_words(rng: random.Random, corpus: Corpus) -> str:
    """Draw a phrase of words that need not belong together."""
    words = known_words(rng, corpus, rng.randint(1, 4))
    if len(words) > 2 and rng.random() < 0.6:
        words.insert(rng.randint(1, len(words) - 1), rng.choice(FUNCTION_WORDS))
    return " ".join(words)


def drill_headings(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make headings out of words that need not belong together."""
    titled = rng.random() < 0.5
    blocks: list[tuple[str, str]] = []
    room = budget
    for _ in range(rng.randint(1, 4)):
        heading = f"{draw_words(rng, corpus)} {rng.choice(HEADING_WORDS)} {draw_words(rng, corpus)}"
        mark = "#" * rng.randint(1, 4)
        if len(heading) + 6 <= room:
            selected, target = recase(rng, heading, titled)
            blocks.append((f"{mark} {selected}", f"{mark} {target}"))
            room -= len(heading) + 7
    if not blocks:
        return None
    joint = rng.choice(("\n\n", "\n"))
    return Pair(
        joint.join(block[0] for block in blocks),
        joint.join(block[1] for block in blocks),
        "headings-title" if titled else "headings-sentence",
    )


def drill_list(rng: random.Random, corpus: Corpus, budget: int, numbered: bool) -> Pair | None:
    """Make a list out of words that need not belong together."""
    items: list[str] = []
    room = budget
    for _ in range(rng.randint(3, 9)):
        item = draw_words(rng, corpus)
        if len(item) + 4 > room:
            break
        items.append(item)
        room -= len(item) + 4
    if len(items) < 3:
        return None
    end = rng.choice(("", "."))
    selected = rng.choice(
        (
            "\n".join(items),
            f"{'; '.join(items)}{end}",
            f"{', '.join(items[:-1])} and {items[-1]}{end}",
            f"{', '.join(items[:-1])}, and {items[-1]}{end}",
        )
    )
    return Pair(selected, format_list(items, numbered))


def drill_bullets(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a bullet list out of drawn words."""
    return drill_list(rng, corpus, budget, numbered=False)


def drill_numbered(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a numbered list out of drawn words."""
    return drill_list(rng, corpus, budget, numbered=True)


# How often a task is drilled, and how.
DRILLS: dict[str, tuple[float, PairMaker]] = {
    "spelling": (0.5, drill_spelling),
    "bullets": (0.25, drill_bullets),
    "numbered": (0.3, drill_numbered),
    "headings": (0.3, drill_headings),
    "repair-markdown": (0.4, drill_markdown),
    "repair-python": (0.4, drill_python),
}
