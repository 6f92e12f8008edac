"""Whether this process may use the network at all; opens no connection itself.

Nothing in Anneal uses the network unless a person asks for a download or a version check. The
variable ``ANNEAL_OFFLINE`` forbids even that, and the editor sets it for the processes that it
starts while its switch says so.
"""

import os
import re
import sys
from collections.abc import Mapping
from typing import Final

from engine.errors import NetworkForbiddenError

OFFLINE: Final = "ANNEAL_OFFLINE"
_OFF: Final = ("", "0")
_NUMBER: Final = re.compile(r"^\[(?:Errno|WinError) -?\d+\] ")
# What the libraries that run a model read, once, when they are imported.
_LIBRARIES: Final = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY")


def network_allowed(variables: Mapping[str, str] = os.environ) -> bool:
    """Return whether the environment leaves the network alone."""
    return variables.get(OFFLINE, "") in _OFF


def check_network_allowed(purpose: str) -> None:
    """Let ``purpose`` ("downloading a model") go on, or forbid it.

    Raises:
        NetworkForbiddenError: the network is switched off.
    """
    if not network_allowed():
        raise NetworkForbiddenError(
            f"{purpose} needs the network, and Anneal was told to use none: switch that off "
            f"(in the editor: Model > Work without network; else the variable {OFFLINE})"
        )


def keep_libraries_offline() -> None:
    """Let the libraries that run a model open no connection in this process, nor in its children.

    A model is loaded from a folder and from nothing else. One of them may have been imported
    already: then it is told so, too.
    """
    os.environ.update(dict.fromkeys(_LIBRARIES, "1"))
    hub = sys.modules.get("huggingface_hub.constants")
    if hub is not None:
        vars(hub).update(HF_HUB_OFFLINE=True, HF_HUB_DISABLE_TELEMETRY=True)


def plain_reason(error: object) -> str:
    """Return why a connection failed in the system's words, without the number before them."""
    return _NUMBER.sub("", str(error))
