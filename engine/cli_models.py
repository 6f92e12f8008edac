"""`anneal models list | verify`: which checkpoints there are, and whether their files are whole."""

import argparse
from pathlib import Path

from engine.cli_common import DONE, LoadEngine, put, show_loading
from engine.store.folder import checkpoints_folder, list_checkpoints, resolve_checkpoint
from engine.store.verify import verify_checkpoint


def add_parser(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the verb to argparse."""
    parser = verbs.add_parser("models", help="list or verify checkpoints", allow_abbrev=False)
    actions = parser.add_subparsers(
        dest="action", metavar="ACTION", help="list where none is named"
    )
    actions.add_parser("list", help="the starter and the checkpoints in your data folder")
    verify = actions.add_parser(
        "verify", help="check a checkpoint's files by their headers", allow_abbrev=False
    )
    verify.add_argument("--load", action="store_true", help="load it as well, to be sure")
    verify.add_argument("model", metavar="PATH", help="starter, a name or a folder")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, load: LoadEngine) -> int:
    """Carry out the verb and return the exit code."""
    if options.action != "verify":
        _list()
    else:
        _verify(resolve_checkpoint(options.model))
        if options.load:
            info = load(resolve_checkpoint(options.model), show_loading).info
            put(f"It was loaded on {info.device_name}, as {info.dtype}.\n")
    return DONE


def _list() -> None:
    """Print a line for every checkpoint, with what is wrong with it."""
    stored = list_checkpoints()
    width = max((len(item.name) for item in stored), default=0)
    for item in stored:
        size = f"{item.weight_bytes / 2**20:,.1f} MiB"
        note = f"  cannot be used: {item.problem}" if item.problem else ""
        put(f"{item.name.ljust(width)}  {size:>14}  {item.folder}{note}\n")
    if not stored:
        put("There is no checkpoint yet.\n")
    put(f"Checkpoints of your own belong into {checkpoints_folder()}\n")


def _verify(folder: Path) -> None:
    """Print what the checkpoint is; damage raises."""
    checkpoint = verify_checkpoint(folder)
    size = sum(path.stat().st_size for path in checkpoint.weight_files)
    kind = "knows its presets alone" if checkpoint.taught_only else "takes free instructions"
    put(
        f"The files in {folder} are whole: {checkpoint.name}, {len(checkpoint.tensors)} tensors in "
        f"{len(checkpoint.weight_files)} files, {size / 2**20:,.1f} MiB; canvas of "
        f"{checkpoint.canvas_length} tokens, context of {checkpoint.context_length}; {kind}\n"
    )
