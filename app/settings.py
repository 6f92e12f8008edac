"""The person's settings as one frozen value; knows neither their file nor Qt.

Parts of the program get the slice that they need; who changes a setting makes a new value with
``dataclasses.replace`` and saves it.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from app.addresses import mirror_problem, proxy_problem
from app.models_place import folder_problem
from app.sampler_text import parse_sampler
from engine.request import MOST_VARIANTS

THEMES: Final = ("system", "light", "dark")
MOST_RECENT_FILES: Final = 15
MOST_RECENT_INSTRUCTIONS: Final = 100
MOST_RECENT_COMMANDS: Final = 30
MOST_RECENT_MODELS: Final = 8
SEED_RULES: Final = ("fixed", "next", "random")
LOAD_RULES: Final = ("start", "use")
MOST_SEED: Final = 2**31 - 1


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
        reopen_files: remember which files are open, and open them again at the next start.
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
    reopen_files: bool = True

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


def _check(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise ValueError(f"{name} must be in {least} to {most}, got {value}")


def _check_address(name: str, problem: str) -> None:
    # Without the address itself: it may hold a password.
    if problem:
        raise ValueError(f"{name}: {problem}")


def _newest_first(item: str, items: tuple[str, ...], most: int) -> tuple[str, ...]:
    return (item, *(other for other in items if other != item))[:most]
