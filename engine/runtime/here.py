"""What this Python and this system are called in the names of runtimes; looks at no disk."""

import os
import sys
from typing import Final

# Set for uv, which asks the Python that it installs for what it is: see ``as_python``.
AS_PYTHON: Final = "ANNEAL_AS_PYTHON"


def python_tag() -> str:
    """Return what wheels call this Python, such as "cp311"."""
    return f"cp{sys.version_info[0]}{sys.version_info[1]}"


def platform_name() -> str:
    """Return what locks call this system, such as "linux-x86_64" or "win32-amd64"."""
    # `platform` knows it too, and takes longer to import than all else that chooses a runtime.
    if sys.platform == "win32":
        words = sys.version.lower()
        machine = "amd64" if "amd64" in words else "arm64" if "arm64" in words else "x86"
    else:
        machine = os.uname().machine
    return f"{sys.platform}-{machine}"
