"""What is known of the graphics card and its runtime, and what follows from it; no Qt, no words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.jobs.work import WorkState

if TYPE_CHECKING:
    from app.models.graphics_facts import Found, Offer

# Where the packages of a runtime come from.
PYTHON: Final = "python"
BUNDLED: Final = "bundled"
INSTALLED: Final = "installed"
NAMED: Final = "named"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known.

    Attributes:
        found: what is installed, ``None`` before it is known.
        offer: what an install would do, ``None`` before it is known.
        problem: why that is not known, "" where it is, or is being asked.
        asking: it is being asked, or asked anew.
        work: installing, repairing or removing, ``None`` for none since the start.
        own_kind: which runtime this very process runs on.
        own_folder: where that lies, "" where Python's own places hold it.
    """

    found: "Found | None" = None
    offer: "Offer | None" = None
    problem: str = ""
    asking: bool = False
    work: WorkState | None = None
    own_kind: str = BUNDLED
    own_folder: str = ""

    @property
    def busy(self) -> bool:
        """Return whether work goes on, or waits for its turn."""
        return self.work is not None and not self.work.over

    @property
    def restart_due(self) -> bool:
        """Return whether the next start takes another runtime than this process runs on."""
        found = self.found
        # One that is damaged is mended first: a start would pass it over.
        if found is None or self.busy or found.problem:
            return False
        same = found.kind == self.own_kind
        return not same or (found.kind == INSTALLED and found.folder != self.own_folder)

    @property
    def changeable(self) -> bool:
        """Return whether a runtime that is installed would be taken at all."""
        return self.found is not None and self.found.kind not in (PYTHON, NAMED)
