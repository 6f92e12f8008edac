"""`anneal bench`: measures a checkpoint's speed and memory, or with --quality its drafts."""

import argparse
from pathlib import Path

from engine import cli_bench_fill, cli_bench_quality, cli_bench_speed
from engine.cli_common import LoadEngine, UsageError, add_adapter_option
from engine.store.names import STARTER

# Options of one of the two measurements, by the name under which argparse keeps them.
_QUALITY_ALONE = {
    "cases": "--cases",
    "per_task": "--per-task",
    "tasks": "--tasks",
    "sampling": "--sampling",
    "adapter": "--adapter",
}
_SPEED_ALONE = {
    "steps": "--steps",
    "prompt": "--prompt",
    "repetitions": "--repetitions",
    "synthetic": "--synthetic",
    "recipe": "--recipe",
    "layers": "--layers",
}
_SYNTHETIC_ALONE = {"recipe": "--recipe", "layers": "--layers"}


def add_parser(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the verb to argparse."""
    parser = verbs.add_parser(
        "bench", help="measure a checkpoint: its speed, or its drafts", allow_abbrev=False
    )
    parser.add_argument("--json", action="store_true", help="print one object")
    parser.add_argument("--model", metavar="NAME", help="starter (the default), a name or a folder")
    speed = parser.add_argument_group("speed and memory, at fixed steps")
    speed.add_argument("--steps", metavar="A,B", help="steps of a canvas; 8,12,16,24 by default")
    speed.add_argument("--prompt", type=int, metavar="N", help="tokens read before it; 512")
    speed.add_argument("--repetitions", type=int, metavar="N", help="of every figure; 5")
    speed.add_argument(
        "--synthetic",
        action="store_true",
        default=None,
        help="the 26B model with random weights, instead of a checkpoint",
    )
    speed.add_argument("--recipe", metavar="NAME", help="its formats; balanced by default")
    speed.add_argument("--layers", type=int, metavar="N", help="keep so many of its layers")
    quality = parser.add_argument_group("quality")
    quality.add_argument("--quality", action="store_true", help="score drafts on held-out cases")
    quality.add_argument(
        "--fill",
        action="store_true",
        help="fill held-out gaps, with the text behind them in the canvas and without",
    )
    quality.add_argument("--cases", type=Path, metavar="FILE", help="cases as JSON lines")
    quality.add_argument("--per-task", type=int, metavar="N", help="cases of each task; 100")
    quality.add_argument("--tasks", metavar="A,B", help="these tasks alone")
    quality.add_argument(
        "--sampling",
        metavar="NAME=VALUE,...",
        help="numbers of the sampler in place of the checkpoint's: max_steps=24,entropy_bound=0.3",
    )
    add_adapter_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, load: LoadEngine) -> int:
    """Carry out the verb and return the exit code."""
    if options.fill:
        if options.quality or options.tasks is not None or options.sampling is not None:
            raise UsageError("--fill has gaps alone: leave out --quality, --tasks and --sampling")
        _refuse(options, _SPEED_ALONE, "measures speed: leave out --fill")
        return cli_bench_fill.run(_with_model(options), load)
    if options.quality:
        _refuse(options, _SPEED_ALONE, "measures speed: leave out --quality")
        return cli_bench_quality.run(_with_model(options), load)
    _refuse(options, _QUALITY_ALONE, "goes with --quality or --fill")
    if options.synthetic and options.model is not None:
        raise UsageError("--synthetic makes a model of its own: leave out --model")
    if not options.synthetic:
        _refuse(options, _SYNTHETIC_ALONE, "goes with --synthetic")
    return cli_bench_speed.run(_with_model(options))


def _refuse(options: argparse.Namespace, names: dict[str, str], why: str) -> None:
    """Raise where an option was given that the measurement does not know."""
    for name, flag in names.items():
        if getattr(options, name) is not None:
            raise UsageError(f"{flag} {why}")


def _with_model(options: argparse.Namespace) -> argparse.Namespace:
    """Return the options with the model that is measured where none was named."""
    return argparse.Namespace(**vars(options) | {"model": options.model or STARTER})
