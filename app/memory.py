"""How much memory the program uses, without further libraries; no Qt."""

import os
import sys
from pathlib import Path

_STATM = Path("/proc/self/statm")

if sys.platform == "linux":

    def used_bytes() -> int | None:
        """Return the bytes of memory that this process holds; ``None`` where it is not told."""
        try:
            resident_pages = int(_STATM.read_text(encoding="ascii").split()[1])
        except (OSError, ValueError, IndexError):
            return None
        return resident_pages * os.sysconf("SC_PAGE_SIZE")

else:

    def used_bytes() -> int | None:
        """Return ``None``: this system tells it only through further libraries."""
        return None
