"""What `anneal bench --quality` and `--fill` share: which cases there are, and the draft of one."""

import argparse
import threading
from dataclasses import replace

from engine.bench.cases import Case, CasesError, make_cases, read_cases
from engine.bench.quality import choose_cases
from engine.cli_common import EngineLike, UsageError, show_progress
from engine.events import Cancelled, Draft
from engine.presets import preset_for
from engine.request import EditRequest, SamplingOptions, Span

# Cases of each task where the person names no number.
_PER_TASK = 100


class StoppedError(Exception):
    """The person pressed Ctrl+C in the middle of a case."""


def choose(options: argparse.Namespace) -> list[Case]:
    """Return the cases that the person asked for."""
    per_task = _PER_TASK if options.per_task is None else options.per_task
    if per_task < 1:
        raise UsageError("--per-task must be at least 1")
    try:
        if options.cases is None:
            show_progress("making cases")
            cases = make_cases(per_task)
        else:
            cases = read_cases(options.cases)
    except CasesError as error:
        raise UsageError(str(error)) from error
    known = {case.task for case in cases}
    tasks = None if options.tasks is None else options.tasks.split(",")
    if unknown := sorted(set(tasks or ()) - known):
        raise UsageError(f"no cases of {', '.join(unknown)}; there are: {', '.join(sorted(known))}")
    chosen = choose_cases(cases, per_task, tasks)
    if not chosen:
        raise UsageError(f"{options.cases} holds no cases")
    return chosen


def edit_case(
    engine: EngineLike,
    case: Case,
    cancel: threading.Event,
    sampling: SamplingOptions | None = None,
) -> Draft:
    """Return the draft of one case, started as the editor starts the same preset."""
    preset = preset_for(case.instruction) if engine.info.taught_only else None
    request = EditRequest(
        edit_id=1,
        document_revision=0,
        span=Span(0, len(case.selected)),
        before="",
        selected=case.selected,
        after="",
        instruction=case.instruction,
        options=replace(
            SamplingOptions() if sampling is None else sampling,
            strength=1.0 if preset is None else preset.strength,
            keep_unsettled=preset is not None and preset.repairs,
        ),
        language=case.language,
    )
    return draft_of(engine, request, cancel)


def draft_of(engine: EngineLike, request: EditRequest, cancel: threading.Event) -> Draft:
    """Return the draft of a request.

    Raises:
        StoppedError: ``cancel`` was set.
    """
    for event in engine.edit(request, cancel):
        if isinstance(event, Cancelled):
            raise StoppedError
        if isinstance(event, Draft):
            return event
    raise AssertionError("the engine ended an edit without a draft")
