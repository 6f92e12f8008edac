"""The environment of child processes, and of the editor itself, as the settings have it; no Qt.

Pure but for ``use_own_environment``: values in, variables out. It must not log or show any of them,
since an address may hold a password.
"""

import os
from collections.abc import Mapping, MutableMapping
from typing import Final

from app.addresses import STRAIGHT
from app.models_place import models_place
from app.settings import Settings
from engine.network import OFFLINE, network_allowed
from engine.paths import CHECKPOINTS

PACKAGE_INDEX: Final = "ANNEAL_PACKAGE_INDEX"
MODEL_ENDPOINT: Final = "HF_ENDPOINT"
_PROXIES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_NO_PROXY: Final = "NO_PROXY"
_HUB_OFFLINE: Final = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
# Libraries that Anneal is built on count their users unless they are told not to.
_UNCOUNTED: Final = {
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
}


def job_environment(settings: Settings, outside: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what a child process gets over the editor's own environment.

    Without a setting of its own a variable is left as it is outside, the system's proxy for one.

    Args:
        settings: as they are now.
        outside: the editor's own environment, in which ``ANNEAL_OFFLINE`` may be set.
    """
    offline = settings.offline or not network_allowed(outside)
    # The editor's own process has them on, and children begin with what it has.
    variables = _UNCOUNTED | dict.fromkeys(_HUB_OFFLINE, "1" if offline else "0")
    if offline:
        variables[OFFLINE] = "1"
    if settings.proxy:
        variables |= _proxy_variables(settings.proxy)
    if settings.model_mirror:
        variables[MODEL_ENDPOINT] = settings.model_mirror.rstrip("/")
    if settings.package_mirror:
        variables[PACKAGE_INDEX] = settings.package_mirror
    return variables | _models_folder(settings)


def own_environment(settings: Settings) -> dict[str, str]:
    """Return what the editor's own process gets: it never uses the network, whatever is set."""
    return _UNCOUNTED | dict.fromkeys(_HUB_OFFLINE, "1") | _models_folder(settings)


def use_own_environment(
    settings: Settings, environment: MutableMapping[str, str] = os.environ
) -> None:
    """Put the editor's own variables in force; before the libraries that read them are imported."""
    environment.update(own_environment(settings))


def _models_folder(settings: Settings) -> dict[str, str]:
    """Return the variable of the folder for models, none where the settings name none."""
    folder = models_place(settings.models_folder)
    return {} if folder is None else {CHECKPOINTS: str(folder)}


def _proxy_variables(proxy: str) -> dict[str, str]:
    """Return the variables of a proxy, in both spellings: some programs read only one."""
    if proxy == STRAIGHT:
        # An empty variable alone would let some look into the system's own settings.
        variables = dict.fromkeys(_PROXIES, "") | {_NO_PROXY: "*"}
    else:
        variables = dict.fromkeys(_PROXIES, proxy)
    return variables | {name.lower(): value for name, value in variables.items()}
