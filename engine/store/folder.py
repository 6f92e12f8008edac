"""Where checkpoints live on this machine and which there are; opens none of their weights."""

from dataclasses import dataclass
from pathlib import Path

from engine.errors import CheckpointError, CheckpointMissingError
from engine.four_bit.manifest import JOURNAL as QUANTIZING
from engine.model.checkpoint import CONFIG, Checkpoint, read_checkpoint
from engine.paths import checkpoints_folder, starter_folder
from engine.store.names import STARTER, present_names
from engine.store.record import JOURNAL as DOWNLOADING


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """A folder that looks like a checkpoint.

    Attributes:
        name: what ``--model`` takes.
        folder: where it lies.
        weight_bytes: size of its safetensors files.
        checkpoint: what it says of itself, ``None`` where it cannot be used.
        problem: why it cannot be used, empty where it can.
    """

    name: str
    folder: Path
    weight_bytes: int
    checkpoint: Checkpoint | None
    problem: str


def resolve_checkpoint(name: str) -> Path:
    """Return the folder of the checkpoint ``name``.

    Args:
        name: "starter", a path, or the name of a folder among the person's checkpoints.

    Raises:
        CheckpointMissingError: there is no such folder.
    """
    if name == STARTER:
        return starter_folder()
    try:
        path = Path(name).expanduser()
        for folder in (path, checkpoints_folder() / path):
            if folder.is_dir():
                return folder
        is_file = path.exists()
    # No such person after the tilde, a folder that nobody may look into, a name without end.
    except (RuntimeError, OSError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise CheckpointMissingError(
            f"the checkpoint {name!r} cannot be looked for ({why}): name its folder"
        ) from error
    if is_file:
        raise CheckpointMissingError(f"{path} is a file: name the checkpoint's folder")
    raise CheckpointMissingError(
        f"there is no checkpoint {name!r}, neither as a folder nor in {checkpoints_folder()}: "
        "`anneal models list` shows what there is"
    )


def list_checkpoints() -> tuple[StoredCheckpoint, ...]:
    """Return the starter, where it is installed, and then the person's checkpoints by name."""
    found = []
    if is_checkpoint(starter_folder()):
        found.append(describe_checkpoint(STARTER, starter_folder()))
    own = (checkpoints_folder() / name for name in present_names())
    found += [describe_checkpoint(path.name, path) for path in own if is_checkpoint(path)]
    return tuple(found)


def is_checkpoint(folder: Path) -> bool:
    """Say whether a folder is one, or was begun as one; one that may not be looked into is none."""
    try:
        return any((folder / name).is_file() for name in (CONFIG, DOWNLOADING, QUANTIZING))
    except OSError:
        return False


def describe_checkpoint(name: str, folder: Path) -> StoredCheckpoint:
    """Return what the headers of the checkpoint in ``folder`` tell; damage is no error here."""
    weights = sum(map(file_bytes, weight_files(folder)))
    try:
        return StoredCheckpoint(name, folder, weights, read_checkpoint(folder), "")
    except CheckpointError as error:
        return StoredCheckpoint(name, folder, weights, None, str(error))


def weight_files(folder: Path) -> list[Path]:
    """Return the safetensors files of a folder that may be gone meanwhile."""
    try:
        return [path for path in folder.iterdir() if path.suffix == ".safetensors"]
    except OSError:
        return []


def file_bytes(path: Path) -> int:
    """Return the size of a file; 0 of one that is not there, or no longer.

    While models are listed, another process may download, rename or remove one.
    """
    try:
        return path.stat().st_size if path.is_file() and not path.is_symlink() else 0
    except OSError:
        return 0
