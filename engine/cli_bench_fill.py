"""`anneal bench --fill`: how well gaps are filled, with and without the text behind them pinned."""

import argparse
import json
import threading
from dataclasses import asdict, fields

from engine.bench.cases import Case
from engine.bench.fill import FillScore, GapCase, gaps_of, measure_fills
from engine.cli_bench_cases import StoppedError, choose, draft_of, edit_case
from engine.cli_common import (
    CANCELLED,
    DONE,
    EngineLike,
    LoadEngine,
    UsageError,
    cancel_on_interrupt,
    in_columns,
    put,
    say,
    show_loading,
    show_progress,
)
from engine.events import Draft
from engine.request import EditRequest, Span
from engine.store.folder import resolve_checkpoint

_TASK = "fill"


def run(options: argparse.Namespace, load: LoadEngine) -> int:
    """Fill the gaps in both ways and return the exit code."""
    folder = resolve_checkpoint(options.model)
    gaps = gaps_of(_cases(options))
    if not gaps:
        raise UsageError("the cases have no gap, which is written ___")
    engine = load(folder, show_loading, adapter=options.adapter)
    say(f"{engine.info.name}: {len(gaps)} gaps")
    try:
        with cancel_on_interrupt() as cancel:
            scores = measure_fills(
                gaps,
                lambda gap: _fill(engine, gap, cancel),
                lambda gap: edit_case(engine, gap.case, cancel),
                lambda done: show_progress(f"{done} of {len(gaps)} gaps"),
            )
    except StoppedError:
        show_progress("")
        say("anneal bench: cancelled")
        return CANCELLED
    show_progress("")
    if options.json:
        ways = {way: asdict(found) for way, found in scores.items()}
        put(json.dumps({"model": engine.info.name, "ways": ways}, ensure_ascii=False) + "\n")
    else:
        put(format_table(scores))
    return DONE


def _cases(options: argparse.Namespace) -> list[Case]:
    """Return the cases of the task that has gaps."""
    return choose(argparse.Namespace(**vars(options) | {"tasks": _TASK}))


def _fill(engine: EngineLike, gap: GapCase, cancel: threading.Event) -> Draft:
    """Return what the engine puts into a gap."""
    place = Span(len(gap.before), len(gap.before))
    request = EditRequest(
        edit_id=1,
        document_revision=0,
        span=place,
        before=gap.before,
        selected="",
        after=gap.after,
        instruction="",
        language=gap.case.language,
    )
    return draft_of(engine, request, cancel)


def format_table(scores: dict[str, FillScore]) -> str:
    """Return the scores as lines of aligned columns."""
    titles = ["way", *(field.name.replace("_", " ") for field in fields(FillScore))]
    rows = [titles] + [
        [
            way,
            str(found.n),
            f"{found.exact:.1%}",
            f"{found.first_word:.1%}",
            f"{found.words:.1%}",
            f"{found.cer:.1%}",
            f"{found.seconds:.2f}",
        ]
        for way, found in scores.items()
    ]
    return in_columns(rows)
