"""Computes a run: reads its prompt, then makes every decoder pass of its drafts.

Knows no text: what the passes found is for others to read.
"""

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import torch

from engine.batch import Start, refine_together
from engine.denoise import LoopStep, Refiner, denoise
from engine.events import PromptReady
from engine.fitting import prompt_ready
from engine.keeping import Keeper, denoise_keeping
from engine.model.checkpoint import Checkpoint
from engine.model.loaded import LoadedModel
from engine.model.memory import device_memory
from engine.model.refiners import Refiners
from engine.model.side_by_side import lanes_on_cores
from engine.plan.stored import planned
from engine.plan.variants import require_room_for
from engine.prompt import Prompt
from engine.request import EditRequest
from engine.sampling import Sampling


@dataclass(frozen=True, slots=True)
class Work:
    """What a run computes.

    Attributes:
        prompt: is read once.
        sampling: of every draft.
        canvases: most of every draft.
        most: drafts of a round.
        rounds: drafts that are refined together, round after round; the last step of a round is
            out before the next is asked for.
        keeper: of what the drafts must not lose where they do not settle; ``None`` takes them as
            they come.
    """

    prompt: Prompt
    sampling: Sampling
    canvases: int
    most: int
    rounds: Iterator[Sequence[Start]]
    keeper: Keeper | None = None


class Passes:
    """The decoder passes of a loaded model, for one run after the other."""

    def __init__(self, checkpoint: Checkpoint, model: LoadedModel) -> None:
        """Take no memory yet."""
        self._checkpoint = checkpoint
        self._model = model
        self._refiners = Refiners(
            model,
            canvas_length=checkpoint.canvas_length,
            context=checkpoint.context_length,
        )

    def prepare(self, tokens: int) -> None:
        """Take the memory of a run whose prompt has up to ``tokens`` before there is one."""
        self._refiners.prepare(tokens)

    def of(
        self,
        request: EditRequest,
        work: Work,
        *,
        cancel: threading.Event,
        finished: Collection[int],
    ) -> Iterator[PromptReady | LoopStep]:
        """Read the prompt and denoise; nothing else holds a tensor of the run.

        Args:
            request: what the person wants; its texts are not looked at.
            work: what is computed.
            cancel: polled between steps; once it is set, no further step is computed.
            finished: numbers of the drafts whose text is complete: they make no further step.

        Raises:
            OutOfMemoryError: there is no room for so many drafts; nothing was computed.
        """
        device = self._model.device
        length = self._checkpoint.canvas_length
        if work.most > 1:
            tokens = len(work.prompt.ids) + work.canvases * length
            free = device_memory(device)
            plan, gap = planned(self._checkpoint), not request.selected
            require_room_for(work.most, plan, tokens, free, gap=gap)
        with (
            self._refiners.lend() as refiner,
            lanes_on_cores(1 if refiner.takes_turns else work.most, device) as advance,
        ):
            refiner.extend(torch.tensor(work.prompt.ids, device=device))
            yield prompt_ready(request, work.prompt, work.sampling, length)
            first = 0
            for starts in work.rounds:
                lanes = [
                    self._lane(refiner if work.most == 1 else refiner.fork(), start, work, cancel)
                    for start in starts
                ]
                yield from refine_together(lanes, advance, finished, first=first)
                first += len(lanes)
                if cancel.is_set():
                    return

    def _lane(
        self, refiner: Refiner, start: Start, work: Work, cancel: threading.Event
    ) -> Iterator[LoopStep]:
        """Return the passes of one draft."""
        generator = torch.Generator(self._model.device).manual_seed(start.seed)
        if work.keeper is not None:
            return denoise_keeping(
                refiner,
                start.plan,
                work.sampling,
                keeper=work.keeper,
                generator=generator,
                cancel=cancel,
            )
        return denoise(
            refiner,
            start.plan,
            work.sampling,
            canvases=work.canvases,
            end_ids=self._checkpoint.end_ids,
            generator=generator,
            cancel=cancel,
        )
