"""The material for the starter model's training pairs, read from the installed packages.

Documentation, docstrings, comments and Python source of the environment's packages and of the
standard library become clean sentences, phrases, `key: value` pairs, headings and snippets. The
split into train and held-out goes by source file, and held-out never repeats a train sentence.
This module knows nothing of tasks or models.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from plain_text import Harvest, is_clean_phrase, read_prose
from python_source import read_python
from sources import Source, chosen_files, stable_hash

# Raised when the reading rules change, so that an older cache is not used.
REVISION = 2
HELD_OUT_PERCENT = 6
FREQUENT_WORD_COUNT = 12
KNOWN_WORD_COUNT = 4
LEAST_WORD_COUNT = 2

WORD = re.compile(r"(?<![\w.'-])[A-Za-z]+(?:'[a-z]+)?(?![\w'(-]|\.\w)")
NOUN_PHRASE = re.compile(
    r"\b(?:[Tt]he|[Aa]n?) ([a-z]{3,} [a-z]{3,}(?: of [a-z]{4,}s)?)"
    r"(?= (?:is|are|of|has|must|can|will|should)\b|\.$)"
)
NO_NOUN = re.compile(
    r"\b(?:\w+ly|not|that|which|who|was|were|being|then|also|above|below|over|into|used|given"
    r"|made|passed|and|such|most|same|than|itself|here|there|only)$"
)
LICENCE_TEXT = re.compile(r"licen[sc]ed? under|warranty|copyright|all rights reserved", re.I)

Item = TypeVar("Item")


@dataclass(frozen=True)
class Corpus:
    """One side of the split. `vocabulary` counts lower-case words over both sides."""

    paragraphs: tuple[tuple[str, ...], ...]
    phrases: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    headings: tuple[str, ...]
    snippets: tuple[str, ...]
    vocabulary: dict[str, int]

    @cached_property
    def starts(self) -> tuple[tuple[int, int, int], ...]:
        """Every sentence as (length in characters, paragraph, place in it), shortest first."""
        return tuple(
            sorted(
                (len(sentence), number, place)
                for number, paragraph in enumerate(self.paragraphs)
                for place, sentence in enumerate(paragraph)
            )
        )

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The frequent words of the vocabulary that can be list items."""
        return tuple(
            word
            for word, count in self.vocabulary.items()
            if count >= FREQUENT_WORD_COUNT and len(word) > 4 and word.isalpha()
        )

    @cached_property
    def spellable(self) -> tuple[str, ...]:
        """The words that can be told from their misspelt forms."""
        return tuple(
            word
            for word, count in self.vocabulary.items()
            if count >= FREQUENT_WORD_COUNT and len(word) > 3 and word.isalpha()
        )

    @cached_property
    def snippets_by_length(self) -> tuple[str, ...]:
        """The snippets, shortest first."""
        return tuple(sorted(self.snippets, key=len))


@dataclass(frozen=True, slots=True)
class Library:
    """Both sides of the split, and where they come from."""

    train: Corpus
    held_out: Corpus
    sources: tuple[Source, ...]


def is_held_out(relative_path: str) -> bool:
    """Say on which side of the split a file lies."""
    return stable_hash(relative_path) % 100 < HELD_OUT_PERCENT


def read_file(path: Path) -> Harvest:
    """Read one file: Python source, a documentation page, or a distribution's METADATA."""
    harvest = Harvest()
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".py":
        read_python(text, harvest)
    else:
        if path.name == "METADATA":
            text = text.partition("\n\n")[2]
        read_prose(text, harvest)
    return harvest


def count_words(paragraphs: Iterable[Iterable[str]]) -> Counter[str]:
    """Count the words that stand alone in prose, each as it is written."""
    counts: Counter[str] = Counter()
    for paragraph in paragraphs:
        for sentence in paragraph:
            counts.update(WORD.findall(sentence))
    return counts


def known_paragraphs(
    paragraphs: Iterable[list[str]], counts: Counter[str], seen: set[str]
) -> Iterator[tuple[str, ...]]:
    """Yield paragraphs of sentences that are new and hold only words seen elsewhere too."""
    for paragraph in paragraphs:
        run: list[str] = []
        for sentence in paragraph:
            key = re.sub(r"\W+", "", sentence).lower()
            if (
                key not in seen
                and all(counts[word] >= KNOWN_WORD_COUNT for word in WORD.findall(sentence))
                and not LICENCE_TEXT.search(sentence)
            ):
                run.append(sentence)
            elif run:
                yield tuple(run)
                run = []
            seen.add(key)
        if run:
            yield tuple(run)


def extra_phrases(paragraphs: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield noun phrases out of sentences, and short commands without their full stop."""
    for paragraph in paragraphs:
        for sentence in paragraph:
            for phrase in NOUN_PHRASE.findall(sentence):
                if is_clean_phrase(phrase) and not NO_NOUN.search(phrase):
                    yield phrase
            command = sentence.rstrip(".")
            if len(command.split()) <= 6 and is_clean_phrase(command):
                yield command


def fresh(items: Iterable[Item], seen: set[Item]) -> tuple[Item, ...]:
    """Return the items not in `seen`, once each, and add them to it."""
    kept: list[Item] = []
    for item in items:
        if item not in seen:
            seen.add(item)
            kept.append(item)
    return tuple(kept)


def build() -> Library:
    """Read the environment. Train comes first, so that held-out drops what train has."""
    sides: dict[bool, list[Harvest]] = {False: [], True: []}
    counts: Counter[Source] = Counter()
    for source, relative_path, path in chosen_files():
        sides[is_held_out(relative_path)].append(read_file(path))
        counts[source] += 1
    words = count_words(
        paragraph for side in sides.values() for each in side for paragraph in each.paragraphs
    )
    vocabulary = {
        word: count for word, count in words.items() if count >= LEAST_WORD_COUNT and word.islower()
    }
    seen_sentences: set[str] = set()
    seen: set[str] = set()
    seen_pairs: set[tuple[str, str]] = set()

    def gather(side: list[Harvest]) -> Corpus:
        read = (paragraph for each in side for paragraph in each.paragraphs)
        paragraphs = tuple(known_paragraphs(read, words, seen_sentences))
        listed = [phrase for each in side for phrase in each.phrases]
        return Corpus(
            paragraphs=paragraphs,
            phrases=fresh([*listed, *extra_phrases(paragraphs)], seen),
            pairs=fresh((pair for each in side for pair in each.pairs), seen_pairs),
            headings=fresh((heading for each in side for heading in each.headings), seen),
            snippets=fresh((snippet for each in side for snippet in each.snippets), seen),
            vocabulary=vocabulary,
        )

    train = gather(sides[False])
    sources = tuple(
        Source(each.name, each.version, each.licence, count) for each, count in counts.items()
    )
    return Library(train, gather(sides[True]), sources)


def save(library: Library, cache: Path) -> None:
    """Write `library` as JSON."""
    cache.parent.mkdir(parents=True, exist_ok=True)
    stored = {"revision": REVISION, **asdict(library)}
    cache.write_text(json.dumps(stored), encoding="utf-8")


def load(cache: Path) -> Library:
    """Return the library in `cache`; read the environment if there is none of this revision."""
    stored = json.loads(cache.read_text(encoding="utf-8")) if cache.exists() else {}
    if stored.get("revision") != REVISION:
        library = build()
        save(library, cache)
        return library
    return Library(
        train=corpus_from_json(stored["train"]),
        held_out=corpus_from_json(stored["held_out"]),
        sources=tuple(Source(**row) for row in stored["sources"]),
    )


def corpus_from_json(stored: dict[str, Any]) -> Corpus:
    """Return one side of the split from its JSON form."""
    return Corpus(
        paragraphs=tuple(tuple(paragraph) for paragraph in stored["paragraphs"]),
        phrases=tuple(stored["phrases"]),
        pairs=tuple((pair[0], pair[1]) for pair in stored["pairs"]),
        headings=tuple(stored["headings"]),
        snippets=tuple(stored["snippets"]),
        vocabulary={word: int(count) for word, count in stored["vocabulary"].items()},
    )
