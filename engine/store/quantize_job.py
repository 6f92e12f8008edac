"""Makes a 4-bit checkpoint as a job, proves it, and removes its source where that was asked for.

The source goes last, when the 4-bit checkpoint was read once more and its hashes fit. Only what
this program downloaded itself is ever removed.
"""

from collections.abc import Generator
from contextlib import ExitStack, closing
from pathlib import Path

from engine.errors import QuantizeError
from engine.files import free_bytes
from engine.four_bit.layout import plan_files
from engine.four_bit.manifest import MANIFEST, read_manifest
from engine.four_bit.recipe import Recipe
from engine.jobs import JobDone, JobEvent, JobNote, JobPlanned, JobProgress, Stage
from engine.pace import Pace
from engine.sizes import size_text
from engine.store.in_use import LOCKS, is_own, kept_in_place
from engine.store.manage import clear_removed, remove_folder
from engine.store.record import RECORD, find_record
from engine.store.verify_hashes import verify_hashes


def quantize_job(
    source: Path, target: Path, recipe: Recipe, *, remove_source: bool = False
) -> Generator[JobEvent, None, None]:
    """Make a 4-bit checkpoint of ``source`` in ``target``; the same call goes on.

    Args:
        source: a checkpoint folder.
        target: a folder that is missing, empty, or of such a call before.
        recipe: the format of each part.
        remove_source: remove the source once the target is proved whole.

    Yields:
        The plan once, in bytes of the target, and then how far it is, in bytes of the source.

    Raises:
        EngineError: as ``quantize`` and ``verify_hashes`` do.
        QuantizeError: the source is to be removed, and this program did not download it.
        CheckpointBusyError: another program reads the source just now.
    """
    clear_removed()
    if remove_source:
        _check_removable(source)
        source = source.resolve()  # a name of its own, and none such as "."
    with ExitStack() as until_removed:
        with kept_in_place(source):
            yield from _quantize(source, target, recipe)
            # Nobody may remove the one while the other is removed for it.
            until_removed.enter_context(kept_in_place(target))
            for event in verify_hashes(target):
                if not isinstance(event, JobDone):
                    yield event
        manifest = read_manifest(target / MANIFEST)
        done = (
            f"{target} holds {manifest.source.name} by the recipe {recipe.name}: "
            f"{size_text(manifest.weight_bytes)} in {len(manifest.weight_files)} files"
        )
        if remove_source and (added := _not_downloaded(source)):
            done += f"; {source.name} stays, since {added} was put into it meanwhile"
        elif remove_source:
            freed = yield from remove_folder(source)
            done += f"; {source.name} is removed, {size_text(freed)} are free again"
    yield JobDone(target, done)


def _quantize(source: Path, target: Path, recipe: Recipe) -> Generator[JobEvent, None, None]:
    """Tell the plan, and write what is missing of the target."""
    # torch is imported here and not before.
    from engine.four_bit.quantize import quantize, read_source

    files = plan_files(read_source(source).tensors, recipe)
    nbytes, free = sum(file.nbytes for file in files), free_bytes(target)
    there = [file.nbytes for file in files if (target / file.name).is_file()]
    left = nbytes - sum(there)
    yield JobPlanned(source.name, target, nbytes, sum(there), free, free - left)
    if there:
        yield JobNote("what is there already is read once more, to be sure of it")
    pace, before = Pace(), 0
    with closing(quantize(source, target, recipe)) as events:
        for event in events:
            step, before = event.bytes_done - before, event.bytes_done
            if pace.add(step) or event.bytes_done == event.nbytes:
                yield JobProgress(
                    Stage.QUANTIZING,
                    event.bytes_done,
                    event.nbytes,
                    event.file,
                    event.tensors_done,
                    event.tensors,
                    pace.rate,
                )


def _check_removable(source: Path) -> None:
    """Raise where the source is not ours to remove."""
    if not is_own(source) or find_record(source) is None:
        raise QuantizeError(
            f"{source}: was not downloaded by Anneal into its own folder of models, so Anneal does "
            "not remove it: leave --remove-source out, and remove it yourself"
        )
    if added := _not_downloaded(source):
        raise QuantizeError(
            f"{source}: holds {added} as well, which Anneal did not download and would remove with "
            "it: move that elsewhere, or leave --remove-source out"
        )


def _not_downloaded(source: Path) -> str:
    """Return the name of something in a download that is not of it, "" where there is none."""
    record = find_record(source)
    ours = {RECORD, *LOCKS, *(file.name for file in record.files)} if record else set()
    others = (path.name for path in source.iterdir() if path.name not in ours)
    return min((name for name in others if not name.startswith(".")), default="")
