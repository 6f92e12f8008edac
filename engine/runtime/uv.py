"""The installer that Anneal brings along, and how it is called; starts nothing itself.

`uv` is one program file. The packaged Anneal holds it, a checkout has it in its environment.
"""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from engine.errors import RuntimeInstallError
from engine.own_command import is_frozen
from engine.paths import resource_folder
from engine.runtime.here import AS_PYTHON

INDEX: Final = "ANNEAL_PACKAGE_INDEX"  # the address of a mirror; may hold a password
_NAME: Final = "uv.exe" if sys.platform == "win32" else "uv"
# What a person set for other tools must not change what is installed here.
_FOREIGN: Final = ("UV_", "PIP_", "VIRTUAL_ENV", "CONDA_", "PYTHON")
_PATIENCE: Final = {"UV_HTTP_TIMEOUT": "60", "UV_HTTP_RETRIES": "4"}


def find_uv() -> Path:
    """Return where uv lies.

    Raises:
        RuntimeInstallError: it is nowhere.
    """
    beside = Path(sys.executable).parent
    inside = resource_folder().parent
    places = [folder / _NAME for folder in (beside, inside, inside / "bin", beside / "bin")]
    if not is_frozen() and (found := shutil.which("uv")):
        places.append(Path(found))
    for place in places:
        if place.is_file():
            return place
    raise RuntimeInstallError(
        "the installer uv is missing, which belongs to Anneal: install Anneal again (in a checkout "
        "`make run` sets it right)"
    )


def install_command(
    uv: Path, wanted: Path, target: Path, cache: Path, source: Path | None
) -> list[str]:
    """Return the command that installs exactly what ``wanted`` names into the folder ``target``.

    Args:
        uv: the installer.
        wanted: pinned requirements with hashes.
        target: made where it is missing.
        cache: keeps what was fetched whole, for the next call.
        source: a folder of packages; the network is left alone. ``None`` for the index.
    """
    command = [str(uv), "pip", "install", "--no-config", "--color", "never"]
    command += ["--python", sys.executable, "--no-python-downloads"]
    command += ["--requirements", str(wanted), "--require-hashes", "--no-deps", "--no-build"]
    command += ["--target", str(target), "--cache-dir", str(cache), "--link-mode", "hardlink"]
    if source is None:
        return command
    return [*command, "--offline", "--no-index", "--find-links", str(source)]


def uv_environment(variables: Mapping[str, str], index: str) -> dict[str, str]:
    """Return the environment for uv.

    Args:
        variables: as in ``os.environ``; those of proxies and certificates are kept.
        index: the address of a package index, "" for the usual one. It goes this way since
            whoever looks at the list of processes sees their arguments, and it may hold a password.
    """
    kept = {name: value for name, value in variables.items() if not name.startswith(_FOREIGN)}
    kept |= _PATIENCE | {"NO_COLOR": "1", AS_PYTHON: "1"}
    if "SSL_CERT_FILE" not in kept:
        # As browsers do: a company's own certificates lie with the system's.
        kept["UV_SYSTEM_CERTS"] = "1"
    if index:
        kept["UV_DEFAULT_INDEX"] = index
    return kept


def index_wanted(named: str | None) -> str:
    """Return the index that was named, or else the one that the settings name, or ""."""
    return named or os.environ.get(INDEX, "")
