"""Decides who gets the person's token for the hub: one host, and never in the open.

The token of HF_TOKEN is a secret between a person and huggingface.co. A mirror is run by somebody
else, so it gets none, unless the person names its host in ANNEAL_TOKEN_HOST: a hub of a company,
for which the token then is, in place of huggingface.co. Sends and stores nothing.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from engine.errors import DownloadRefusedError
from engine.store.hub_limits import LOOPBACK

TOKEN: Final = "HF_TOKEN"
TOKEN_HOST: Final = "ANNEAL_TOKEN_HOST"
USUAL_HOST: Final = "huggingface.co"

_NONE_IMPLIED: Final = "HF_HUB_DISABLE_IMPLICIT_TOKEN"
_TRUE: Final = ("1", "on", "yes", "true")
_PLAIN: Final = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Token:
    """What a host gets.

    Attributes:
        value: the token, "" where it gets none.
        withheld: why it does not get the one that there is, "" where that is not so; for people.
    """

    value: str = ""
    withheld: str = ""


def token_for(address: SplitResult, variables: Mapping[str, str] = os.environ) -> Token:
    """Return what the host of ``address`` gets.

    Raises:
        DownloadRefusedError: what is set is no token, or no host.
    """
    value = variables.get(TOKEN, "").strip()
    if not value:
        return Token()
    if not _PLAIN.fullmatch(value):
        raise DownloadRefusedError(
            f"what the variable {TOKEN} holds is no token: it has spaces, line ends or other signs "
            "in it that none has"
        )
    if is_on(_NONE_IMPLIED, variables):
        return Token(withheld=f"{TOKEN} is not sent, since the variable {_NONE_IMPLIED} forbids it")
    host, meant = address.hostname or "", _meant(variables)
    if host != meant:
        return Token(
            withheld=f"{TOKEN} is not sent to {host}, since it is for {meant} alone; if it is "
            f"meant for {host}, set the variable {TOKEN_HOST} to that"
        )
    # Without encryption, everybody on the way could take it.
    if address.scheme != "https" and host not in LOOPBACK:
        return Token(
            withheld=f"{TOKEN} is not sent to {host}, since the connection would not be encrypted: "
            "its address should begin with https://"
        )
    return Token(value)


def is_on(variable: str, variables: Mapping[str, str] = os.environ) -> bool:
    """Say whether a variable of the hub's own library is switched on."""
    return variables.get(variable, "").lower() in _TRUE


def _meant(variables: Mapping[str, str]) -> str:
    """Return the host that the token is for; an address or a port is taken as its host."""
    named = variables.get(TOKEN_HOST, "").strip()
    if not named:
        return USUAL_HOST
    try:
        host = urlsplit(named if "//" in named else f"//{named}").hostname
    except ValueError:
        host = None
    if not host:
        raise DownloadRefusedError(
            f"the variable {TOKEN_HOST} names no host: it is one such as hub.example.org"
        )
    return host
