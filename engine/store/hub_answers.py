"""What a hub's refusals mean, in words that a person can act on; sends and reads nothing."""

from dataclasses import dataclass
from typing import Final

import httpx2

from engine.errors import DownloadAlteredError, DownloadError, DownloadRefusedError
from engine.store.hub_token import Token
from engine.store.wire import InterruptionError

_PASSING: Final = (408, 425, 429)


@dataclass(frozen=True, slots=True)
class Place:
    """What was asked for: a repository at a revision, or one of its files."""

    endpoint: str
    repo: str
    revision: str
    file: str = ""

    @property
    def words(self) -> str:
        """The repository, or the file in it."""
        return f"{self.repo}/{self.file}" if self.file else self.repo


def refused(
    response: httpx2.Response, place: Place, token: Token
) -> DownloadError | InterruptionError:
    """Return what an answer of 400 and above means.

    Args:
        response: the answer; its body is not looked at.
        place: what was asked for.
        token: the one that the request carried, or did not.
    """
    status, code = response.status_code, response.headers.get("X-Error-Code", "")
    if status in _PASSING or status >= 500:
        return InterruptionError(_busy(status, place), _seconds(response))
    if status == 416:
        return DownloadAlteredError(f"{place.words} is shorter there than the hub had said")
    if code == "GatedRepo":
        wish = "is it yours?" if token.value else "then set HF_TOKEN to a token of that account"
        return DownloadRefusedError(
            f"{place.repo} is given to those alone who accept its licence: accept it at "
            f"{place.endpoint}/{place.repo}, {token.withheld or wish}"
        )
    if code == "RevisionNotFound":
        return DownloadRefusedError(
            f"{place.repo} has no revision {place.revision}: name a branch, tag or commit that it "
            "has; a download that was begun there can only be removed and begun anew"
        )
    if status in (401, 403):
        return DownloadRefusedError(
            f"{place.endpoint} does not let {place.words} be read ({status}): "
            + ("the token in HF_TOKEN may not" if token.value else "a private one needs HF_TOKEN")
            + (f" ({token.withheld})" if token.withheld else "")
            + "; look at the name as well"
        )
    if status == 404:
        return DownloadRefusedError(f"{place.endpoint} has no {place.words}: look at the name")
    if status == 407:
        return DownloadRefusedError("the proxy asks for a name and a password (407): set both")
    return DownloadRefusedError(f"{place.endpoint} refuses {place.words} ({status})")


def _busy(status: int, place: Place) -> str:
    host = httpx2.URL(place.endpoint).host
    return f"{host} takes no more requests now" if status == 429 else f"{host} answers {status}"


def _seconds(response: httpx2.Response) -> float | None:
    """Return how long the server asks to wait; it may name a date, which is not read."""
    told = response.headers.get("Retry-After", "").strip()
    return float(told) if told.isascii() and told.isdigit() and len(told) < 7 else None
