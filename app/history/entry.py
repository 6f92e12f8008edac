"""What the history holds, as frozen values; knows no files, no Qt and no widgets."""

from dataclasses import dataclass
from enum import StrEnum

from engine.events import Draft
from engine.request import EditRequest


class Outcome(StrEnum):
    """What became of a run."""

    UNDECIDED = "undecided"  # its draft waits, or the program ended before a word was said
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NOT_TAKEN = "not taken"  # another draft was asked for, or the span was typed over
    STOPPED = "stopped"
    FAILED = "failed"
    REVERTED = "reverted"  # accepted, and taken back from the history


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run that is to be remembered.

    Attributes:
        run_id: its number; a later run has a larger one.
        when: the time at which it was asked for, in seconds since 1970.
        file: absolute path of the text's file; "" for a text that has none.
        title: what the text is called.
        request: what was asked.
        original: the document's text that the run was about: of a follow-up, which rewrites a
            draft, not what was selected.
        draft: how it ended; ``None`` where it broke off before there was one.
        outcome: what became of it so far.
        model: the model's name; "" where none answered.
    """

    run_id: int
    when: float
    file: str
    title: str
    request: EditRequest
    original: str
    draft: Draft | None
    outcome: Outcome
    model: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What a list shows of a run.

    Attributes:
        run_id: its number.
        when: the time at which it was asked for, in seconds since 1970.
        title: what the text was called.
        instruction: what was asked, "" for nothing.
        outcome: what became of it.
    """

    run_id: int
    when: float
    title: str
    instruction: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A run with all but its steps.

    Attributes:
        line: what the list shows of it.
        file: absolute path of the text's file; "" for a text that has none.
        place: where the text stood, in characters from the beginning of its document.
        before: the document's text that the run was about.
        after: what took its place, or would have; "" where there was no draft.
        model: the model's name; "" where none answered.
        request: what was asked, without the text around; ``None`` where it cannot be read.
        draft: how the run ended; ``None`` where there was no draft.
        recorded: its steps, and the text around, are kept as well.
    """

    line: HistoryLine
    file: str
    place: int
    before: str
    after: str
    model: str
    request: EditRequest | None
    draft: Draft | None
    recorded: bool


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A part of what a search found, the newest first.

    Attributes:
        words: what was searched for.
        lines: the runs.
        more: there are older ones.
    """

    words: str
    lines: tuple[HistoryLine, ...]
    more: bool
