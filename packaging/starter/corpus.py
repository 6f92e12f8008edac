"""The material for the starter model's training pairs, read from the installed packages.

Documentation, docstrings, comments and Python source of the environment's packages and of the
standard library become clean sentences, phrases, `key: value` pairs, headings and snippets. The
split into train and held-out goes by source file, and held-out never repeats a train sentence.
This module knows nothing of tasks or models.
"""

import ast
import json
import re
import sysconfig
import textwrap
import warnings
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from plain_text import Harvest, is_clean_phrase, read_prose

HELD_OUT_PERCENT = 6
FILES_PER_PACKAGE = 260
STDLIB_FILES = 450
SNIPPETS_PER_FILE = 14
MAX_FILE_BYTES = 200_000
MAX_SNIPPET_CHARS = 300
FREQUENT_WORD_COUNT = 12
KNOWN_WORD_COUNT = 4
LEAST_WORD_COUNT = 2

SKIPPED_FOLDERS = {
    "__pycache__", "tests", "test", "testing", "_vendor", "licenses", "idle_test", "encodings",
    "site-packages", "lib2to3", "include", "share", "node_modules", "Qt", "unicode_category",
}  # fmt: skip
PROSE_SUFFIXES = {".md", ".rst"}
WORD = re.compile(r"(?<![\w.'-])[A-Za-z]+(?:'[a-z]+)?(?![\w'(-]|\.\w)")
COMMENT_BLOCK = re.compile(r"(?:^[ \t]*# .*\n)+", re.MULTILINE)
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


@dataclass(frozen=True, slots=True)
class Source:
    """One distribution that was read, for the model card."""

    name: str
    version: str
    licence: str
    files: int


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
    def snippets_by_length(self) -> tuple[str, ...]:
        """The snippets, shortest first."""
        return tuple(sorted(self.snippets, key=len))


@dataclass(frozen=True, slots=True)
class Library:
    """Both sides of the split, and where they come from."""

    train: Corpus
    held_out: Corpus
    sources: tuple[Source, ...]


def stable_hash(text: str) -> int:
    """Return a number that depends on `text` alone, on every machine and in every run."""
    return zlib.crc32(text.encode())


def is_held_out(relative_path: str) -> bool:
    """Say on which side of the split a file lies."""
    return stable_hash(relative_path) % 100 < HELD_OUT_PERCENT


def list_files(root: Path, wanted: int) -> list[Path]:
    """Return up to `wanted` readable files below `root`, sampled by a stable hash."""
    found = [
        path
        for path in root.rglob("*")
        if (path.suffix in {".py", *PROSE_SUFFIXES} or path.name == "METADATA")
        and not SKIPPED_FOLDERS & set(path.relative_to(root).parts[:-1])
        and 200 < path.stat().st_size < MAX_FILE_BYTES
    ]
    return sorted(found, key=lambda path: stable_hash(path.relative_to(root).as_posix()))[:wanted]


def read_python(source: str, harvest: Harvest) -> None:
    """Add docstrings, other long strings, comments and snippets of one module."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            # Templates and Python 2 leftovers end in `.py` too.
            return
    lines = source.splitlines()
    spans: set[tuple[int, int]] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if len(node.value) > 30 and " " in node.value:
                first, _, rest = node.value.partition("\n")
                read_prose(f"{first.strip()}\n{textwrap.dedent(rest)}", harvest)
        elif isinstance(node, ast.stmt) and not isinstance(node, ast.Expr | ast.ClassDef):
            spans.update(snippet_spans(node))
    harvest.snippets.extend(islice(cut_snippets(spans, lines), SNIPPETS_PER_FILE))
    for block in COMMENT_BLOCK.findall(source):
        read_prose("\n".join(line.strip()[2:] for line in block.splitlines()), harvest)


def snippet_spans(node: ast.stmt) -> Iterator[tuple[int, int]]:
    """Yield first and last line of a statement, or of a part of its body: 2 to 8 lines."""
    spans = [(node.lineno, node.end_lineno or node.lineno)]
    if isinstance(node, ast.FunctionDef) and len(node.body) > 2:
        spans.append((node.body[1].lineno, node.body[-1].end_lineno or node.lineno))
        spans.append((node.body[1].lineno, node.body[2].end_lineno or node.lineno))
    for first, last in spans:
        if 2 <= last - first + 1 <= 8:
            yield first, last


def cut_snippets(spans: Iterable[tuple[int, int]], lines: list[str]) -> Iterator[str]:
    """Yield the clean snippets in `spans`, mixed by a stable hash."""
    snippets = {textwrap.dedent("\n".join(lines[first - 1 : last])) for first, last in spans}
    yield from filter(is_clean_snippet, sorted(snippets, key=stable_hash))


def is_clean_snippet(snippet: str) -> bool:
    """Say whether `snippet` parses on its own, is ASCII, and has no long or empty lines."""
    lines = snippet.split("\n")
    if not snippet.isascii() or not 20 <= len(snippet) <= MAX_SNIPPET_CHARS or "\t" in snippet:
        return False
    if '"""' in snippet or "'''" in snippet or "\\" in snippet:
        return False
    if any(not line.strip() or len(line) > 92 or line != line.rstrip() for line in lines):
        return False
    try:
        ast.parse(snippet)
    except SyntaxError:
        return False
    return True


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


def find_licence(distribution: metadata.Distribution) -> str:
    """Return the licence that a distribution declares, in one line."""
    fields = distribution.metadata
    stated = [*(fields.get_all("License-Expression") or ()), *(fields.get_all("License") or ())]
    declared = stated[0] if stated else ""
    classified = [
        value.split(" :: ")[-1]
        for value in fields.get_all("Classifier") or []
        if value.startswith("License :: ") and value != "License :: OSI Approved"
    ]
    # The License field sometimes holds the whole text; its first line names the licence.
    first_line = declared.strip().split("\n")[0]
    if not first_line or len(first_line) > 60:
        return "; ".join(classified) or first_line[:60] or "not declared"
    return first_line


def installed_roots(site_packages: Path) -> Iterator[tuple[Source, Path]]:
    """Yield every distribution with each top-level folder that it owns.

    Distributions under a GPL-family licence are left out: the model ships under Apache-2.0.
    """
    for distribution in sorted(metadata.distributions(), key=lambda each: each.metadata["Name"]):
        name, version = distribution.metadata["Name"], distribution.version
        source = Source(name, version, find_licence(distribution), 0)
        if "GPL" in source.licence:
            continue
        tops = {file.parts[0] for file in distribution.files or () if len(file.parts) > 1}
        for top in sorted(tops):
            if (site_packages / top).is_dir() and top not in {"..", "bin", "__pycache__"}:
                yield source, site_packages / top


def chosen_files() -> Iterator[tuple[Source, str, Path]]:
    """Yield (source, path relative to its root, path) for every file to be read."""
    site_packages = Path(sysconfig.get_path("purelib"))
    for source, root in installed_roots(site_packages):
        for path in list_files(root, FILES_PER_PACKAGE):
            yield source, path.relative_to(site_packages).as_posix(), path
    stdlib = Path(sysconfig.get_path("stdlib"))
    python = Source("Python standard library", sysconfig.get_python_version(), "PSF-2.0", 0)
    for path in list_files(stdlib, STDLIB_FILES):
        yield python, path.relative_to(stdlib).as_posix(), path


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
    cache.write_text(json.dumps(asdict(library)), encoding="utf-8")


def load(cache: Path) -> Library:
    """Return the library in `cache`; read the environment and fill `cache` if there is none."""
    if not cache.exists():
        library = build()
        save(library, cache)
        return library
    stored = json.loads(cache.read_text(encoding="utf-8"))
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
