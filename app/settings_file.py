"""The file that the person's settings are kept in, across versions of the program; no Qt."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from itertools import count
from pathlib import Path
from typing import Any, Final

import platformdirs

from app.addresses import has_credentials
from app.settings import Settings
from engine.files import SaveError, save_atomically

VERSION: Final = 1

# From the values of one version of the file to those of the next, keyed by the older version.
Migration = Callable[[dict[str, Any]], dict[str, Any]]
MIGRATIONS: Final[Mapping[int, Migration]] = {}


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """What a settings file gave.

    Attributes:
        settings: with defaults in place of what could not be read.
        kept_aside: where the old file was put because not all of it could be read.
        problem: what was wrong with it, for people; "" where nothing was.
    """

    settings: Settings
    kept_aside: Path | None = None
    problem: str = ""


def settings_path() -> Path:
    """Return where this person's settings file lies."""
    return Path(platformdirs.user_config_dir("anneal", appauthor=False)) / "settings.json"


def is_there(path: Path) -> bool:
    """Return whether there is such a file; a place that cannot be looked into has none."""
    try:
        return path.exists()
    except OSError:
        return False


def load_settings(
    path: Path, *, version: int = VERSION, migrations: Mapping[int, Migration] = MIGRATIONS
) -> LoadedSettings:
    """Return the settings in ``path``; never raises, whatever the file holds.

    A file that is damaged or comes from a newer version is kept aside under another name, since
    the next save would overwrite it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return LoadedSettings(Settings())
    except (OSError, UnicodeDecodeError) as error:
        return _put_aside(path, Settings(), f"cannot be read ({error})")
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError):
        return _put_aside(path, Settings(), "is damaged")
    if not isinstance(stored, dict) or type(stored.get("version")) is not int:
        return _put_aside(path, Settings(), "is damaged")
    found: int = stored.pop("version")
    if found > version:
        return _put_aside(path, Settings(), "comes from a newer Anneal")
    for old in range(found, version):
        if old not in migrations:
            return _put_aside(path, Settings(), f"has the unknown version {old}")
        stored = migrations[old](stored)
    settings, wrong = _build(stored)
    if wrong:
        return _put_aside(path, settings, f"has values that make no sense: {', '.join(wrong)}")
    return LoadedSettings(settings)


def save_settings(settings: Settings, path: Path) -> None:
    """Write ``settings`` to ``path``, atomically.

    Raises:
        engine.files.SaveError: the system refused.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaveError(
            path, f"the folder {path.parent} cannot be made: {error.strerror}"
        ) from error
    if any(map(has_credentials, (settings.proxy, settings.model_mirror, settings.package_mirror))):
        _keep_from_others(path)
    stored = {"version": VERSION} | asdict(settings)
    text = json.dumps(stored, indent=2, ensure_ascii=False) + "\n"
    # Names of files may hold bytes that are no letters: they stand there as JSON escapes them.
    save_atomically(path, text.encode(errors="backslashreplace"))


def _keep_from_others(path: Path) -> None:
    """Let this person alone read the file: it is about to hold a password. Saving keeps that."""
    with suppress(OSError):
        path.touch(mode=0o600)
        path.chmod(0o600)


def _build(stored: dict[str, Any]) -> tuple[Settings, list[str]]:
    """Return the settings that ``stored`` describes, and the names that make no sense."""
    settings = Settings()
    defaults = {field.name: field.default for field in fields(Settings)}
    wrong = sorted(set(stored) - set(defaults))
    for name, value in stored.items():
        if name not in defaults:
            continue
        fitting: Any = tuple(value) if isinstance(value, list) else value
        if not _alike(fitting, defaults[name]):
            wrong.append(name)
            continue
        try:
            settings = replace(settings, **{name: fitting})
        except ValueError:
            wrong.append(name)
    return settings, wrong


def _alike(value: object, default: object) -> bool:
    """Return whether ``value`` has the type of ``default``; a share may be a whole number."""
    if isinstance(default, tuple):
        return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    if isinstance(default, float):
        return type(value) in (int, float)
    return type(value) is type(default)


def _put_aside(path: Path, settings: Settings, problem: str) -> LoadedSettings:
    """Move the old file away and say so; where even that fails, say that."""
    words = f"The settings file {path} {problem}"
    aside = next(
        name
        for name in (path.with_name(f"{path.stem}-old-{number}.json") for number in count(1))
        if not is_there(name)
    )
    try:
        path.rename(aside)
    except OSError as error:
        return LoadedSettings(settings, None, f"{words}, and cannot be kept aside ({error}).")
    return LoadedSettings(settings, aside, f"{words}. It was kept as {aside.name}.")
