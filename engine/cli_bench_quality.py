"""`anneal bench --quality`: scores a checkpoint on held-out cases, as a table or JSON."""

import argparse
import json
from dataclasses import asdict, replace
from typing import Any

from engine.bench.quality import CaseScore, TaskScore, measure
from engine.cli_bench_cases import StoppedError, choose, edit_case
from engine.cli_common import (
    CANCELLED,
    DONE,
    LoadEngine,
    UsageError,
    cancel_on_interrupt,
    in_columns,
    put,
    say,
    show_loading,
    show_progress,
)
from engine.request import SamplingOptions
from engine.store.folder import resolve_checkpoint

# Numbers of the sampler, as in ``SamplingOptions``.
_WHOLE = ("max_steps", "stability_threshold")
_REAL = ("entropy_bound", "t_min", "t_max", "confidence_threshold")


def run(options: argparse.Namespace, load: LoadEngine) -> int:
    """Score the drafts and return the exit code."""
    folder = resolve_checkpoint(options.model)
    cases = choose(options)
    sampling = _sampling(options.sampling)
    engine = load(folder, show_loading, adapter=options.adapter)
    counts = {task: sum(case.task == task for case in cases) for task in {c.task for c in cases}}

    def tell(done: int, score: CaseScore) -> None:
        show_progress(f"{done} of {len(cases)}: {score.task}, {score.seconds:.1f} s")

    say(f"{engine.info.name}: {len(cases)} cases of {len(counts)} tasks")
    try:
        with cancel_on_interrupt() as cancel:
            scores = measure(cases, lambda case: edit_case(engine, case, cancel, sampling), tell)
    except StoppedError:
        show_progress("")
        say("anneal bench: cancelled")
        return CANCELLED
    show_progress("")
    if options.json:
        tasks = {task: asdict(score) for task, score in scores.items()}
        shown = {"model": engine.info.name, "tasks": tasks}
        put(json.dumps(shown, ensure_ascii=False) + "\n")
    else:
        put(format_table(scores))
    return DONE


def _sampling(text: str | None) -> SamplingOptions:
    """Return the numbers of the sampler that the person names, as ``NAME=VALUE,...``."""
    options = SamplingOptions()
    for part in (text or "").split(","):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if not part.strip():
            continue
        if name not in _WHOLE + _REAL:
            raise UsageError(f"--sampling knows {', '.join(_WHOLE + _REAL)}, not {name}")
        try:
            number: dict[str, Any] = {name: int(value) if name in _WHOLE else float(value)}
            options = replace(options, **number)
        except ValueError as error:
            raise UsageError(f"--sampling {name}: {error}") from error
    return options


def format_table(scores: dict[str, TaskScore]) -> str:
    """Return the scores as lines of aligned columns."""
    titles = ("task", "n", "exact", "cer before", "cer after", "damaged", "steps", "seconds")
    rows = [titles] + [
        (
            task,
            str(score.n),
            f"{score.exact:.1%}",
            f"{score.cer_before:.2%}",
            f"{score.cer_after:.2%}",
            f"{score.damaged:.2%}",
            f"{score.steps:.1f}",
            f"{score.seconds:.2f}",
        )
        for task, score in scores.items()
    ]
    return in_columns(rows)
