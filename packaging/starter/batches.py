"""Training batches: examples become prompt ids, a clean canvas and the canvas to start from.

Knows the tokenizer and the tasks; knows no model. A batch holds rows of one length, so nearly
nothing is computed on padding: what a row has left behind its canvas text is canvas too.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import indent

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

import architecture as arch
from corpus import Corpus
from engine.plain_tokenizer import PlainTokenizer
from engine.prompt import build_prompt, load_template, split_padding
from engine.request import EditRequest, Span
from tasks import TASKS, Example, generate

TOKENS_PER_BATCH = 3840
CANVASES = 3
# How quickly a position's weight falls with its distance from what is settled.
FADE = 0.85
ROW_LENGTHS = (80, 96, 120, 128, 160, 192, 240, 320, 384, 480, 640)
POOL = 768
# Tasks whose draft keeps most words at their place start from the selected text more often.
TOUCH_UPS = frozenset(
    ("spelling", "backticks", "tighten", "headings", "repair-markdown", "repair-python", "fill")
)

# A gap has no single right answer, so little is gained by more of them.
TASK_WEIGHTS = [0.3 if task == "fill" else 1.5 if task == "spelling" else 1.0 for task in TASKS]

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EncodedExample:
    """One example as ids: prompt, selected text and target, the last two without end of turn."""

    prompt: Ids
    source: Ids
    target: Ids
    task: int


@dataclass(frozen=True, slots=True)
class TrainingBatch:
    """``B`` rows of ``L`` positions: a prompt, then ``CANVASES`` canvases side by side.

    Every canvas of a row is to become the same text, from another start: so the prompt, which is
    the larger part, is computed once for all of them. They do not see each other.

    Attributes:
        ids: [B, L] prompt, then canvases at several stages of a run.
        clean: [B, L] what the canvases should become; -1 outside them.
        weight: [B, L] float32 weight of each position's loss.
        segment: [B, L] 0 in the prompt, the canvas's number from 1 on, -1 behind the last one.
        position: [B, L] the position that the model is told.
    """

    ids: Ids
    clean: Ids
    weight: NDArray[np.float32]
    segment: Ids
    position: Ids


class Encoder:
    """Turns examples into ids through the engine's own prompt."""

    def __init__(self, tokenizer_folder: Path) -> None:
        raw = Tokenizer.from_file(str(tokenizer_folder / "tokenizer.json"))
        self._tokenizer = PlainTokenizer(raw)
        self._template = load_template("taught")

    def encode(self, example: Example, before: str = "", after: str = "") -> EncodedExample:
        """Return the ids of one example, with some text around the span."""
        request = EditRequest(
            0, 0, Span(0, 0), before, example.selected, after, example.instruction,
            language=example.language,
        )  # fmt: skip
        prompt = build_prompt(request, self._tokenizer, self._template, context_tokens=48)
        return EncodedExample(
            np.array(prompt.ids, dtype=np.int64),
            self.canvas_ids(example.selected),
            self.canvas_ids(example.target),
            TASKS.index(example.task),
        )

    def canvas_ids(self, text: str) -> Ids:
        """Return the ids of ``text`` without what the engine takes off a selection's edges."""
        return np.array(self._tokenizer.encode(split_padding(text)[1]), dtype=np.int64)


def indented(rng: random.Random, example: Example) -> Example:
    """Return code as it stands in a class or a function, one time in three."""
    if example.language != "python" or rng.random() < 0.65:
        return example
    space = rng.choice((" " * 4, " " * 8))
    selected, target = (indent(text, space) for text in (example.selected, example.target))
    return replace(example, selected=selected, target=target)


def draw_example(
    rng: random.Random, corpus: Corpus, encoder: Encoder, max_chars: int
) -> EncodedExample:
    """Draw one example that fits a canvas; a third of them stand between other text."""
    while True:
        task = rng.choices(TASKS, TASK_WEIGHTS)[0]
        example = indented(rng, generate(rng, corpus, task, max_chars))
        before = after = ""
        if rng.random() < 0.3:
            before, after = draw_surroundings(rng, corpus)
        encoded = encoder.encode(example, before, after)
        longest = max(len(encoded.target), len(encoded.source))
        room = ROW_LENGTHS[-1] - len(encoded.prompt)
        if longest < min(arch.CANVAS_LENGTH, room // CANVASES):
            return encoded


def draw_surroundings(rng: random.Random, corpus: Corpus) -> tuple[str, str]:
    """Return text to stand before and after a span, either of which may be empty."""

    def piece() -> str:
        return " ".join(rng.choice(corpus.paragraphs)[:2]) if rng.random() < 0.6 else ""

    return f"{before}\n\n" if (before := piece()) else "", f"\n\n{piece()}"


def make_batch(rng: np.random.Generator, rows: list[EncodedExample], length: int) -> TrainingBatch:
    """Pack ``rows`` into one batch whose rows are ``length`` positions long."""
    shape = (len(rows), length)
    ids = np.zeros(shape, dtype=np.int64)
    clean = np.full(shape, -1, dtype=np.int64)
    weight = np.zeros(shape, dtype=np.float32)
    segment = np.full(shape, -1, dtype=np.int64)
    position = np.zeros(shape, dtype=np.int64)
    for index, row in enumerate(rows):
        first = len(row.prompt)
        size = min((length - first) // CANVASES, arch.CANVAS_LENGTH)
        target = fill_canvas(row.target, size)
        ids[index, :first] = row.prompt
        segment[index, :first] = 0
        position[index, :first] = np.arange(first)
        for number in range(CANVASES):
            begin = first + number * size
            canvas = slice(begin, begin + size)
            # One canvas in three stands at the very start, the others somewhere on the way.
            if number == 0:
                ids[index, canvas] = start_canvas(rng, row, size)
                weight[index, canvas] = start_weight(len(row.target), size)
            else:
                state = state_on_the_way(rng, target, len(row.target) + 1)
                ids[index, canvas], weight[index, canvas] = state
            clean[index, canvas] = target
            segment[index, canvas] = number + 1
            position[index, canvas] = np.arange(first, first + size)
    return TrainingBatch(ids, clean, weight, segment, position)


def start_weight(text: int, size: int) -> NDArray[np.float32]:
    """Return the weights at the very start: all of the text a little, its beginning more."""
    place = np.arange(size)
    weight = np.maximum(0.25, FADE**place)
    return np.where(place <= text, weight, 0.05).astype(np.float32)


def state_on_the_way(
    rng: np.random.Generator, target: Ids, text: int
) -> tuple[Ids, NDArray[np.float32]]:
    """Draw a canvas on its way to ``target``, and what each of its positions weighs.

    A copied text settles from where it is known outwards, mostly from the left. Far behind the
    settled part nobody can know how far the text has moved, so little is asked there.
    """
    size = len(target)
    place = np.arange(size)
    noise = rng.integers(0, arch.VOCABULARY, size)
    if rng.random() < 0.25:
        right = rng.random(size) < rng.random() ** 0.7
        return np.where(right, target, noise), np.where(place < text, 0.3, 0.05).astype(np.float32)
    settled = int(rng.integers(0, text))
    slip = rng.random(size) < 0.02
    right = (place < settled) & ~slip
    ahead = np.maximum(0.05, FADE ** np.maximum(0, place - settled))
    weight = np.where(place < settled, np.where(slip, 1.0, 0.15), ahead)
    return np.where(right, target, noise), weight.astype(np.float32)


def fill_canvas(ids: Ids, length: int) -> Ids:
    """Return ``ids``, the end of turn and padding up to ``length``."""
    canvas = np.full(length, arch.PAD, dtype=np.int64)
    canvas[: len(ids)] = ids[:length]
    if len(ids) < length:
        canvas[len(ids)] = arch.TURN_END
    return canvas


def start_canvas(rng: np.random.Generator, row: EncodedExample, length: int) -> Ids:
    """Return what a first step sees: noise, or the selected text with a share of noise."""
    noise = rng.integers(0, arch.VOCABULARY, length)
    from_source = 0.85 if TASKS[row.task] in TOUCH_UPS else 0.7
    if rng.random() >= from_source:
        return noise
    strength = rng.uniform(0.02, 0.6)
    return np.where(rng.random(length) < strength, noise, fill_canvas(row.source, length))


def stream_batches(
    seed: int, corpus: Corpus, encoder: Encoder, max_chars: int
) -> Iterator[TrainingBatch]:
    """Yield batches without end; the same seed gives the same ones."""
    rng = random.Random(seed)
    noise_rng = np.random.default_rng(seed)
    waiting: dict[int, list[EncodedExample]] = {length: [] for length in ROW_LENGTHS}
    while True:
        ready: list[TrainingBatch] = []
        for _ in range(POOL):
            row = draw_example(rng, corpus, encoder, max_chars)
            longest = max(len(row.target), len(row.source)) + 1
            # Some rows get a whole canvas of mostly padding, as every short draft has.
            spare = arch.CANVAS_LENGTH - longest if rng.random() < 0.03 else rng.choice((0, 2, 6))
            wanted = min(len(row.prompt) + CANVASES * (longest + spare), ROW_LENGTHS[-1])
            length = next(known for known in ROW_LENGTHS if known >= wanted)
            waiting[length].append(row)
            if len(waiting[length]) == TOKENS_PER_BATCH // length:
                ready.append(make_batch(noise_rng, waiting[length], length))
                waiting[length] = []
        rng.shuffle(ready)
        yield from ready
