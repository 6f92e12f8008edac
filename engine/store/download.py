"""Downloads a checkpoint as a job: it can be stopped and killed at any time, and then goes on.

The commit is fixed when the download begins and stays so. A journal in the folder says which files
are whole; while it is there the folder is no checkpoint. Knows no network library: ``hub`` does,
and is imported when a download begins.
"""

from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.errors import CheckpointBusyError, UnsupportedArchitectureError
from engine.file_lock import hold
from engine.files import HALF_SAVED
from engine.jobs import JobDone, JobEvent, JobNote, JobProgress, Stage
from engine.model.checkpoint import CONFIG, check_architecture
from engine.model.json_values import read_json
from engine.network import check_network_allowed
from engine.sizes import size_text
from engine.store.download_plan import plan_of
from engine.store.fetch import Fetcher, Tally
from engine.store.in_use import DOWNLOADING as LOCK
from engine.store.left_before import left_before
from engine.store.patience import USUAL, Patience
from engine.store.record import JOURNAL, RECORD, DownloadedFile, DownloadRecord, write_record
from engine.store.remote import RemoteRepo, choose_files, shown
from engine.store.tries import Tries
from engine.store.verify import verify_checkpoint
from engine.store.wire import InterruptionError
from engine.store.writing import naming_write_errors

if TYPE_CHECKING:
    from engine.store.hub import Hub

USUAL_REVISION: Final = "main"


def download(
    repo: str,
    folder: Path,
    *,
    revision: str | None = None,
    endpoint: str | None = None,
    patience: Patience = USUAL,
) -> Generator[JobEvent, None, None]:
    """Bring a checkpoint from the hub into ``folder``; the same call goes on, or repairs.

    Args:
        repo: "owner/name".
        folder: one that is missing, empty, or of such a call before.
        revision: branch, tag or commit; ``None`` for what was begun there, or the main branch.
        endpoint: address of a mirror; ``None`` for the usual one.
        patience: how long to wait, and how often to try again.

    Yields:
        The plan once, and then how far it is.

    Raises:
        NetworkForbiddenError: the network is switched off.
        DownloadError: the hub does not give it (``DownloadRefusedError``), it does not arrive as
            it was published (``DownloadAlteredError``), there is no room (``NoRoomError``), or the
            connection stays away. What is whole is kept.
        CheckpointNameError: the folder holds something else.
        CheckpointBusyError: another program writes into it.
        CheckpointError: what was published is no checkpoint that can be used.
    """
    check_network_allowed("downloading a model")
    from engine.store.hub import Hub

    tries = Tries(patience)
    with closing(Hub(endpoint, patience)) as hub, claimed(folder):
        yield JobProgress(Stage.LOOKING, 0, 0, repo)
        yield from hub.notes()
        record = yield from left_before(folder, repo, revision)
        if record is None:
            found = yield from _describe(hub, tries, repo, revision or USUAL_REVISION)
            record = _begin(found, revision or USUAL_REVISION)
            yield from _left_out(found, record)
        elif not all(file.whole for file in record.files):
            found = yield from _describe(hub, tries, repo, record.commit)
            record = _asked_anew(found, record)
        plan = plan_of(record, folder)
        yield plan.planned
        yield from plan.notes()
        plan.check_room()
        fetcher = Fetcher(
            hub, repo, record.commit, folder, patience, tries, Tally(record, plan.bytes_done)
        )
        yield from _bring(fetcher, record)
        verify_checkpoint(folder)
        yield JobDone(
            folder,
            f"{folder.name} is whole: commit {record.commit[:12]} of {repo}, "
            f"{size_text(record.nbytes)} in {len(record.files)} files",
        )


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Make a folder where it is missing, and let no other program write into it in the block.

    Where nothing was put into it, it is gone after the block.

    Raises:
        CheckpointBusyError: another program is at it.
        DownloadError: the folder cannot be made or locked.
    """
    with naming_write_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        with ExitStack() as stack:
            with naming_write_errors(folder):
                locked = stack.enter_context(hold(folder / LOCK))
            if not locked:
                raise CheckpointBusyError(
                    f"{folder}: another program downloads into it: wait for its end, or stop it"
                )
            with naming_write_errors(folder):
                for old in folder.glob(HALF_SAVED):
                    old.unlink()
            yield
    finally:
        with suppress(OSError):
            folder.rmdir()


def describe(
    hub: "Hub", repo: str, revision: str, patience: Patience
) -> Generator[JobEvent, None, DownloadRecord]:
    """Ask the hub what a download would bring; the record says so, and nothing is written."""
    yield from hub.notes()
    found = yield from _describe(hub, Tries(patience), repo, revision)
    return _begin(found, revision)


def _describe(
    hub: "Hub", tries: Tries, repo: str, revision: str
) -> Generator[JobEvent, None, RemoteRepo]:
    """Ask the hub, and ask again where no answer arrives."""
    while True:
        try:
            found = hub.describe(repo, revision)
        except InterruptionError as error:
            yield from tries.wait(error)
            continue
        tries.answered()
        return found


def _begin(found: RemoteRepo, revision: str) -> DownloadRecord:
    """Return the record of a download of which nothing is there yet."""
    return DownloadRecord(
        repo=found.name,
        revision=revision,
        commit=found.commit,
        licence=found.licence,
        files=tuple(
            DownloadedFile(file.name, file.nbytes, file.sha256, file.git_sha1, whole=False)
            for file in choose_files(found)
        ),
    )


def _asked_anew(found: RemoteRepo, record: DownloadRecord) -> DownloadRecord:
    """Return a record with what the hub says now of the files that are not whole.

    What it had said may have been wrong, or another Anneal may have wanted other files.
    """
    whole = {file.name: file for file in record.files if file.whole}
    files = []
    for file in _begin(found, record.revision).files:
        old = whole.get(file.name)
        same = old is not None and (
            old.nbytes == file.nbytes
            and file.sha256 in {"", old.sha256}
            and file.git_sha1 in {"", old.git_sha1}
        )
        files.append(old if old is not None and same else file)
    return replace(record, files=tuple(files))


def _left_out(found: RemoteRepo, record: DownloadRecord) -> Iterator[JobNote]:
    """Tell what the repository holds besides."""
    others = sorted({file.name for file in found.files} - {file.name for file in record.files})
    if others:
        named = ", ".join(map(shown, others[:3])) + (", …" if len(others) > 3 else "")
        yield JobNote(f"not fetched, since no text checkpoint needs them: {named}")


def _bring(fetcher: Fetcher, record: DownloadRecord) -> Iterator[JobEvent]:
    """Fetch what is not whole yet, and let the folder be a checkpoint."""
    folder, journal = fetcher.folder, fetcher.folder / JOURNAL
    if all(file.whole for file in record.files) and not journal.exists():
        return
    with naming_write_errors(journal):
        write_record(journal, record)
    for number, file in enumerate(record.files):
        if not file.whole:
            digest = yield from fetcher.fetch(file)
            files = list(record.files)
            files[number] = replace(file, sha256=digest, whole=True)
            record = replace(record, files=tuple(files))
            with naming_write_errors(journal):
                write_record(journal, record)
            fetcher.tally.items_done += 1
        if file.name == CONFIG:
            _check_use(folder, record)
        yield fetcher.tally.progress(file.name)
    with naming_write_errors(journal):
        journal.replace(folder / RECORD)


def _check_use(folder: Path, record: DownloadRecord) -> None:
    """Raise where the config is of a model that Anneal cannot run, before its weights are fetched.

    What was fetched of it is given up: nobody could ever use it.
    """
    try:
        check_architecture(read_json(folder / CONFIG))
    except UnsupportedArchitectureError:
        with naming_write_errors(folder):
            for file in record.files:
                (folder / file.name).unlink(missing_ok=True)
            (folder / JOURNAL).unlink()
        raise
