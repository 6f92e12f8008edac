"""`anneal models list | verify | quantize | errors`: which there are, whole or not, in 4 bits."""

import argparse
import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from statistics import median

from engine.cli_common import (
    CANCELLED,
    DONE,
    LoadEngine,
    UsageError,
    put,
    say,
    show_loading,
    show_progress,
    within,
)
from engine.four_bit.manifest import MANIFEST, read_manifest
from engine.four_bit.recipe import DEFAULT_RECIPE, RECIPES, find_recipe
from engine.four_bit.stored_files import check_hashes
from engine.model.checkpoint import Checkpoint, read_checkpoint
from engine.paths import checkpoints_folder
from engine.sizes import size_text
from engine.store.folder import StoredCheckpoint, list_checkpoints, resolve_checkpoint
from engine.store.verify import verify_checkpoint


def add_parser(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the verb to argparse."""
    parser = verbs.add_parser(
        "models", help="list, verify or quantize checkpoints", allow_abbrev=False
    )
    actions = parser.add_subparsers(
        dest="action", metavar="ACTION", help="list where none is named"
    )
    actions.add_parser("list", help="the starter and the checkpoints in your data folder")
    verify = actions.add_parser(
        "verify", help="check a checkpoint's files by their headers", allow_abbrev=False
    )
    verify.add_argument("--load", action="store_true", help="load it as well, to be sure")
    verify.add_argument(
        "--hashes",
        action="store_true",
        help="read a 4-bit checkpoint's files and compare them with their hashes as well",
    )
    verify.add_argument("model", metavar="PATH", help="starter, a name or a folder")
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
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, load: LoadEngine) -> int:
    """Carry out the verb and return the exit code."""
    if options.action == "quantize":
        return _quantize(
            resolve_checkpoint(options.source), _target(options.target), options.recipe
        )
    if options.action == "errors":
        return _errors(resolve_checkpoint(options.source), as_json=options.json)
    if options.action != "verify":
        _list()
    else:
        _verify(resolve_checkpoint(options.model), hashes=options.hashes)
        if options.load:
            info = load(resolve_checkpoint(options.model), show_loading).info
            put(f"It was loaded on {info.device_name}, as {info.dtype}.\n")
    return DONE


def _list() -> None:
    """Print a line for every checkpoint, with what is wrong with it."""
    stored = list_checkpoints()
    width = max((len(item.name) for item in stored), default=0)
    for item in stored:
        size = size_text(item.weight_bytes)
        put(f"{item.name.ljust(width)}  {size:>9}  {item.folder}{_note(item)}\n")
    if not stored:
        put("There is no checkpoint yet.\n")
    put(f"Checkpoints of your own belong into {checkpoints_folder()}\n")


def _note(item: StoredCheckpoint) -> str:
    """Return what is wrong with a checkpoint, or how it was quantized."""
    if item.checkpoint is None:
        return f"  cannot be used: {within(item.folder, item.problem)}"
    manifest = item.checkpoint.manifest
    return f"  4-bit, recipe {manifest.recipe.name}" if manifest else ""


def _verify(folder: Path, *, hashes: bool) -> None:
    """Print what the checkpoint is; damage raises."""
    checkpoint = verify_checkpoint(folder)
    if hashes:
        _verify_hashes(checkpoint)
    size = sum(path.stat().st_size for path in checkpoint.weight_files)
    kind = "knows its presets alone" if checkpoint.taught_only else "takes free instructions"
    put(
        f"The files in {folder} are whole: {checkpoint.name}, {len(checkpoint.tensors)} tensors in "
        f"{len(checkpoint.weight_files)} files, {size_text(size)}; canvas of "
        f"{checkpoint.canvas_length} tokens, context of {checkpoint.context_length}; {kind}\n"
    )
    if manifest := checkpoint.manifest:
        source, compared = manifest.source, "compared" if hashes else "not compared, --hashes does"
        put(
            f"It is {source.name}, revision {source.revision[:12]}, quantized by the recipe "
            f"{manifest.recipe.name}; hashes: {compared}\n"
        )


def _verify_hashes(checkpoint: Checkpoint) -> None:
    """Compare every file with its hash."""
    if checkpoint.manifest is None:
        raise UsageError(
            f"{checkpoint.folder} names no hashes of its files, since it is no 4-bit checkpoint: "
            "leave --hashes out"
        )
    for file in check_hashes(checkpoint.folder, checkpoint.manifest):
        show_progress(f"verifying: {file.name} is whole")
    show_progress("")


def _target(named: Path) -> Path:
    """Return the folder to write into, with a ``~`` put in full."""
    try:
        return named.expanduser()
    except RuntimeError as error:
        raise UsageError(
            f"{named}: nobody of that name is known here: name another folder"
        ) from error


def _quantize(source: Path, target: Path, recipe: str) -> int:
    """Make a 4-bit checkpoint and say what came of it."""
    # torch is imported here and not before.
    from engine.four_bit.quantize import quantize

    try:
        with closing(quantize(source, target, find_recipe(recipe))) as events:
            for event in events:
                show_progress(
                    f"quantizing: {event.bytes_done / event.nbytes:.0%} of "
                    f"{size_text(event.nbytes)}, {event.tensors_done} of {event.tensors} "
                    f"tensors, {event.file}"
                )
    except KeyboardInterrupt:
        show_progress("")
        say("anneal models: cancelled; the same command goes on from where it stopped")
        return CANCELLED
    show_progress("")
    manifest = read_manifest(target / MANIFEST)
    put(
        f"{target} holds {manifest.source.name} by the recipe {recipe}: "
        f"{size_text(manifest.weight_bytes)} in {len(manifest.weight_files)} files\n"
    )
    return DONE


def _errors(folder: Path, *, as_json: bool) -> int:
    """Print how far rounding moves the weights."""
    from engine.four_bit.rounding_error import RoundingError, measure_rounding

    checkpoint = read_checkpoint(folder)
    if checkpoint.manifest is not None:
        raise UsageError(f"{folder} is rounded already: name the checkpoint that it was made from")
    errors: list[RoundingError] = []
    for error in measure_rounding(checkpoint):
        errors.append(error)
        where = "" if error.layer is None else f" of layer {error.layer}"
        show_progress(f"rounding: {error.part}{where}")
    show_progress("")
    if as_json:
        put(json.dumps([asdict(error) for error in errors]) + "\n")
        return DONE
    put(f"{'part':<12}{'format':<8}{'layers':>6}{'best':>9}{'median':>9}{'worst':>9}\n")
    for part, form in dict.fromkeys((error.part, error.format) for error in errors):
        found = sorted(e.relative for e in errors if (e.part, e.format) == (part, form))
        figures = "".join(f"{value:>9.4f}" for value in (found[0], median(found), found[-1]))
        put(f"{part:<12}{form:<8}{len(found):>6}{figures}\n")
    return DONE
