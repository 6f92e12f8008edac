"""`anneal doctor`: says what this machine can run, for people or as JSON."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict

from engine.cli_common import DONE, FAILED, LoadEngine, put, show_loading
from engine.doctor import Diagnosis, diagnose, gigabytes


def add_parser(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the verb to argparse."""
    parser = verbs.add_parser(
        "doctor", help="say what this machine can run, and why not", allow_abbrev=False
    )
    parser.add_argument("--json", action="store_true", help="print one object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, load: LoadEngine) -> int:
    """Carry out the verb; the exit code is 3 where something stands in the way."""
    diagnosis = diagnose(lambda folder: load(folder, show_loading))
    if options.json:
        put(json.dumps(asdict(diagnosis), ensure_ascii=False, default=str) + "\n")
    else:
        put("".join(f"{line}\n" for line in describe(diagnosis)))
    return FAILED if diagnosis.problems else DONE


def describe(diagnosis: Diagnosis) -> Iterator[str]:
    """Yield the diagnosis as lines."""
    yield f"Anneal       {diagnosis.anneal}"
    yield f"Python       {diagnosis.python} on {diagnosis.system}"
    for name, found in diagnosis.packages.items():
        yield f"  {name.ljust(20)} {found or 'missing'}"
    yield f"GPU          {diagnosis.gpu.words}"
    if diagnosis.gpu.driver:
        yield f"  NVIDIA driver {diagnosis.gpu.driver}"
    for gpu in diagnosis.gpu.gpus:
        memory = f"{gigabytes(gpu.free_bytes)} of {gigabytes(gpu.total_bytes)} free"
        yield f"  {gpu.name}, compute capability {gpu.capability}, {memory}"
    if diagnosis.memory_free is not None and diagnosis.memory_total is not None:
        total = gigabytes(diagnosis.memory_total)
        yield f"Memory       {gigabytes(diagnosis.memory_free)} of {total} free"
    yield f"Disk         {gigabytes(diagnosis.disk_free)} free for checkpoints"
    yield f"Checkpoints  your own belong into {diagnosis.checkpoints_folder}"
    for verdict in diagnosis.checkpoints:
        sign = "can be loaded" if verdict.usable else "cannot be loaded"
        yield f"  {verdict.name}: {sign}: {verdict.words}"
    if diagnosis.would_load:
        yield f"The editor starts with: {diagnosis.would_load}"
    for problem in diagnosis.problems:
        yield f"Problem: {problem}"
