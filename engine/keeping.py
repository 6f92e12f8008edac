"""Refines a text that is only to be repaired: what does not settle stays as it was selected.

Where a model is not sure of a word it is not sure either of how many tokens the word has, and so
torn between two places for all that follows: the draft stutters behind that word and never settles.
A run that gets no further is therefore begun again, with what has settled and that word, as it was
selected, in front of it. Where the steps run out, the rest of the selection follows what has
settled. Knows no model.
"""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

import torch

from engine.canvas import CanvasPlan
from engine.denoise import LoopStep, Refiner, denoise
from engine.draft_text import TokenPieces, spell
from engine.prompt import CLOSING, PromptTokenizer
from engine.sampling import Sampling

# Up to this entropy a position has settled, in nats.
SURE: Final = 0.1
# Steps in which no more settles, after which a round is given up.
PATIENCE: Final = 10
# Tokens by which a repaired text may be longer than the selection.
GROWTH: Final = 16
_WORD = re.compile(r"\s*\S+")


@dataclass(frozen=True, slots=True)
class Held:
    """What of a draft does not change any more.

    Attributes:
        text: of the draft, from its beginning.
        reached: the characters of the selection that it stands for.
        words: how many words of it are there only because they did not settle.
    """

    text: str = ""
    reached: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class _Progress:
    """How far a round came.

    Attributes:
        front: most positions that had settled from the left.
        sure: most positions that had settled, wherever they stand.
        idle: steps since there were more of either.
    """

    front: int
    sure: int = 0
    idle: int = 0

    def after(self, front: int, step: LoopStep) -> "_Progress":
        """Return the progress with one more step, ``front`` of it settled from the left."""
        sure = sum(entropy <= SURE for entropy in step.entropies)
        idle = 0 if front > self.front or sure > self.sure else self.idle + 1
        return _Progress(max(front, self.front), max(sure, self.sure), idle)


class Keeper:
    """A selection, and what becomes of it where the draft does not settle."""

    def __init__(
        self, selected: str, tokenizer: PromptTokenizer, pieces: TokenPieces, plan: CanvasPlan
    ) -> None:
        """Take the selection.

        Args:
            selected: without the white space around it.
            tokenizer: of the checkpoint.
            pieces: of the same tokenizer.
            plan: of the first round; its source is the selection with the end of turn.
        """
        self._selected = selected
        self._tokenizer = tokenizer
        self._pieces = pieces
        self._plan = plan
        self._turn_end = plan.source[-1]

    def settled(self, step: LoopStep, held: int) -> int:
        """Return how many positions from the left have settled, up to the end of the text.

        Args:
            step: the newest.
            held: positions that the round began with.
        """
        for position, (token, entropy) in enumerate(zip(step.ids, step.entropies, strict=True)):
            if position >= held and (token in self._plan.forbidden or entropy > SURE):
                return position
        return len(step.ids)

    def hold(self, held: Held, step: LoopStep, settled: int) -> Held:
        """Return what stays of a round that got no further: whole words, and the next as selected.

        Args:
            held: what the round began with.
            step: its last.
            settled: positions of it.
        """
        text = spell(self._pieces, step.ids[:settled]).text.partition(CLOSING)[0]
        if settled < len(step.ids) and step.ids[settled] not in self._plan.forbidden:
            text = _whole_words(text)
        # The model may have joined on to the last held word.
        if not text.startswith(held.text):
            text = held.text
        rest = self._selected[held.reached :]
        reached = held.reached + _reach(text[len(held.text) :], rest)
        word = _WORD.match(self._selected, reached)
        if word is None:
            return Held(text, len(self._selected), held.words)
        return Held(text + word[0], word.end(), held.words + 1)

    def next_plan(self, held: Held) -> CanvasPlan | None:
        """Return the next round's plan; ``None`` where nothing is left, or no room for it."""
        front = self._tokenizer.encode(held.text)
        rest = self._tokenizer.encode(self._selected[held.reached :])
        if not rest or len(front) + len(rest) >= self._plan.length:
            return None
        source = (*front, *rest, self._turn_end)
        return replace(self._plan, source=source, pins=dict(enumerate(front)))

    def last(self, step: LoopStep, held: Held) -> LoopStep:
        """Return the last step of a run that ends with the rest of the selection."""
        rest = self._selected[held.reached :]
        ids = (*self._tokenizer.encode(held.text + rest), self._turn_end)
        ids += (self._plan.pad,) * (self._plan.length - len(ids))
        return replace(
            step,
            ids=ids,
            entropies=(0.0,) * len(ids),
            accepted=(True,) * len(ids),
            pinned=(False,) * len(ids),
            runners_up=(),
            converged=not rest,
            last=True,
            kept=held.words,
        )


def may_keep(plan: CanvasPlan) -> bool:
    """Return whether a run of ``plan`` can keep words: all of it in one canvas, nothing set in it.

    Pinned and painted parts have places in the canvas, which shift where a word is put back.
    """
    fits = len(plan.source) + GROWTH <= plan.length
    return fits and not plan.pins and not plan.strengths


def denoise_keeping(
    refiner: Refiner,
    plan: CanvasPlan,
    sampling: Sampling,
    *,
    keeper: Keeper,
    generator: torch.Generator,
    cancel: threading.Event,
) -> Iterator[LoopStep]:
    """Denoise one canvas, in as many rounds as it takes; all together have the steps of one.

    A step counts what is held as accepted.

    Args:
        refiner: has read the prompt.
        plan: of the first round.
        sampling: temperatures, which begin anew with each round, bound and stop.
        keeper: of the selection.
        generator: of the run.
        cancel: polled between steps; once set, no further step is computed.
    """
    held, done = Held(), 0
    following: CanvasPlan | None = plan
    while following is not None:
        front = len(following.pins)
        progress = _Progress(front)
        steps = denoise(
            refiner,
            following,
            sampling,
            canvases=1,
            end_ids=plan.forbidden,
            generator=generator,
            cancel=cancel,
        )
        following = None
        for inner in steps:
            done += 1
            step = _counted(inner, done, front, held)
            settled = keeper.settled(step, front)
            closed = any(token in plan.forbidden for token in step.ids)
            if step.converged and closed:
                yield step
                return
            progress = progress.after(settled, step)
            out = done >= sampling.max_steps
            if not out and not step.converged and progress.idle < PATIENCE:
                yield step
                continue
            held = keeper.hold(held, step, settled)
            following = None if out else keeper.next_plan(held)
            if following is None:
                step = keeper.last(step, held)
            else:
                step = replace(step, converged=False, last=False)
            yield step
            break


def _counted(step: LoopStep, done: int, front: int, held: Held) -> LoopStep:
    """Return a step as one of all rounds."""
    return replace(
        step,
        step=done,
        last=step.converged,
        accepted=(True,) * front + step.accepted[front:],
        pinned=(False,) * len(step.pinned),
        kept=held.words,
    )


def _whole_words(text: str) -> str:
    """Return ``text`` without its last word, which may be half of one, and the blanks before it."""
    found = re.search(r"\s+\S*$", text)
    return text[: found.start()] if found else ""


def _reach(new: str, selected: str) -> int:
    """Return up to where ``new`` stands for ``selected``: the end of a word.

    The distance is that of Needleman and Wunsch (1970) between the words of ``new`` and each
    beginning of ``selected``: a word more or less costs 1, and one in another's place as much as
    they differ, up to 2. Of two as near, the one that is as long.
    """
    written = new.split()
    # No repair makes so few words of so many.
    words = list(_WORD.finditer(selected))[: 2 * len(written) + 12]
    row = [float(count) for count in range(len(written) + 1)]
    found = [(row[-1], len(new), 0)]
    for count, word in enumerate(words, start=1):
        before, row = row, [float(count)]
        for place, other in enumerate(written):
            changed = before[place] + _difference(word[0].strip(), other)
            row.append(min(changed, before[place + 1] + 1.0, row[place] + 1.0))
        found.append((row[-1], abs(word.end() - len(new)), word.end()))
    return min(found)[2]


@lru_cache(maxsize=4096)
def _difference(one: str, other: str) -> float:
    """Return how much two words differ, 0 to 2, however they are capitalised."""
    if one == other:
        return 0.0
    return 2.0 - 2.0 * SequenceMatcher(None, one.lower(), other.lower(), autojunk=False).ratio()
