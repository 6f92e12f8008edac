"""`anneal models list`: which models there are and in what state, for a person or a program.

``--json`` prints one object a model, as one list::

    {"name": "mine", "folder": "/home/.../checkpoints/mine", "kind": "published", "usable": true,
     "bytes": 52000000000, "bytes_done": 52000000000, "bytes_total": 52000000000,
     "words": "as published", "recipe": "", "source": "google/diffusiongemma-26B-A4B-it",
     "revision": "main", "commit": "<40 digits>", "licence": "apache-2.0", "downloaded": true}

``kind`` is one of ``engine.store.listing.ModelKind``; the other values are those of its
``ModelEntry``. A model in a folder elsewhere is no entry: whoever uses one remembers its folder.
"""

import argparse
import json
from dataclasses import asdict

from engine.cli_common import DONE, LoadEngine, on_one_line, put, within
from engine.paths import checkpoints_folder
from engine.sizes import size_text
from engine.store.listing import ModelEntry, ModelKind, list_models


def add_actions(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the verb to argparse."""
    parser = actions.add_parser("list", help="the starter and the checkpoints in your data folder")
    parser.add_argument("--json", action="store_true", help="print one list of objects")
    parser.set_defaults(act=run_list)


def run_list(options: argparse.Namespace, _: LoadEngine) -> int:
    """Print what there is, with what is wrong with it."""
    entries = list_models()
    if options.json:
        put(json.dumps([asdict(entry) for entry in entries], default=str) + "\n")
        return DONE
    names = [on_one_line(entry.name) for entry in entries]
    width = max(map(len, names), default=0)
    for name, entry in zip(names, entries, strict=True):
        line = f"{name.ljust(width)}  {size_text(entry.bytes):>9}  {entry.folder}{_note(entry)}"
        put(f"{on_one_line(line)}\n")
    if not entries:
        put("There is no checkpoint yet.\n")
    put(f"Checkpoints of your own belong into {checkpoints_folder()}\n")
    return DONE


def _note(entry: ModelEntry) -> str:
    """Return what is wrong with a checkpoint, or how it was quantized."""
    match entry.kind:
        case ModelKind.DAMAGED:
            return f"  cannot be used: {within(entry.folder, entry.words)}"
        case ModelKind.UNFINISHED_DOWNLOAD | ModelKind.UNFINISHED_QUANTIZING:
            return f"  cannot be used yet: {within(entry.folder, entry.words)}"
        case ModelKind.FOUR_BIT:
            return f"  {entry.words}"
        case _:
            return ""
