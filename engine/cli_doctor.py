"""`anneal doctor`: says what this machine can run, for people or as JSON."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict

from engine.cli_common import DONE, FAILED, LoadEngine, on_one_line, put, show_loading, within
from engine.doctor import GPU_PACKAGE, Diagnosis, Verdict, diagnose
from engine.doctor_anonymous import anonymous
from engine.plan.table import card_fits, card_lines, plan_words
from engine.sizes import gigabytes

_LARGEST_CARD = 1024


def add_parser(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the verb to argparse."""
    parser = verbs.add_parser(
        "doctor",
        help="say what this machine can run, and why not",
        description="Say what this machine can run, and why not. The exit code is 3 where "
        "something stands in the way of rewriting.",
        allow_abbrev=False,
    )
    parser.add_argument("--json", action="store_true", help="print one object")
    parser.add_argument(
        "--anonymous",
        action="store_true",
        help="leave out the names and folders of your own checkpoints",
    )
    parser.add_argument(
        "--report",
        action="store_true",
        help="print all that helps whoever mends Anneal, as Help > Copy report does: versions, "
        "settings that matter, the end of the log; no text, no file's name, nothing of yours",
    )
    parser.add_argument(
        "--card",
        type=_card,
        metavar="GB",
        help="look at no machine: say how the 26B model fits a graphics card sold with GB",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, load: LoadEngine) -> int:
    """Carry out the verb; the exit code is 3 where something stands in the way."""
    if options.card is not None:
        _tell_card(options.card, as_json=options.json)
        return DONE
    diagnosis = diagnose(lambda folder: load(folder, show_loading))
    if options.anonymous:
        diagnosis = anonymous(diagnosis)
    if options.json:
        put(json.dumps(asdict(diagnosis), ensure_ascii=False, default=str) + "\n")
    else:
        put("".join(f"{on_one_line(line)}\n" for line in describe(diagnosis)))
    return FAILED if diagnosis.problems else DONE


def describe(diagnosis: Diagnosis) -> Iterator[str]:
    """Yield the diagnosis as lines."""
    yield f"Anneal       {diagnosis.anneal}"
    yield f"Python       {diagnosis.python} on {diagnosis.system}"
    for name, found in diagnosis.packages.items():
        lack = "not there, needed with a GPU alone" if name == GPU_PACKAGE else "missing"
        yield f"  {name.ljust(20)} {found or lack}"
    yield f"Runtime      {diagnosis.runtime.words}"
    if diagnosis.runtime_advice:
        yield f"  better: {diagnosis.runtime_advice}"
    yield f"GPU          {diagnosis.gpu.words}"
    if diagnosis.gpu.driver:
        yield f"  NVIDIA driver {diagnosis.gpu.driver}"
    for gpu in diagnosis.gpu.gpus:
        memory = f"{gigabytes(gpu.free_bytes)} of {gigabytes(gpu.total_bytes)} free"
        yield f"  {gpu.name}, compute capability {gpu.capability}, {memory}"
        yield f"    {gpu.words}"
    if diagnosis.memory is not None:
        total = gigabytes(diagnosis.memory.total)
        yield f"Memory       {gigabytes(diagnosis.memory.free)} of {total} free"
    yield f"Disk         {gigabytes(diagnosis.disk_free)} free; {diagnosis.disk_words}"
    yield f"Checkpoints  your own belong into {diagnosis.checkpoints_folder}"
    for verdict in diagnosis.checkpoints:
        yield from _describe_verdict(verdict)
    yield f"26B model    {diagnosis.large_model}"
    if diagnosis.would_load:
        yield f"The editor starts with {diagnosis.would_load}, unless you chose another model in it"
    for problem in diagnosis.problems:
        yield f"Problem: {problem}"


def _describe_verdict(verdict: Verdict) -> Iterator[str]:
    sign = "can be loaded" if verdict.usable else "cannot be loaded"
    words = within(verdict.folder, verdict.words)
    yield f"  {verdict.name}: {sign}: {words}"
    if verdict.fit is not None:
        yield f"    in GB: {plan_words(verdict.fit.plan)}"


def _tell_card(size: int, *, as_json: bool) -> None:
    """Print how the 26B model fits a card, in every recipe."""
    if as_json:
        fits = [asdict(found) for found in card_fits(size)]
        put(json.dumps({"card": size, "fits": fits}, ensure_ascii=False) + "\n")
    else:
        put("".join(f"{line}\n" for line in card_lines(size)))


def _card(text: str) -> int:
    """Read the size of a card, a whole number of GB."""
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= _LARGEST_CARD:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a whole number of GB from 1 to {_LARGEST_CARD}, such as 24"
        )
    return int(text)
