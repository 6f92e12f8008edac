"""The address that this build names for releases, and which addresses may be asked; no network."""

import json
from pathlib import Path
from typing import Final

from engine.paths import resource_folder

_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


def release_address(file: Path | None = None) -> str:
    """Return the address that this build names for releases, "" for none.

    Who packages Anneal writes it into ``resources/release.json``.
    """
    try:
        told = json.loads((file or resource_folder() / "release.json").read_text(encoding="utf-8"))
        address = told["address"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return address if isinstance(address, str) and address and may_be_asked(address) else ""


def may_be_asked(address: str) -> bool:
    """Say whether an address is encrypted, or does not leave this machine."""
    # Imported late, as is asked at every start of the window, mostly for no address at all.
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and " " not in address
    if not plain or not host or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
