"""Talks to the hub: which files a repository has, and the bytes of one file from a place on.

The only module of the store that reaches the network. Lists come through ``HfApi``; the bytes do
not come through ``hf_hub_download``, which gives what it has of a file up when it is stopped, but
from the same addresses through the same client. Everything that a server says is checked: lists
have a limit, and addresses, sizes and hashes their form. Retries nothing and writes nothing.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httpx2
from huggingface_hub import (
    HfApi,
    ModelCardData,
    constants,
    get_session,
    hf_hub_url,
    set_client_factory,
)
from huggingface_hub.errors import HfHubHTTPError, HFValidationError
from huggingface_hub.hf_api import RepoSibling

from engine.errors import DownloadRefusedError, NetworkForbiddenError
from engine.jobs import JobNote
from engine.network import check_network_allowed, plain_reason
from engine.store.hub_answers import Place, refused
from engine.store.hub_limits import limit_answers
from engine.store.hub_token import USUAL_HOST, is_on, token_for
from engine.store.patience import USUAL, Patience
from engine.store.remote import RemoteFile, RemoteRepo
from engine.store.wire import Answer, InterruptionError

ENDPOINT: Final = f"https://{USUAL_HOST}"

# Servers send no object of more than 50 GB as one answer; a shard of the model is nearly that.
_PIECE: Final = 8 * 2**30
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_NOT_NOW: Final = ("certificate has expired", "certificate is not yet valid")
_RANGE: Final = re.compile(r"bytes ([0-9]{1,18})-")


class Hub:
    """A hub, or a mirror of one."""

    def __init__(self, endpoint: str | None = None, patience: Patience = USUAL) -> None:
        """Take the place to talk to; opens no connection yet.

        Args:
            endpoint: its address; ``None`` takes the variable HF_ENDPOINT, or the usual hub.
            patience: how long to wait for answers.

        Raises:
            NetworkForbiddenError: the network, or the hub, is switched off.
            DownloadRefusedError: the address is none.
        """
        check_network_allowed("downloading a model")
        if is_on("HF_HUB_OFFLINE"):
            raise NetworkForbiddenError(
                "downloading a model needs the hub, and the variable HF_HUB_OFFLINE forbids it: "
                "unset it"
            )
        self.endpoint = (endpoint or os.environ.get("HF_ENDPOINT", "") or ENDPOINT).rstrip("/")
        parts = _address(self.endpoint)
        if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
            raise DownloadRefusedError(
                f"{self.endpoint.rpartition('@')[2]!r} is no address of a hub: it begins with "
                "https:// (option --endpoint, variable HF_ENDPOINT)"
            )
        self._host = parts.hostname
        # What is told of it has no name and no password.
        self._told = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        self._patience = patience
        # Never looked for in files: the person names it to this program.
        self._token = token_for(parts)
        # Read from the environment when the library was imported, perhaps before ours was set;
        # with it on, requests tell what else is installed, and a list of programs is fetched.
        constants.HF_HUB_DISABLE_TELEMETRY = True
        ours = _version()
        self._api = HfApi(
            endpoint=self.endpoint,
            token=self._token.value or False,
            library_name="anneal",
            library_version=ours,
        )
        self._headers = {"User-Agent": f"anneal/{ours}"}
        if self._token.value:
            # The client leaves it out where it is sent on to another host.
            self._headers["Authorization"] = f"Bearer {self._token.value}"
        set_client_factory(self._client)
        try:
            get_session()
        # Nobody else's words for a proxy's address, which may hold a password.
        except (ValueError, ImportError, httpx2.InvalidURL, httpx2.HTTPError) as error:
            raise DownloadRefusedError(
                "the proxy that is set (in the editor, or by HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) "
                "cannot be used: its address begins with http:// or https://"
            ) from error

    def notes(self) -> tuple[JobNote, ...]:
        """Return what a person should know of these requests before they are sent."""
        return (JobNote(self._token.withheld),) if self._token.withheld else ()

    def close(self) -> None:
        """Close the connections."""
        set_client_factory(self._client)

    def describe(self, repo: str, revision: str) -> RemoteRepo:
        """Return what a repository holds at a branch, tag or commit.

        Raises:
            DownloadRefusedError: there is none, it may not be read, or the answer makes no sense.
            InterruptionError: no answer arrived.
        """
        place = Place(self._told, repo, revision)
        with self._translated(place):
            try:
                info = self._api.model_info(repo, revision=revision, files_metadata=True)
                return RemoteRepo(
                    name=repo,
                    commit=_of_form(_COMMIT, info.sha),
                    licence=_licence(info.card_data),
                    files=tuple(_file(sibling) for sibling in info.siblings or ()),
                )
            except HFValidationError as error:
                raise DownloadRefusedError(
                    f"{repo!r} is no name of a repository: it is written OWNER/NAME"
                ) from error
            except UnicodeEncodeError as error:
                raise DownloadRefusedError(
                    f"{repo} has no revision {revision!r}: it has bytes in it that are no letters"
                ) from error
            # What the library and the lines above raise for an answer of another form.
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                raise DownloadRefusedError(
                    f"{self._told} gave an answer that makes no sense for {repo} "
                    f"({type(error).__name__}): is it the address of a hub?"
                ) from error

    @contextmanager
    def open(self, repo: str, commit: str, name: str, begin: int, nbytes: int) -> Iterator[Answer]:
        """Ask for a file's bytes from a place on; some may be left for the next call.

        Args:
            repo: "owner/name".
            commit: 40 digits.
            name: of the file.
            begin: the first byte that is wanted.
            nbytes: size of the whole file.

        Raises:
            DownloadRefusedError: there is none, or it may not be read.
            DownloadAlteredError: the file is shorter than ``begin``.
            InterruptionError: no answer arrived.
        """
        url = hf_hub_url(repo, name, revision=commit, endpoint=self.endpoint)
        # The library knows one usual place alone, that of the environment at its import.
        if not url.startswith(self.endpoint):
            url = self.endpoint + url.removeprefix(constants.ENDPOINT)
        end = min(begin + _PIECE, nbytes)
        headers = self._headers | {"Range": f"bytes={begin}-{end - 1}"}
        place = Place(self._told, repo, commit, name)
        with (
            self._translated(place),
            get_session().stream("GET", url, headers=headers) as response,
        ):
            if response.status_code >= 400:
                raise refused(response, place, self._token)
            yield Answer(_begin(response, begin), end, self._pieces(response, place))

    def _pieces(self, response: httpx2.Response, place: Place) -> Iterator[bytes]:
        with self._translated(place):
            yield from response.iter_bytes()

    def _client(self) -> httpx2.Client:
        """Return the client for every request; proxies are those of the environment."""
        wait = self._patience
        return httpx2.Client(
            follow_redirects=True,
            headers={"Accept-Encoding": "identity"},
            timeout=httpx2.Timeout(wait.read, connect=wait.connect),
            event_hooks={"response": [limit_answers]},
        )

    @contextmanager
    def _translated(self, place: Place) -> Iterator[None]:
        """Tell what another try may mend from what it may not."""
        try:
            yield
        except HfHubHTTPError as error:
            raise refused(error.response, place, self._token) from error
        except httpx2.ConnectTimeout as error:
            raise InterruptionError(f"{self._host} does not answer") from error
        except httpx2.TimeoutException as error:
            raise InterruptionError(f"{self._host} sends nothing more") from error
        except httpx2.ConnectError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                if any(sign in str(error) for sign in _NOT_NOW):
                    raise DownloadRefusedError(
                        f"what proves who {self._host} is does not hold at the time that this "
                        "machine shows: look at its date and clock, or take another mirror"
                    ) from error
                raise DownloadRefusedError(
                    f"nobody whom this system trusts vouches for {self._host}: is that the right "
                    "address? A proxy that looks into connections has an authority of its own, "
                    "which the system must know"
                ) from error
            why = plain_reason(error)
            raise InterruptionError(f"there is no connection to {self._host} ({why})") from error
        except httpx2.ProxyError as error:
            raise InterruptionError(f"the proxy refuses ({error})") from error
        except (httpx2.NetworkError, httpx2.ProtocolError, httpx2.DecodingError) as error:
            raise InterruptionError(f"the connection to {self._host} broke off") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            raise DownloadRefusedError(
                f"{self._told} leads nowhere for {place.words} ({error}): try another mirror"
            ) from error


def _address(endpoint: str) -> SplitResult | None:
    """Return the parts of an address, ``None`` where it is none."""
    try:
        parts = urlsplit(endpoint)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    return parts


def _version() -> str:
    try:
        return version("anneal")
    except PackageNotFoundError:
        return "unknown"


def _begin(response: httpx2.Response, wanted: int) -> int:
    """Return the place of the first byte of an answer."""
    if response.status_code != 206:
        return 0
    told = _RANGE.match(response.headers.get("Content-Range", ""))
    if told is None or int(told[1]) > wanted:
        raise InterruptionError("the server answers with another piece than was asked for")
    return int(told[1])


def _file(sibling: RepoSibling) -> RemoteFile:
    """Return what the hub says of a file."""
    name, size = sibling.rfilename, sibling.size
    if not isinstance(name, str) or type(size) is not int or not 0 <= size < 2**53:
        raise ValueError("a file comes without name or size")
    if sibling.lfs is not None:
        return RemoteFile(name, size, sha256=_of_form(_SHA256, sibling.lfs.sha256))
    sha1 = "" if sibling.blob_id is None else _of_form(_COMMIT, sibling.blob_id)
    return RemoteFile(name, size, git_sha1=sha1)


def _licence(card: ModelCardData | None) -> str:
    """Return the licence that a model card names, "" where it names none."""
    if card is None:
        return ""
    named = card.get("license")
    if named == "other":
        named = card.get("license_name") or named
    # For people to read, and for terminals.
    return "".join(filter(str.isprintable, named[:100])) if isinstance(named, str) else ""


def _of_form(form: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise ValueError(f"{value!r} is no hash")
    return value
