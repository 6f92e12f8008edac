"""`anneal models verify`: whether a checkpoint's files are whole, by headers or by hashes.

``--events`` prints the events of a job, whose ``job_done`` says what was found.
"""

import argparse
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from engine.cli_common import (
    DONE,
    LoadEngine,
    UsageError,
    on_one_line,
    put,
    show_loading,
    show_progress,
)
from engine.cli_jobs import add_events_option, progress_text, run_job
from engine.jobs import JobDone, JobEvent, JobProgress
from engine.sizes import size_text
from engine.store.folder import resolve_checkpoint
from engine.store.record import find_record
from engine.store.verify import verify_checkpoint
from engine.store.verify_hashes import known_files, verify_hashes


def add_actions(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the verb to argparse."""
    parser = actions.add_parser(
        "verify", help="check a checkpoint's files by their headers", allow_abbrev=False
    )
    parser.add_argument("--load", action="store_true", help="load it as well, to be sure")
    parser.add_argument(
        "--hashes",
        action="store_true",
        help="read the files of a download or a 4-bit checkpoint and compare them with their "
        "hashes as well",
    )
    add_events_option(parser)
    parser.add_argument("model", metavar="PATH", help="starter, a name or a folder")
    parser.set_defaults(act=_verify)


def _verify(options: argparse.Namespace, load: LoadEngine) -> int:
    if options.events:
        if options.load:
            raise UsageError("--events tells of files alone: leave out --load")
        return run_job(_events(options.model, hashes=options.hashes), as_json=True)
    folder = resolve_checkpoint(options.model)
    if options.hashes:
        _compare(folder)
    _tell(folder, hashes=options.hashes)
    if options.load:
        info = load(folder, show_loading).info
        put(f"It was loaded on {info.device_name}, as {info.dtype}.\n")
    return DONE


def _events(model: str, *, hashes: bool) -> Generator[JobEvent, None, None]:
    """Verify as a job."""
    folder = resolve_checkpoint(model)
    if hashes:
        yield from verify_hashes(folder)
    else:
        checkpoint = verify_checkpoint(folder)
        yield JobDone(folder, f"{checkpoint.name} is whole, by the headers of its files")


def _compare(folder: Path) -> None:
    """Compare every file with its hash, and show how far that is."""
    if not known_files(folder):
        raise UsageError(
            f"{folder} names no hashes of its files, since it was neither downloaded nor is it a "
            "4-bit checkpoint: leave --hashes out"
        )
    with closing(verify_hashes(folder)) as events:
        for event in events:
            if isinstance(event, JobProgress):
                show_progress(progress_text(event))
    show_progress("")


def _tell(folder: Path, *, hashes: bool) -> None:
    """Print what the checkpoint is; damage raises."""
    checkpoint = verify_checkpoint(folder)
    size = sum(path.stat().st_size for path in checkpoint.weight_files)
    kind = "knows its presets alone" if checkpoint.taught_only else "takes free instructions"
    _put_line(
        f"The files in {folder} are whole: {checkpoint.name}, {len(checkpoint.tensors)} tensors in "
        f"{len(checkpoint.weight_files)} files, {size_text(size)}; canvas of "
        f"{checkpoint.canvas_length} tokens, context of {checkpoint.context_length}; {kind}"
    )
    compared = f"hashes: {'compared' if hashes else 'not compared, --hashes does'}"
    if manifest := checkpoint.manifest:
        source = manifest.source
        _put_line(
            f"It is {source.name}, revision {source.revision[:12]}, quantized by the recipe "
            f"{manifest.recipe.name}; {compared}"
        )
    elif record := find_record(folder):
        _put_line(f"It is {record.repo}, commit {record.commit[:12]}, as downloaded; {compared}")


def _put_line(text: str) -> None:
    """Print a line with names in it that others may have chosen."""
    put(f"{on_one_line(text)}\n")
