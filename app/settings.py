"""The person's settings as one frozen value, and its file; no Qt.

Parts of the program get the slice that they need; who changes a setting makes a new value with
``dataclasses.replace`` and saves it.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from itertools import count
from pathlib import Path
from typing import Any, Final, Literal

import platformdirs

from app.addresses import has_credentials, mirror_problem, proxy_problem
from app.models_place import folder_problem
from app.sampler_presets import parse_sampler
from engine.files import SaveError, save_atomically
from engine.request import MOST_VARIANTS

VERSION: Final = 1
THEMES: Final = ("system", "light", "dark")
MOST_RECENT_FILES: Final = 15
MOST_RECENT_INSTRUCTIONS: Final = 100
MOST_RECENT_COMMANDS: Final = 30
MOST_RECENT_MODELS: Final = 8
SEED_RULES: Final = ("fixed", "next", "random")
LOAD_RULES: Final = ("start", "use")
MOST_SEED: Final = 2**31 - 1

# From the values of one version of the file to those of the next, keyed by the older version.
Migration = Callable[[dict[str, Any]], dict[str, Any]]
MIGRATIONS: Final[Mapping[int, Migration]] = {}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the program remembers from one start to the next.

    Attributes:
        font_family: of the editor; "" takes the system's.
        font_size: of the editor, in points, 6 to 48.
        zoom: of editor and page, in percent, 25 to 400.
        theme: "light", "dark", or as the system has it.
        reduced_motion: show a progress bar and then the result instead of every step.
        wrap: break long lines at the window's edge.
        page_shown: show the rendered page beside the editor.
        split_ratio: the editor's share of the width, 0 to 1.
        window_geometry: Qt's own description of the window's place, base64; "" for none.
        recent_files: absolute paths, newest first.
        recent_instructions: what the person asked for, newest first.
        model_folder: the checkpoint to load at the start; "" takes the starter model.
        recent_models: folders of checkpoints that the person chose, newest first.
        recent_commands: what was picked in the command palette, newest first.
        sampler: as ``app.sampler_presets.parse_sampler`` reads it.
        sampler_numbers: the person's own numbers, also while a preset is chosen; "" for none.
        seed_rule: every run has the same seed, the next one, or one drawn by chance.
        seed: of every run, or of the next one.
        variants: drafts of one run, 1 to 4.
        keep_history: remember every run, on this machine.
        history_megabytes: the most that the history may take on the disk, 1 to 100,000.
        side_width: of the panel beside the text, in px, 100 to 4,000.
        set_up_seen: the set-up page was shown, and the person went on from it.
        load_model: load the model at the start, or when it is first asked.
        unload_minutes: of rest after which the model is unloaded, 0 to 1,440; 0 for never.
        models_folder: where checkpoints are kept, as ``app.models_place`` reads it; "" takes the
            person's own data.
        offline: use no network, whatever is pressed.
        proxy: through which downloads go ("http://host:port"); "" as the system has it, "none"
            for none whatever the system says.
        model_mirror: address from which models come; "" takes the usual one.
        package_mirror: address from which runtimes come; "" takes the usual one.
        models_window: place of the Models window, as ``window_geometry``.
    """

    font_family: str = ""
    font_size: int = 12
    zoom: int = 100
    theme: Literal["system", "light", "dark"] = "system"
    reduced_motion: bool = False
    wrap: bool = True
    page_shown: bool = True
    split_ratio: float = 0.5
    window_geometry: str = ""
    recent_files: tuple[str, ...] = ()
    recent_instructions: tuple[str, ...] = ()
    model_folder: str = ""
    recent_models: tuple[str, ...] = ()
    recent_commands: tuple[str, ...] = ()
    sampler: str = "balanced"
    sampler_numbers: str = ""
    seed_rule: Literal["fixed", "next", "random"] = "fixed"
    seed: int = 0
    variants: int = 1
    keep_history: bool = True
    history_megabytes: int = 200
    side_width: int = 320
    set_up_seen: bool = False
    load_model: Literal["start", "use"] = "start"
    unload_minutes: int = 0
    models_folder: str = ""
    offline: bool = False
    proxy: str = ""
    model_mirror: str = ""
    package_mirror: str = ""
    models_window: str = ""

    def __post_init__(self) -> None:
        """Raise ``ValueError`` where a value lies outside its range."""
        _check("font_size", self.font_size, 6, 48)
        _check("zoom", self.zoom, 25, 400)
        _check("split_ratio", self.split_ratio, 0, 1)
        if self.theme not in THEMES:
            raise ValueError(f"theme must be one of {THEMES}, got {self.theme!r}")
        _check("seed", self.seed, 0, MOST_SEED)
        _check("variants", self.variants, 1, MOST_VARIANTS)
        _check("history_megabytes", self.history_megabytes, 1, 100_000)
        _check("side_width", self.side_width, 100, 4_000)
        _check("unload_minutes", self.unload_minutes, 0, 24 * 60)
        if self.load_model not in LOAD_RULES:
            raise ValueError(f"load_model must be one of {LOAD_RULES}, got {self.load_model!r}")
        if self.seed_rule not in SEED_RULES:
            raise ValueError(f"seed_rule must be one of {SEED_RULES}, got {self.seed_rule!r}")
        parse_sampler(self.sampler)
        if self.sampler_numbers:
            parse_sampler(self.sampler_numbers)
        _check_address("proxy", proxy_problem(self.proxy))
        _check_address("model_mirror", mirror_problem(self.model_mirror))
        _check_address("package_mirror", mirror_problem(self.package_mirror))
        _check_address("models_folder", folder_problem(self.models_folder))

    def with_recent_file(self, path: Path) -> "Settings":
        """Return the settings with ``path`` as the newest file."""
        return replace(
            self, recent_files=_newest_first(str(path), self.recent_files, MOST_RECENT_FILES)
        )

    def without_recent_file(self, path: Path) -> "Settings":
        """Return the settings without ``path``, which is not there any more."""
        kept = tuple(name for name in self.recent_files if name != str(path))
        return replace(self, recent_files=kept)

    def with_recent_instruction(self, instruction: str) -> "Settings":
        """Return the settings with ``instruction`` as the newest one."""
        recent = _newest_first(instruction, self.recent_instructions, MOST_RECENT_INSTRUCTIONS)
        return replace(self, recent_instructions=recent)

    def with_recent_model(self, folder: Path) -> "Settings":
        """Return the settings with the checkpoint in ``folder`` as the newest one."""
        recent = _newest_first(str(folder), self.recent_models, MOST_RECENT_MODELS)
        return replace(self, recent_models=recent)

    def with_recent_command(self, command: str) -> "Settings":
        """Return the settings with ``command`` as the newest one."""
        recent = _newest_first(command, self.recent_commands, MOST_RECENT_COMMANDS)
        return replace(self, recent_commands=recent)


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
        raise SaveError(path, f"the folder {path.parent} cannot be made: {error}") from error
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


def _check(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise ValueError(f"{name} must be in {least} to {most}, got {value}")


def _check_address(name: str, problem: str) -> None:
    # Without the address itself: it may hold a password.
    if problem:
        raise ValueError(f"{name}: {problem}")


def _newest_first(item: str, items: tuple[str, ...], most: int) -> tuple[str, ...]:
    return (item, *(other for other in items if other != item))[:most]


def _put_aside(path: Path, settings: Settings, problem: str) -> LoadedSettings:
    """Move the old file away and say so; where even that fails, say that."""
    words = f"The settings file {path} {problem}"
    aside = next(
        name
        for name in (path.with_name(f"{path.stem}-old-{number}.json") for number in count(1))
        if not name.exists()
    )
    try:
        path.rename(aside)
    except OSError as error:
        return LoadedSettings(settings, None, f"{words}, and cannot be kept aside ({error}).")
    return LoadedSettings(settings, aside, f"{words}. It was kept as {aside.name}.")
