"""Turns what a run computes into events, down to its end; computes nothing itself."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.corrections import Corrections
from engine.denoise import LoopStep
from engine.draft_view import DraftView, Shown
from engine.errors import EngineError, OutOfMemoryError
from engine.events import Cancelled, DenoiseStep, Draft, EngineEvent, PromptReady
from engine.model.memory import Shortage
from engine.request import EditRequest


@dataclass(frozen=True, slots=True)
class Run:
    """What every event of a run is told with.

    Attributes:
        request: what the person wants.
        model: its name for people.
        step_cap: most steps that one canvas may take.
        start: when the edit began, as ``time.perf_counter`` tells it.
    """

    request: EditRequest
    model: str
    step_cap: int
    start: float


def events_of(
    passes: Iterator[PromptReady | LoopStep | Shortage],
    view: DraftView,
    run: Run,
    cancel: threading.Event,
) -> Iterator[EngineEvent]:
    """Yield a run's events, the last of them a ``Draft`` or ``Cancelled``.

    Args:
        passes: that the prompt was read, then every decoder pass.
        view: makes text of the canvases.
        run: what the events are told with.
        cancel: as given to the loop; says why the passes ended.

    Raises:
        OutOfMemoryError: the passes ended in a lack of memory.
        EngineError: there was no pass, and nobody had cancelled.
    """
    draft: Draft | None = None
    all_converged = True
    corrections = Corrections()
    # The prompt is number 0, so that a step has the number of passes up to it.
    for number, step in enumerate(passes):
        if isinstance(step, PromptReady):
            yield step
            continue
        if isinstance(step, Shortage):
            raise _out_of_memory(run, step, draft)
        shown = view.show(step)
        if step.last:
            view.settle(step)
            all_converged = all_converged and step.converged
        event = _step_event(run, step, shown)
        corrections = corrections.after(event)
        event = replace(event, corrections=corrections.count)
        draft = Draft(
            edit_id=run.request.edit_id,
            text=shown.text,
            steps=number,
            seconds=event.seconds,
            converged=all_converged and step.last,
            turn_closed=shown.closed,
            seed=run.request.options.seed,
            tokens=shown.token_count,
            model=run.model,
            canvases=step.canvas + 1,
            corrections=corrections.count,
        )
        yield event
        if step.last and shown.closed:
            break
    if cancel.is_set():
        yield Cancelled(run.request.edit_id, draft)
    elif draft is None:
        raise EngineError(
            f"the model {run.model} computed no step: verify its checkpoint, or allow at least "
            "one step and one canvas"
        )
    else:
        yield draft


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
    )


def _out_of_memory(run: Run, shortage: Shortage, draft: Draft | None) -> OutOfMemoryError:
    """Return the error of a run that got no memory."""
    where = "before the first step" if draft is None else f"after step {draft.steps}"
    return OutOfMemoryError(
        f"{run.model}: memory ran out {where}: select less, or close other programs that use the "
        f"device ({shortage.words})",
        draft,
    )
