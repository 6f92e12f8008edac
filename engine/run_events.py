"""Turns what a run computes into events, down to its end; computes nothing itself."""

import threading
import time
from collections.abc import Callable, Iterator, MutableSet
from dataclasses import dataclass, replace
from typing import Protocol

from engine.corrections import Corrections
from engine.denoise import LoopStep
from engine.device_loss import loss_words
from engine.draft_view import Shown
from engine.errors import DeviceLostError, EngineError, OutOfMemoryError
from engine.events import Cancelled, DenoiseStep, Draft, EngineEvent, PromptReady
from engine.model.memory import Loss, Shortage
from engine.request import EditRequest
from engine.variants import Candidate, best_draft, distinct, mean_entropy, variant_seed


class View(Protocol):
    """Makes text of the canvases of one draft."""

    def show(self, step: LoopStep) -> Shown:
        """Return what a step of the newest canvas shows."""
        ...

    def settle(self, step: LoopStep) -> None:
        """Take over the last step of a canvas."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """What every event of a run is told with.

    Attributes:
        request: what the person wants.
        model: its name for people.
        step_cap: most steps that one canvas may take.
        start: when the edit began, as ``time.perf_counter`` tells it.
        misfit: of a gap, how badly a step's filling fits; ``None`` where a text is rewritten. The
            fillings of a gap differ by their lengths, and not by their seeds.
    """

    request: EditRequest
    model: str
    step_cap: int
    start: float
    misfit: Callable[[LoopStep], float] | None = None


def events_of(
    passes: Iterator[PromptReady | LoopStep | Shortage | Loss],
    open_view: Callable[[int], View],
    run: Run,
    cancel: threading.Event,
    finished: MutableSet[int],
) -> Iterator[EngineEvent]:
    """Yield a run's events, the last of them a ``Draft`` or ``Cancelled``.

    Args:
        passes: that the prompt was read, then every decoder pass of every variant.
        open_view: gives what makes text of the canvases of a variant.
        run: what the events are told with.
        cancel: as given to the loop; says why the passes ended.
        finished: gets the numbers of the variants whose text is complete.

    Raises:
        OutOfMemoryError: the passes ended in a lack of memory.
        DeviceLostError: the passes ended with the loss of the graphics card.
        EngineError: there was no pass, and nobody had cancelled.
    """
    variants: dict[int, _Variant] = {}
    for step in passes:
        if isinstance(step, PromptReady):
            yield step
            continue
        if isinstance(step, Shortage):
            raise _out_of_memory(run, step, _best(run, variants))
        if isinstance(step, Loss):
            draft = _best(run, variants)
            raise DeviceLostError(loss_words(step.words, _where(draft)), draft)
        if step.variant not in variants:
            variants[step.variant] = _Variant(run, open_view(step.variant))
        variant = variants[step.variant]
        event = variant.follow(step)
        if variant.closed:
            finished.add(step.variant)
        yield event
    draft = _best(run, variants)
    if cancel.is_set():
        yield Cancelled(run.request.edit_id, draft)
    elif draft is None:
        raise EngineError(
            f"the model {run.model} computed no step: verify its checkpoint, or allow at least "
            "one step and one canvas"
        )
    else:
        yield draft


class _Variant:
    """What has come of one variant so far."""

    def __init__(self, run: Run, view: View) -> None:
        self._run = run
        self._view = view
        self._corrections = Corrections()
        self._all_converged = True
        self._steps = 0
        # The text is complete: a canvas ended that holds its end.
        self.closed = False
        self.candidate: Candidate | None = None

    def follow(self, step: LoopStep) -> DenoiseStep:
        """Take the next pass, and return it as a person can look at it."""
        shown = self._view.show(step)
        if step.last:
            self._view.settle(step)
            self._all_converged = self._all_converged and step.converged
        event = _step_event(self._run, step, shown)
        self._corrections = self._corrections.after(event)
        event = replace(event, corrections=self._corrections.count)
        self._steps += 1
        self.closed = step.last and shown.closed
        if self._run.misfit is not None:
            event = replace(event, misfit=self._run.misfit(step))
        self.candidate = Candidate(
            self._draft(step, shown, event), mean_entropy(event), event.misfit
        )
        return event

    def _draft(self, step: LoopStep, shown: Shown, event: DenoiseStep) -> Draft:
        request = self._run.request
        return Draft(
            edit_id=request.edit_id,
            text=shown.text,
            steps=self._steps,
            seconds=event.seconds,
            converged=self._all_converged and step.last,
            turn_closed=shown.closed,
            seed=variant_seed(request.options.seed, step.variant)
            if self._run.misfit is None
            else request.options.seed,
            tokens=shown.token_count,
            model=self._run.model,
            canvases=step.canvas + 1,
            corrections=self._corrections.count,
            variant=step.variant,
            kept=step.kept,
        )


def _best(run: Run, variants: dict[int, _Variant]) -> Draft | None:
    """Return the best draft so far, with the others."""
    found = [variant.candidate for variant in variants.values() if variant.candidate is not None]
    return best_draft(found if run.misfit is None else distinct(found))


def _step_event(run: Run, step: LoopStep, shown: Shown) -> DenoiseStep:
    """Return a decoder pass that has just ended as a person can look at it."""
    return DenoiseStep(
        edit_id=run.request.edit_id,
        canvas=step.canvas,
        step=step.step,
        step_cap=run.step_cap,
        temperature=step.temperature,
        text=shown.text,
        tokens=shown.tokens,
        seconds=time.perf_counter() - run.start,
        turn_closed=shown.closed,
        variant=step.variant,
    )


def _out_of_memory(run: Run, shortage: Shortage, draft: Draft | None) -> OutOfMemoryError:
    """Return the error of a run that got no memory."""
    request = run.request
    # A gap has nothing selected, and as many drafts as lengths.
    less = "ask for fewer variants, or " if request.options.variants > 1 else "select less, or "
    return OutOfMemoryError(
        f"{run.model}: memory ran out {_where(draft)}: {less if request.selected else ''}close "
        f"other programs that use the device ({shortage.words})",
        draft,
    )


def _where(draft: Draft | None) -> str:
    return "before the first step" if draft is None else f"after step {draft.steps}"
