"""What long work says of itself while it goes on: downloads, quantizing, installs; plain values.

A job is an iterator of these events. Its last one is ``JobDone``; it raises an ``EngineError``
where it cannot go on, and closing it stops it at once. Whatever stopped it, the same call goes on
from what is whole. Across processes the events travel as ``engine.job_json`` writes them, and there
the end is always told: ``JobDone``, ``JobStopped`` or ``JobFailed``.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Stage(StrEnum):
    """What a job is doing."""

    LOOKING = "looking"
    DOWNLOADING = "downloading"
    VERIFYING = "verifying"
    QUANTIZING = "quantizing"
    INSTALLING = "installing"
    REMOVING = "removing"


@dataclass(frozen=True, slots=True)
class JobPlanned:
    """What a job is about to do.

    Attributes:
        title: what it works on, for people ("google/diffusiongemma-26B-A4B-it").
        place: where the result will lie.
        nbytes: size of all that there is to do, in bytes.
        bytes_done: what is there already, from an earlier call.
        free_bytes: free on the disk of ``place`` now.
        free_after: what will be free when the job is done; negative where there is no room.
    """

    title: str
    place: Path
    nbytes: int
    bytes_done: int
    free_bytes: int
    free_after: int


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is.

    Attributes:
        stage: what it is doing.
        bytes_done: of this stage, in bytes.
        nbytes: of this stage; 0 where it is not known.
        item: the file or package at hand, "" for none.
        items_done: files or packages that are whole.
        items: how many there are; 0 where it is not known.
        bytes_per_second: over the last seconds; 0.0 where nothing can be said.
    """

    stage: Stage
    bytes_done: int
    nbytes: int
    item: str = ""
    items_done: int = 0
    items: int = 0
    bytes_per_second: float = 0.0


@dataclass(frozen=True, slots=True)
class JobNote:
    """Something that a person may want to know while the job goes on ("connection lost, …")."""

    words: str


@dataclass(frozen=True, slots=True)
class JobDone:
    """The job is done.

    Attributes:
        place: where the result lies.
        words: what it is, for people.
    """

    place: Path
    words: str


@dataclass(frozen=True, slots=True)
class JobStopped:
    """Somebody stopped the job; ``words`` say that the same call goes on."""

    words: str


@dataclass(frozen=True, slots=True)
class JobFailed:
    """The job cannot go on.

    Attributes:
        kind: name of the error's class, of ``engine.errors`` or of Python.
        words: what is wrong, and what to do.
    """

    kind: str
    words: str


JobEvent = JobPlanned | JobProgress | JobNote | JobDone | JobStopped | JobFailed
JobEnd = JobDone | JobStopped | JobFailed
