"""What can go wrong with a download, how each ends, what is kept, and how it goes on.

``FAULTS`` is the table of the README: ``test_faults`` asserts every cell of it, and
``python -m tests.engine.store.fault_cases`` prints it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from engine.jobs import JobEvent
from tests.engine.store import fault_processes as processes
from tests.engine.store import fault_strikes as strike
from tests.engine.store.fault_strikes import Stage
from tests.hub_server import LIST, Fault

ALWAYS = 999


class Kept(StrEnum):
    """What is there of what had arrived."""

    ALL = "every byte"
    ALL_SENT_AGAIN = "every byte, though the server sends some again"
    ALL_BUT_ONE = "all but that file"
    NOTHING_BEGUN = "nothing was begun"
    GIVEN_UP = "nothing, since it could never be used"


class GoesOn(StrEnum):
    """How the checkpoint becomes whole."""

    ITSELF = "in the same call"
    AGAIN = "by the same command"


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the table.

    Attributes:
        strike: downloads while it happens.
        ends: "done", or the kind of ``JobFailed`` or ``JobStopped``.
        says: words that a person is told, as a regular expression.
        kept: what is there afterwards of what had arrived.
        goes_on: how it becomes whole once the fault is over.
    """

    strike: Callable[[Stage], list[JobEvent]]
    ends: str
    says: str
    kept: Kept = Kept.ALL
    goes_on: GoesOn = GoesOn.AGAIN


def _mended(says: str, *faults: Fault, kept: Kept = Kept.ALL) -> Case:
    return Case(strike.with_faults(*faults), "done", says, kept, GoesOn.ITSELF)


def _failed(ends: str, says: str, *faults: Fault, kept: Kept = Kept.ALL) -> Case:
    return Case(strike.with_faults(*faults), ends, says, kept)


def _refused(says: str, *faults: Fault) -> Case:
    return _failed("DownloadRefusedError", says, *faults, kept=Kept.NOTHING_BEGUN)


def _list_of(says: str, change: Callable[[Stage], None]) -> Case:
    return Case(strike.with_list(change), "DownloadRefusedError", says, kept=Kept.NOTHING_BEGUN)


FAULTS: dict[str, Case] = {
    # The connection.
    "the connection drops in the middle of a file, once": _mended(
        "broke off: trying again", Fault("drop")
    ),
    "the connection drops in the middle of a file, each time": _failed(
        "DownloadError", "broke off, time after time", Fault("drop", times=ALWAYS)
    ),
    "the connection is reset before the first byte, each time": _failed(
        "DownloadError", "broke off, time after time", Fault("reset", times=ALWAYS, at=0.0)
    ),
    "nobody answers at the hub's address": Case(
        strike.unreachable, "DownloadError", "no connection to 127.0.0.1", Kept.NOTHING_BEGUN
    ),
    "the connection stalls, once": _mended("sends nothing more: trying again", Fault("stall")),
    "the connection stalls, each time": _failed(
        "DownloadError", "sends nothing more, time", Fault("stall", times=ALWAYS, at=0.0)
    ),
    "the connection slows to a trickle": _mended(
        "almost nothing arrives: trying again", Fault("trickle")
    ),
    # What the server says.
    "the server tells too short a length": _mended("sent less than was asked for", Fault("short")),
    "the server sends more than it should": _mended("is whole", Fault("long")),
    "the server ignores ranges, after a drop": _mended(
        "broke off: trying again",
        Fault("drop"),
        Fault("no_range", times=ALWAYS),
        kept=Kept.ALL_SENT_AGAIN,
    ),
    "a file is altered on the way, once": _mended(
        "is not as it was published: it is fetched anew",
        Fault("altered"),
        kept=Kept.ALL_BUT_ONE,
    ),
    "a file is altered on the way, each time": _failed(
        "DownloadAlteredError",
        "00001-of-00003.safetensors: what arrives is not what was published",
        Fault("altered", times=ALWAYS),
        kept=Kept.ALL_BUT_ONE,
    ),
    "a small file (told by its git hash) is altered on the way, each time": _failed(
        "DownloadAlteredError",
        "config.json: what arrives is not",
        Fault("altered", "config.json", times=ALWAYS),
        kept=Kept.ALL_BUT_ONE,
    ),
    "the server answers 500, once": _mended("answers 500: trying again", Fault("status")),
    "the server answers 500 to the list, once": _mended(
        "answers 500: trying", Fault("status", LIST)
    ),
    "the server answers 500, each time": _failed(
        "DownloadError", "answers 500, time after time", Fault("status", times=ALWAYS)
    ),
    "the server answers 503 and asks to wait": _mended(
        "answers 503: trying again in 1 s",
        Fault("status", status=503, headers={"Retry-After": "1"}),
    ),
    "the server answers 429 and asks to wait an hour": _failed(
        "DownloadError",
        "takes no more requests now, and asks to wait 60 minutes",
        Fault("status", status=429, headers={"Retry-After": "3600"}),
    ),
    "the hub answers 401": _refused(
        "a private one needs HF_TOKEN", Fault("status", LIST, status=401)
    ),
    "the hub answers 403: gated, licence not accepted": _refused(
        "accept it at http",
        Fault("status", LIST, status=403, headers={"X-Error-Code": "GatedRepo"}),
    ),
    "the server answers 401 to files alone: gated, licence not accepted": _failed(
        "DownloadRefusedError",
        "accept it at http.* then set HF_TOKEN",
        Fault(
            "status", "config.json", times=ALWAYS, status=401, headers={"X-Error-Code": "GatedRepo"}
        ),
    ),
    "a proxy answers 407: it wants a password": _refused(
        "the proxy asks for a name and a password", Fault("status", LIST, status=407)
    ),
    "the server shows a certificate that nobody vouches for": Case(
        strike.untrusted, "DownloadRefusedError", "nobody .* vouches for", Kept.NOTHING_BEGUN
    ),
    "the server answers 403 to a file": _failed(
        "DownloadRefusedError", "does not let .* be read", Fault("status", status=403)
    ),
    "the hub answers 404: no such repository": _refused(
        "has no anneal/tiny: look at the name",
        Fault("status", LIST, status=404, headers={"X-Error-Code": "RepoNotFound"}),
    ),
    "the hub answers 404: no such revision": _refused(
        "has no revision",
        Fault("status", LIST, status=404, headers={"X-Error-Code": "RevisionNotFound"}),
    ),
    "the server redirects to a foreign host, as hubs do (the token stays behind)": Case(
        strike.foreign_host, "done", "is whole", goes_on=GoesOn.ITSELF
    ),
    "a new commit is published between two calls": Case(
        strike.new_commit, "done", "goes on at commit", goes_on=GoesOn.ITSELF
    ),
    # What the hub lists.
    "the hub lists no safetensors": _list_of("holds no checkpoint", strike.without_weights),
    "the hub lists a name that leads out of its folder": _list_of(
        "leads out of its folder", strike.list_entry("../../outside.safetensors")
    ),
    "the hub lists names that differ in capitals alone": _list_of(
        "do not tell apart", strike.list_entry("MODEL-00001-of-00003.safetensors")
    ),
    "the hub lists files without hashes": _list_of(
        "tells no hash of extra.safetensors", strike.list_entry("extra.safetensors", blobId=None)
    ),
    "the hub lists sizes that are none": _list_of(
        "makes no sense", strike.list_entry("extra.safetensors", size=-5)
    ),
    "the hub lists a size that is too small": Case(
        strike.wrong_size(-10), "DownloadAlteredError", "is not what was", Kept.ALL_BUT_ONE
    ),
    "the hub lists a size that is too large": Case(
        strike.wrong_size(10), "DownloadAlteredError", "is not what was", Kept.ALL_BUT_ONE
    ),
    "the hub sends a list without end": _list_of("too large to be one", strike.huge_list),
    "the repository is of another architecture": Case(
        strike.other_architecture,
        "UnsupportedArchitectureError",
        "model type is 'llama'",
        Kept.GIVEN_UP,
    ),
    # The disk.
    "too little room": Case(
        strike.no_room, "NoRoomError", "are needed .*and .* are free", Kept.NOTHING_BEGUN
    ),
    "the disk fills up meanwhile": Case(strike.disk_fills, "NoRoomError", "the disk is full"),
    "the folder may not be written": Case(
        strike.not_writable, "DownloadError", "cannot be written", Kept.NOTHING_BEGUN
    ),
    "a part was damaged on the disk between two calls": Case(
        strike.part_damaged, "done", "fetched anew", Kept.ALL_BUT_ONE, GoesOn.ITSELF
    ),
    "the name is taken by something else": Case(
        strike.name_taken, "CheckpointNameError", "holds something else", Kept.NOTHING_BEGUN
    ),
    # The process.
    "another download writes into the folder": Case(
        processes.locked, "CheckpointBusyError", "another program downloads", Kept.NOTHING_BEGUN
    ),
    "the process is killed (SIGKILL) in the middle of a file": Case(processes.killed, "killed", ""),
    "the process is killed between a file's last byte and its entry in the journal": Case(
        processes.not_entered, "done", "goes on at commit", goes_on=GoesOn.ITSELF
    ),
    "the process is stopped (SIGTERM): a pause": Case(
        processes.stopped, "JobStopped", "the same command goes on"
    ),
}


def table() -> str:
    """Return the table as Markdown."""
    lines = ["| What goes wrong | ends in | kept | goes on |", "|---|---|---|---|"]
    for name, case in FAULTS.items():
        ends = "whole" if case.ends == "done" else f"`{case.ends}`"
        lines.append(f"| {name} | {ends} | {case.kept} | {case.goes_on} |")
    return "\n".join(lines)


if __name__ == "__main__":
    import sys

    sys.stdout.write(table() + "\n")
