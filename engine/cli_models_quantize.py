"""`anneal models quantize | errors`: makes a 4-bit checkpoint, or measures what rounding does.

``quantize --events`` prints the events of a job; the same command goes on after a kill, and
``--remove-source`` takes effect at its very end.
"""

import argparse
import json
from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path
from statistics import median

from engine.cli_common import DONE, LoadEngine, UsageError, put, show_progress
from engine.cli_jobs import add_events_option, run_job
from engine.four_bit.recipe import DEFAULT_RECIPE, RECIPES, find_recipe
from engine.jobs import JobEvent
from engine.model.checkpoint import read_checkpoint
from engine.store.folder import resolve_checkpoint
from engine.store.quantize_job import quantize_job


def add_actions(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the verbs to argparse."""
    quantize = actions.add_parser(
        "quantize",
        help="make a 4-bit checkpoint",
        description="Make a 4-bit checkpoint. It can be stopped and killed at any time: the same "
        "command goes on.",
        allow_abbrev=False,
    )
    quantize.add_argument("source", metavar="SRC", help="starter, a name or a folder")
    quantize.add_argument("target", metavar="DST", type=Path, help="a new folder")
    quantize.add_argument(
        "--recipe",
        default=DEFAULT_RECIPE.name,
        choices=[recipe.name for recipe in RECIPES],
        help="which parts get 4 bits, which 8 (default: %(default)s)",
    )
    quantize.add_argument(
        "--remove-source",
        action="store_true",
        help="remove SRC in the end, where Anneal downloaded it",
    )
    add_events_option(quantize)
    quantize.set_defaults(act=_quantize)
    errors = actions.add_parser(
        "errors",
        help="measure what rounding would do to a checkpoint's weights",
        description="Round the weights to each format and tell how far they move, by part: the "
        "root mean square of the change over that of the weights, of the best, the median and "
        "the worst layer. Writes nothing.",
        allow_abbrev=False,
    )
    errors.add_argument("source", metavar="SRC", help="starter, a name or a folder")
    errors.add_argument("--json", action="store_true", help="print every layer, as one list")
    errors.set_defaults(act=_errors)


def _quantize(options: argparse.Namespace, _: LoadEngine) -> int:
    """Make a 4-bit checkpoint and say what came of it."""
    return run_job(_events(options, _target(options.target)), as_json=options.events)


def _events(options: argparse.Namespace, target: Path) -> Generator[JobEvent, None, None]:
    """Quantize as a job; a source that is missing is an error of the job too."""
    yield from quantize_job(
        resolve_checkpoint(options.source),
        target,
        find_recipe(options.recipe),
        remove_source=options.remove_source,
    )


def _target(named: Path) -> Path:
    """Return the folder to write into, with a ``~`` put in full."""
    try:
        return named.expanduser()
    except RuntimeError as error:
        raise UsageError(
            f"{named}: nobody of that name is known here: name another folder"
        ) from error


def _errors(options: argparse.Namespace, _: LoadEngine) -> int:
    """Print how far rounding moves the weights."""
    from engine.four_bit.rounding_error import RoundingError, measure_rounding

    folder = resolve_checkpoint(options.source)
    checkpoint = read_checkpoint(folder)
    if checkpoint.manifest is not None:
        raise UsageError(f"{folder} is rounded already: name the checkpoint that it was made from")
    errors: list[RoundingError] = []
    for error in measure_rounding(checkpoint):
        errors.append(error)
        where = "" if error.layer is None else f" of layer {error.layer}"
        show_progress(f"rounding: {error.part}{where}")
    show_progress("")
    if options.json:
        put(json.dumps([asdict(error) for error in errors]) + "\n")
        return DONE
    put(f"{'part':<12}{'format':<8}{'layers':>6}{'best':>9}{'median':>9}{'worst':>9}\n")
    for part, form in dict.fromkeys((error.part, error.format) for error in errors):
        found = sorted(e.relative for e in errors if (e.part, e.format) == (part, form))
        figures = "".join(f"{value:>9.4f}" for value in (found[0], median(found), found[-1]))
        put(f"{part:<12}{form:<8}{len(found):>6}{figures}\n")
    return DONE
