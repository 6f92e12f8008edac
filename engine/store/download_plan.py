"""What a download will take, told before it begins: size, room, licence; fetches nothing."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.errors import NoRoomError
from engine.files import free_bytes
from engine.four_bit.manifest import MANIFEST
from engine.four_bit.recipe import DEFAULT_RECIPE
from engine.jobs import JobNote, JobPlanned
from engine.plan.shape import LARGE
from engine.plan.weights import computed_parts
from engine.sizes import size_text
from engine.store.fetch import part_of
from engine.store.folder import file_bytes
from engine.store.record import DownloadRecord
from engine.store.remote import DEFAULT_ABOUT_BYTES, DEFAULT_LICENCE, DEFAULT_REPO

ROOM_BEYOND: Final = 64 * 2**20  # for journals, and so that no disk is filled to the brim


@dataclass(frozen=True, slots=True)
class DownloadPlan:
    """What a download will take; all sizes in bytes.

    Attributes:
        repo: "owner/name".
        revision: branch, tag or commit that was asked for.
        commit: what it stands for, "" where nobody asked the hub.
        licence: as the model card names it, "" where it names none.
        place: the folder.
        files: how many there are, 0 where nobody asked the hub.
        nbytes: size of all of them.
        bytes_done: what is there already, from an earlier call.
        free_bytes: free on the disk of ``place`` now.
        free_after: what will be free when the download is done; negative where there is no room.
        quantized_bytes: about what the 4-bit checkpoint made of it will take, 0 where it is one.
        about: the sizes are from Anneal's own knowledge and not from the hub.
    """

    repo: str
    revision: str
    commit: str
    licence: str
    place: Path
    files: int
    nbytes: int
    bytes_done: int
    free_bytes: int
    free_after: int
    quantized_bytes: int
    about: bool

    @property
    def planned(self) -> JobPlanned:
        """The plan as the event of a job."""
        return JobPlanned(
            self.repo, self.place, self.nbytes, self.bytes_done, self.free_bytes, self.free_after
        )

    def notes(self) -> tuple[JobNote, ...]:
        """What else a person should know before it begins."""
        named = self.licence or "none named in its model card: look there before you use it"
        notes = [JobNote(f"licence of {self.repo}: {named}")]
        if self.quantized_bytes:
            notes.append(
                JobNote(
                    f"to make 4 bits of it afterwards takes about "
                    f"{size_text(self.quantized_bytes)} more; then the "
                    f"{size_text(self.nbytes)} can be removed"
                )
            )
        return tuple(notes)

    def check_room(self) -> None:
        """Let the download begin, or not.

        Raises:
            NoRoomError: the disk has too little room.
        """
        if self.free_after >= ROOM_BEYOND:
            return
        needed = self.nbytes - self.bytes_done + ROOM_BEYOND
        further = (
            f" (and about {size_text(self.quantized_bytes)} more to make 4 bits of it)"
            if self.quantized_bytes
            else ""
        )
        raise NoRoomError(
            f"{self.place}: {size_text(needed)} are needed{further}, and "
            f"{size_text(self.free_bytes)} are free on that disk: free some space, or choose "
            "another folder for models"
        )


def plan_of(record: DownloadRecord, place: Path) -> DownloadPlan:
    """Return what a download takes of which the files are known."""
    done = bytes_there(record, place)
    free = free_bytes(place)
    quantized = any(file.name == MANIFEST for file in record.files)
    return DownloadPlan(
        repo=record.repo,
        revision=record.revision,
        commit=record.commit,
        licence=record.licence,
        place=place,
        files=len(record.files),
        nbytes=record.nbytes,
        bytes_done=done,
        free_bytes=free,
        free_after=free - (record.nbytes - done),
        quantized_bytes=0 if quantized else quantized_about(record.nbytes),
        about=False,
    )


def plan_without_network(place: Path, revision: str) -> DownloadPlan:
    """Return what the download of the usual model takes, from what Anneal knows of it."""
    free = free_bytes(place)
    return DownloadPlan(
        repo=DEFAULT_REPO,
        revision=revision,
        commit="",
        licence=DEFAULT_LICENCE,
        place=place,
        files=0,
        nbytes=DEFAULT_ABOUT_BYTES,
        bytes_done=0,
        free_bytes=free,
        free_after=free - DEFAULT_ABOUT_BYTES,
        quantized_bytes=quantized_about(DEFAULT_ABOUT_BYTES),
        about=True,
    )


def quantized_about(nbytes: int) -> int:
    """Return about what a checkpoint of ``nbytes`` takes in 4 bits, by the usual recipe.

    The share that it is of the 26B model, of which nine tenths of the weights get 4 bits; a small
    model keeps more.
    """
    whole = sum(part.nbytes for part in computed_parts(LARGE, DEFAULT_RECIPE))
    return round(nbytes * whole / DEFAULT_ABOUT_BYTES)


def bytes_there(record: DownloadRecord, place: Path) -> int:
    """Return how much of a download is there, of whole files and of parts."""
    found = 0
    for file in record.files:
        there = max(file_bytes(part_of(place, file)), file_bytes(place / file.name))
        found += file.nbytes if file.whole else min(there, file.nbytes)
    return found
