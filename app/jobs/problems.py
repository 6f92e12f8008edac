"""Words for long work that failed: what happened and what to do; no Qt."""

from typing import Final

from app.jobs.job_lines import CRASHED, NOT_STARTED
from app.messages import Message
from engine.jobs import JobFailed

_WORDS: Final[dict[str, tuple[str, str]]] = {
    CRASHED: (
        "The process that did it ended without a word.",
        "Try again: it goes on from what is whole. Too little memory is a usual cause.",
    ),
    NOT_STARTED: (
        "Anneal could not start itself a second time.",
        "Try again; if it stays so, install Anneal again.",
    ),
    "NetworkForbiddenError": (
        "Anneal was told to use no network.",
        "Switch Model > Work without network off, and try again.",
    ),
    "DownloadError": (
        "The download cannot go on.",
        "Look at the network, or at proxy and mirror on the page Network, and try again: what is "
        "there already is kept.",
    ),
    "DownloadRefusedError": (
        "The place from which models come does not give this one.",
        "Look at the mirror on the page Network; trying again at once will hardly help.",
    ),
    "DownloadAlteredError": (
        "What arrives is not what was published.",
        "Something on the way alters it: try another network or mirror. Nothing of it is used.",
    ),
    "NoRoomError": (
        "There is too little room on the disk.",
        "Free some space or choose another folder, and try again: what is there is kept.",
    ),
    "SaveError": (
        "A file could not be written.",
        "Free some space, or choose a folder in which you may write, and try again.",
    ),
    "CheckpointNameError": ("A model cannot be called so.", "Take another name."),
    "CheckpointBusyError": (
        "Another program works with this model just now.",
        "Wait until it is done, or close it, and try again.",
    ),
    "CheckpointMissingError": (
        "There is no complete model in the folder.",
        "Let its download go on, or choose another one.",
    ),
    "CheckpointDamagedError": (
        "Files of the model are damaged.",
        "Repair it: only what is damaged is fetched again.",
    ),
    "QuantizeError": (
        "No 4-bit model can be made there, or not of this model.",
        "Take another name, and the model as it was published.",
    ),
    "OutOfMemoryError": (
        "There is too little free memory for this.",
        "Close other programs, and try again: it goes on from what is whole.",
    ),
    "RuntimeInstallError": (
        "The runtime for the graphics card cannot be used as it is.",
        "Try again, or repair it on the page Graphics card.",
    ),
}
_OTHER: Final = ("It cannot go on.", "Try again: it goes on from what is whole.")


def job_problem(failed: JobFailed, detail: str = "") -> Message:
    """Return words for work that failed.

    Args:
        failed: how it ended.
        detail: what its process wrote beside that; it is shown only where somebody asks.
    """
    happened, advice = _WORDS.get(failed.kind, _OTHER)
    return Message(happened, advice, "\n\n".join(filter(None, (failed.words.strip(), detail))))
