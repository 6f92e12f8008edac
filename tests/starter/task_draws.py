"""A small corpus, and examples of a task drawn from it."""

import random
import re

from corpus import Corpus
from tasks import Example, generate

DRAWS = 150
SENTENCES = (
    ("The parser reads one file at a time.", "It returns None if the file is empty."),
    ("Use this option to change the default value.",),
    ("However, the cache is not cleared when the program ends.", "You can remove it by hand."),
    ("The read_config function opens settings.json before the window is shown.",),
    ("This value is large because the list holds every result.",),
    ("If the user doesn't choose a name, a short one is made.", "Call reset() to start again."),
    ("We write the output to a small file in the same folder.",),
    ("Each worker is given an index and a copy of the data.",),
    ("Return True when both values are equal.",),
    ("The result is useful for a test that runs often.",),
)
CORPUS = Corpus(
    paragraphs=SENTENCES,
    phrases=(
        "short name", "the last value", "open file", "Read the input", "new window", "data folder",
        "list of results", "empty cache", "default option",
    ),
    pairs=(
        ("name", "the name of the file"), ("size", "number of bytes"), ("mode", "read or write"),
        ("Version", "3.2"), ("max_length", "longest line allowed"),
    ),
    headings=("Getting started", "How to read a file", "Notes on the cache"),
    snippets=(
        'if name is None:\n    name = "draft"',
        "for line in lines:\n    total += len(line)",
        "def area(width, height):\n    return abs(width * height)",
        "try:\n    value = read(path)\nexcept OSError:\n    value = None",
        "with open(path) as file:\n    text = file.read()\n    lines = text.split()",
        'items = [\n    first(a, b),\n    "second",\n]',
    ),
    vocabulary={
        word: 50
        for paragraph in SENTENCES
        for sentence in paragraph
        for word in re.findall(r"[a-z]+", sentence.lower())
    },
)  # fmt: skip


def draws(task: str, max_chars: int = 260) -> list[Example]:
    """Return many examples of one task, always the same ones."""
    rng = random.Random(f"{task}-{max_chars}")
    return [generate(rng, CORPUS, task, max_chars) for _ in range(DRAWS)]
