"""What getting a model leaves free on a disk, step by step; no Qt, and no disk is asked."""

from dataclasses import dataclass

from app.models.large_model import gigabytes


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One line of the reckoning.

    Attributes:
        when: when that is so ("once it is downloaded").
        free_bytes: what is free then; negative where the room is too little.
    """

    when: str
    free_bytes: int

    @property
    def words(self) -> str:
        """Return what is free then, or how much is missing."""
        size = gigabytes(abs(self.free_bytes))
        return f"{size} {'too little' if self.free_bytes < 0 else 'free'} {self.when}"


@dataclass(frozen=True, slots=True)
class Room:
    """What a disk has before and after.

    Attributes:
        lines: from now to the end.
        enough: no line is negative.
        least_missing: bytes that are missing at the tightest moment, 0 for none.
    """

    lines: tuple[RoomLine, ...]
    enough: bool
    least_missing: int


def room(
    free: int, download: int, four_bit: int, *, quantize: bool, remove_published: bool
) -> Room:
    """Return what is free now and after each step; all in bytes.

    Args:
        free: what is free now.
        download: what is still to be fetched.
        four_bit: about what the 4-bit checkpoint takes.
        quantize: a 4-bit checkpoint is made afterwards.
        remove_published: and then what was fetched is removed; ignored where none is made.
    """
    lines = [RoomLine("now", free), RoomLine("once it is downloaded", free - download)]
    if quantize:
        lines.append(RoomLine("with the 4-bit model beside it", lines[-1].free_bytes - four_bit))
    if quantize and remove_published:
        lines.append(RoomLine("without the published files", free - four_bit))
    least = min(line.free_bytes for line in lines)
    return Room(tuple(lines), least >= 0, max(0, -least))
