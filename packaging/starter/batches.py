"""Training batches: examples become prompt ids, a clean canvas and the canvas to start from.

Knows the tokenizer and the tasks; knows no model. A batch holds rows of one length, so nearly
nothing is computed on padding: what a row has left behind its canvas text is canvas too.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import indent

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

import architecture as arch
from corpus import Corpus
from drills import DRILLS
from engine.plain_tokenizer import PlainTokenizer
from engine.prompt import build_prompt, load_template, split_padding
from engine.request import EditRequest, Span
from tasks import TASKS, Example, generate

TOKENS_PER_BATCH = 3840
# How often every stretch of a text is a canvas of its row.
REPEATS = 2
# How quickly a position's weight falls with its distance from what is settled.
FADE = 0.9
ROW_LENGTHS = (80, 96, 120, 128, 160, 192, 240, 320, 384, 480, 640)
POOL = 768
# How many canvases stay as long as they are drawn, however short the text.
FULL_SHARE = 0.06
# A gap has no single right answer, so little is gained by more of them; what is learnt last, words
# and where they end, is drawn more often.
WEIGHTS = {
    "fill": 0.1,
    "spelling": 4.2,
    "numbered": 1.2,
    "backticks": 1.6,
    "repair-markdown": 1.2,
    "repair-python": 3.2,
    "headings": 1.0,
}
TASK_WEIGHTS = [WEIGHTS.get(task, 0.7) for task in TASKS]


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
    """``B`` rows of ``L`` positions: prompt, clean target, then canvases side by side.

    Every canvas is one stretch of the target, to be denoised from what stands before it. They do
    not see each other; so one pass teaches all stretches of a text (M. Arriola et al., "Block
    Diffusion", 2025).

    Attributes:
        ids: [B, L] prompt and clean target, then canvases at several stages of a run.
        clean: [B, L] what the canvases should become; -1 outside them.
        weight: [B, L] float32 weight of each position's loss.
        segment: [B, L] 0 where settled, a canvas's number from 1 on, -1 for no token.
        position: [B, L] the position that the model is told.
        horizon: [B, L] the first settled position that is not seen from here.
        canvas: positions of a canvas, the same in all rows.
    """

    ids: Ids
    clean: Ids
    weight: NDArray[np.float32]
    segment: Ids
    position: Ids
    horizon: Ids
    canvas: int


class Encoder:
    """Turns examples into ids through the engine's own prompt."""

    def __init__(self, tokenizer_folder: Path) -> None:
        raw = Tokenizer.from_file(str(tokenizer_folder / "tokenizer.json"))
        self._tokenizer = PlainTokenizer(raw)
        self._template = load_template("taught")

    def encode(self, example: Example) -> EncodedExample:
        """Return the ids of one example: what is taught depends on the span alone."""
        request = EditRequest(
            0, 0, Span(0, 0), "", example.selected, "", example.instruction,
            language=example.language,
        )  # fmt: skip
        prompt = build_prompt(request, self._tokenizer, self._template, context_tokens=0)
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
    """Draw one example that fits a row."""
    while True:
        task = rng.choices(TASKS, TASK_WEIGHTS)[0]
        share, drill = DRILLS.get(task, (0.0, None))
        maker = drill if rng.random() < share else None
        example = indented(rng, generate(rng, corpus, task, max_chars, maker))
        encoded = encoder.encode(example)
        if len(encoded.prompt) + len(encoded.target) + arch.CANVAS_LENGTH < ROW_LENGTHS[-1]:
            return encoded


def make_batch(
    rng: np.random.Generator, rows: list[EncodedExample], length: int, canvas: int
) -> TrainingBatch:
    """Pack ``rows`` into one batch whose rows are ``length`` positions long."""
    shape = (len(rows), length)
    batch = TrainingBatch(
        ids=np.zeros(shape, dtype=np.int64),
        clean=np.full(shape, -1, dtype=np.int64),
        weight=np.zeros(shape, dtype=np.float32),
        segment=np.full(shape, -1, dtype=np.int64),
        position=np.zeros(shape, dtype=np.int64),
        horizon=np.zeros(shape, dtype=np.int64),
        canvas=canvas,
    )
    for index, row in enumerate(rows):
        fill_row(rng, row, batch, index)
    return batch


def settled_length(row: EncodedExample, canvas: int) -> int:
    """Return how many positions of a row are settled: the prompt and all canvases but the last."""
    return len(row.prompt) + (count_canvases(row, canvas) - 1) * canvas


def count_canvases(row: EncodedExample, canvas: int) -> int:
    """Return how many canvases the target and its end of turn take."""
    return len(row.target) // canvas + 1


def fill_row(
    rng: np.random.Generator, row: EncodedExample, batch: TrainingBatch, index: int
) -> None:
    """Write one row: what is settled, then every stretch in order, again and again."""
    size, first = batch.canvas, len(row.prompt)
    count, settled = count_canvases(row, size), settled_length(row, size)
    target = fill_canvas(row.target, count * size)
    source = fill_canvas(row.source, max(count * size, len(row.source)))
    batch.ids[index, :settled] = np.concatenate((row.prompt, target[: settled - first]))
    batch.segment[index, :settled] = 0
    batch.position[index, :settled] = np.arange(settled)
    batch.horizon[index, :settled] = np.arange(settled) + 1
    room = (batch.ids.shape[1] - settled) // size
    shift = 0 if room >= count else int(rng.integers(count))
    for number in range(room):
        start = (number + shift) % count * size
        begin = settled + number * size
        here = slice(begin, begin + size)
        stretch = slice(start, start + size)
        text = min(size, len(row.target) + 1 - start)
        state = draw_state(rng, target[stretch], source[stretch], text)
        batch.ids[index, here], batch.weight[index, here] = state
        batch.clean[index, here] = target[stretch]
        batch.segment[index, here] = number + 1
        batch.position[index, here] = np.arange(first + start, first + start + size)
        batch.horizon[index, here] = first + start


def draw_state(
    rng: np.random.Generator, target: Ids, source: Ids, text: int
) -> tuple[Ids, NDArray[np.float32]]:
    """Draw a canvas on its way to ``target``, and what each of its positions weighs.

    A copied text settles from where it is known outwards, mostly from the left. Far behind the
    settled part nobody can know how far the text has moved, so little is asked there.

    Args:
        rng: draws the state.
        target: [C] what the canvas should become.
        source: [C] what stands there in the selected text.
        text: positions of the canvas in front of the padding.
    """
    size = len(target)
    place = np.arange(size)
    noise = rng.integers(0, arch.VOCABULARY, size)
    kind = rng.random()
    if kind < 0.2:
        # The first step of an edit that starts from the selected text.
        ids = np.where(rng.random(size) < rng.uniform(0.0, 0.5), noise, source)
        weight = np.maximum(0.2, FADE**place)
    elif kind < 0.4:
        right = rng.random(size) < rng.random() ** 0.7
        ids = np.where(right, target, noise)
        weight = np.where(right, 0.2, 0.6)
    else:
        settled = 0 if kind < 0.6 else int(rng.integers(0, text))
        slip = rng.random(size) < 0.015
        ids = np.where((place < settled) & ~slip, target, noise)
        ahead = np.maximum(0.05, FADE ** np.maximum(0, place - settled))
        weight = np.where(place < settled, np.where(slip, 0.99, 0.3), ahead)
    return ids, np.where(place < text, weight, 0.1 * weight).astype(np.float32)


def fill_canvas(ids: Ids, length: int) -> Ids:
    """Return ``ids``, the end of turn and padding up to ``length``."""
    canvas = np.full(length, arch.PAD, dtype=np.int64)
    canvas[: len(ids)] = ids[:length]
    if len(ids) < length:
        canvas[len(ids)] = arch.TURN_END
    return canvas


def fit_canvas(rng: random.Random, canvas: int, text: int) -> int:
    """Return a canvas that is hardly longer than the text, except now and then.

    A short draft leaves most of a long canvas to padding, which is soon learnt.
    """
    spare = rng.choice((0, 0, 16))
    return canvas if rng.random() < FULL_SHARE else min(canvas, (text + spare + 15) // 16 * 16)


def stream_batches(
    seed: int, corpus: Corpus, encoder: Encoder, max_chars: int, canvases: Sequence[int]
) -> Iterator[TrainingBatch]:
    """Yield batches without end; the same seed gives the same ones."""
    rng = random.Random(seed)
    noise_rng = np.random.default_rng(seed)
    waiting: dict[tuple[int, int], list[EncodedExample]] = defaultdict(list)
    while True:
        ready: list[TrainingBatch] = []
        for _ in range(POOL):
            row = draw_example(rng, corpus, encoder, max_chars)
            canvas = fit_canvas(rng, rng.choice(canvases), len(row.target) + 1)
            wanted = settled_length(row, canvas) + REPEATS * count_canvases(row, canvas) * canvas
            length = next((known for known in ROW_LENGTHS if known >= wanted), ROW_LENGTHS[-1])
            same = waiting[length, canvas]
            same.append(row)
            if len(same) == TOKENS_PER_BATCH // length:
                ready.append(make_batch(noise_rng, same, length, canvas))
                same.clear()
        rng.shuffle(ready)
        yield from ready
