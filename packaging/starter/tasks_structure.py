"""Pairs for the Markdown structure tasks: bullets, numbered, table, headings.

The conventions, one for each task:

- A list item keeps its words and begins with a capital, unless its first word looks like code.
  A sentence keeps its full stop; the item of an enumeration has none.
- A lead-in that ends with a colon stays above the list, followed by an empty line.
- A table is written without padding. `key: value` lines get the header `| Key | Value |`;
  comma-separated lines take their header from the first line.
- A heading is in title case or in sentence case, as `capitals` has them.
"""

import random
from collections.abc import Sequence

from capitals import capitalise, lower_first, sentence_case, title_case, unknown_capitals
from corpus import Corpus
from material import Pair, draw_passage, draw_sentences

LEAD_INS = (
    "It supports", "You need", "The options are", "Supported formats", "It checks", "Returns",
    "Requirements", "Features", "The parts are", "Steps", "This covers", "Remember", "Notes",
    "What you get", "It has", "See also", "The input", "Known problems", "To do", "Topics",
)  # fmt: skip
TABLE_HEADERS = (
    ("Name", "Description", "Default"), ("Option", "Meaning", "Value"), ("Field", "Type", "Note"),
    ("Step", "Result", "Time"), ("Item", "Count", "Price"), ("File", "Purpose", "Size"),
)  # fmt: skip
UNITS = ("", "", "", "%", " px", " ms", " GB", " km", ".5")
TWO_HEADERS = (
    ("Name", "Description"), ("Option", "Meaning"), ("Term", "Definition"), ("Field", "Note"),
)  # fmt: skip


def format_list(items: Sequence[str], numbered: bool) -> str:
    """Return `items` as a Markdown list."""
    return "\n".join(
        f"{f'{number}.' if numbered else '-'} {capitalise(item)}"
        for number, item in enumerate(items, 1)
    )


def join_items(items: Sequence[str], oxford: bool) -> str:
    """Join items as in a sentence: `a, b and c`, or with a comma before the `and`."""
    return f"{', '.join(items[:-1])}{',' if oxford else ''} and {items[-1]}"


def draw_phrases(rng: random.Random, corpus: Corpus, budget: int) -> list[str]:
    """Draw up to six phrases, or single words, that fit `budget` together."""
    chosen: list[str] = []
    room = budget
    material = corpus.words if rng.random() < 0.25 else corpus.phrases
    for _ in range(rng.randint(3, 6)):
        phrase = rng.choice(material)
        if len(phrase) + 4 > room:
            break
        if phrase not in chosen:
            chosen.append(phrase)
        room -= len(phrase) + 4
    return chosen


def make_list(rng: random.Random, corpus: Corpus, budget: int, numbered: bool) -> Pair | None:
    """Make a list out of sentences, lines or an enumeration."""
    kind = rng.random()
    if kind < 0.4:
        sentences = draw_sentences(rng, corpus, budget - 16)
        if len(sentences) < 2:
            return None
        joint = "\n" if rng.random() < 0.25 else " "
        return Pair(joint.join(sentences), format_list(sentences, numbered))
    items = draw_phrases(rng, corpus, budget - 6)
    if len(items) < 3:
        return None
    if rng.random() < 0.8:
        items = [lower_first(item) for item in items]
    listed = format_list(items, numbered)
    if kind < 0.65:
        # Lines that carry the marks of some other list lose them.
        marks = rng.choice(("", "", "* ", "+ ", "- " if numbered else "1) "))
        lines = [mark_line(marks, number, item) for number, item in enumerate(items, 1)]
        if rng.random() < 0.25:
            lead_in = draw_lead_in(rng, corpus)
            return Pair("\n".join((lead_in, *lines)), f"{lead_in}\n\n{listed}")
        return Pair("\n".join(lines), listed)
    if kind < 0.72:
        return Pair("; ".join(items) + rng.choice(("", ".")), listed)
    enumeration = join_items(items, rng.random() < 0.5)
    if rng.random() < 0.45:
        lead_in = draw_lead_in(rng, corpus)
        return Pair(f"{lead_in} {enumeration}{rng.choice(('', '.'))}", f"{lead_in}\n\n{listed}")
    if rng.random() < 0.5:
        enumeration = capitalise(enumeration) + "."
    return Pair(enumeration, listed)


def draw_lead_in(rng: random.Random, corpus: Corpus) -> str:
    """Draw what stands above a list, with its colon."""
    if rng.random() < 0.5:
        return f"{rng.choice(LEAD_INS)}:"
    return f"{capitalise(rng.choice(corpus.phrases))}:"


def mark_line(mark: str, number: int, item: str) -> str:
    """Put a list mark before an item; `1) ` counts."""
    return f"{number}) {item}" if mark == "1) " else f"{mark}{item}"


def make_bullets(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a pair whose target is a bullet list."""
    return make_list(rng, corpus, budget, numbered=False)


def make_numbered(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a pair whose target is a numbered list."""
    return make_list(rng, corpus, budget, numbered=True)


def format_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table without padding."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def draw_row(rng: random.Random, corpus: Corpus) -> tuple[str, str]:
    """Draw a `key: value` pair out of the corpus, or make one of a phrase and a short value."""
    kind = rng.random()
    if kind < 0.6:
        return rng.choice(corpus.pairs)
    key = rng.choice(corpus.words) if rng.random() < 0.6 else rng.choice(corpus.phrases)
    if rng.random() < 0.6:
        key = capitalise(key)
    if kind < 0.75:
        return key, f"{rng.randint(0, 10 ** rng.randint(1, 4))}{rng.choice(UNITS)}"
    return key, rng.choice(corpus.words if kind < 0.88 else corpus.phrases)


def draw_rows(rng: random.Random, corpus: Corpus, budget: int) -> list[tuple[str, str]]:
    """Draw up to seven rows that fit `budget` as a table; their keys differ."""
    rows: list[tuple[str, str]] = []
    room = budget
    stopped = rng.random() < 0.12
    for _ in range(rng.randint(2, 9)):
        key, value = draw_row(rng, corpus)
        if stopped:
            value = f"{value}."
        if len(key) + len(value) + 7 <= room and key not in {row[0] for row in rows}:
            rows.append((key, value))
            room -= len(key) + len(value) + 8
    return rows[:7]


def make_table(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a table out of `key: value` lines or comma-separated lines."""
    if rng.random() < 0.25:
        return make_csv_table(rng, corpus, budget - 40)
    rows = draw_rows(rng, corpus, budget - 32)
    if not rows:
        return None
    shape = rng.choices(
        ("{}: {}", "{} = {}", "- {}: {}", "**{}**: {}", "- **{}**: {}", "{} - {}"),
        (60, 10, 12, 6, 6, 6),
    )[0]
    selected = "\n".join(shape.format(key, value) for key, value in rows)
    return Pair(selected, format_table(("Key", "Value"), rows))


def make_csv_table(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a table out of lines with commas, the first of which is the header."""
    rows = [row for row in draw_rows(rng, corpus, budget) if "," not in row[1]]
    if len(rows) < 2:
        return None
    joint = rng.choice((", ", ", ", ",", "\t"))
    if rng.random() < 0.5:
        lines: list[tuple[str, ...]] = [rng.choice(TWO_HEADERS), *rows]
    else:
        lines = [rng.choice(TABLE_HEADERS), *((*row, str(rng.randint(0, 99))) for row in rows)]
    return Pair("\n".join(joint.join(line) for line in lines), format_table(lines[0], lines[1:]))


def draw_heading(rng: random.Random, corpus: Corpus) -> str:
    """Draw a heading, or make one out of a phrase or two."""
    kind = rng.random()
    if kind < 0.3:
        return rng.choice(corpus.headings)
    phrase = rng.choice(corpus.phrases)
    if kind < 0.65:
        return phrase
    joint = rng.choice((" and ", " of the ", " in a ", " for ", " with the ", " or ", " by "))
    return f"{phrase}{joint}{rng.choice(corpus.phrases)}"


def make_headings(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make one or more headings, with or without text below them, in the wrong case."""
    titled = rng.random() < 0.5
    wording = "headings-title" if titled else "headings-sentence"
    blocks: list[tuple[str, str]] = []
    room = budget
    for _ in range(rng.choices((1, 2, 3), (55, 30, 15))[0]):
        heading = draw_heading(rng, corpus)
        mark = "#" * rng.choices((1, 2, 3, 4), (25, 45, 25, 5))[0]
        if len(heading) > 60 or len(heading) + 6 > room or " " not in heading:
            continue
        if unknown_capitals(heading, corpus):
            continue
        selected, target = recase(rng, heading, titled)
        blocks.append((f"{mark} {selected}", f"{mark} {target}"))
        room -= len(heading) + 6
        if rng.random() < 0.4 and room > 50:
            body = draw_passage(rng, corpus, room - 2)
            if body is not None:
                blocks.append((body, body))
                room -= len(body) + 2
    if not blocks:
        return None
    if len(blocks) == 1 and rng.random() < 0.2:
        # A single line may be a heading without its mark.
        selected, target = (line.lstrip("# ") for line in blocks[0])
        return Pair(selected, target, wording)
    return Pair(
        "\n\n".join(block[0] for block in blocks),
        "\n\n".join(block[1] for block in blocks),
        wording,
    )


def recase(rng: random.Random, heading: str, titled: bool) -> tuple[str, str]:
    """Return `heading` in a case that a person might have typed, and in the right one."""
    if titled:
        target = title_case(heading)
        typed = rng.choices((sentence_case(heading), heading.lower(), target), (75, 15, 10))[0]
        # A lower-cased name such as `gpu` could not be told from a word.
        return (typed if title_case(typed) == target else sentence_case(heading)), target
    target = sentence_case(heading)
    typed = rng.choices((title_case(heading), target), (88, 12))[0]
    return typed, target
