"""The folder of own presets: reads every file in it, writes, copies and removes; no Qt.

A file that cannot be used is listed with its reason and stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import Final

from app.presets.front_matter import PresetError
from app.presets.own_preset import MOST_NAME, OwnPreset, read_preset, renamed_text, write_preset
from app.presets.preset_key import plain_key
from engine.files import SaveError, save_atomically

SUFFIX: Final = ".md"
MOST_BYTES: Final = 64 * 1024
MOST_FILES: Final = 500

_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)")


@dataclass(frozen=True, slots=True)
class PresetFile:
    """One file of the folder.

    Attributes:
        path: where it lies.
        preset: ``None`` where it cannot be used.
        problem: why it cannot be used, or why its key does nothing; "" where all is well.
    """

    path: Path
    preset: OwnPreset | None
    problem: str = ""

    @property
    def title(self) -> str:
        """Return the name for lists: of the preset, else of its file."""
        return self.path.name if self.preset is None else self.preset.name


def read_file(path: Path) -> PresetFile:
    """Read one file; never raises, whatever it holds."""
    try:
        return PresetFile(path, read_preset(read_text(path), path.stem))
    except PresetError as error:
        return PresetFile(path, None, _sentence(str(error)))


def read_text(path: Path) -> str:
    """Return the text of a preset's file with LF line ends.

    Raises:
        PresetError: it is gone, may not be read, is too large, or is no UTF-8 text.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise PresetError(f"the file {path.name} is no longer there") from error
    except OSError as error:
        raise PresetError(f"the file cannot be read: {error.strerror or error}") from error
    if len(data) > MOST_BYTES:
        raise PresetError(f"the file is larger than {MOST_BYTES // 1024} KB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PresetError(f"the file is not UTF-8 text (byte {error.start})") from error
    if "\0" in text:
        raise PresetError("the file holds zero bytes, so it is not a text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_folder(folder: Path) -> tuple[PresetFile, ...]:
    """Return every file of the folder by name; none where there is no folder yet.

    Raises:
        PresetError: the folder cannot be looked into.
    """
    try:
        paths = [
            path
            for path in folder.iterdir()
            if path.suffix.lower() == SUFFIX and not path.name.startswith(".")
        ]
    except FileNotFoundError:
        return ()
    except OSError as error:
        reason = error.strerror or str(error)
        raise PresetError(f"the folder {folder} cannot be read: {reason}") from error
    files = [read_file(path) for path in sorted(paths)[:MOST_FILES]]
    return tuple(sorted(files, key=lambda file: (file.title.casefold(), file.path.name)))


def with_clashes(
    files: tuple[PresetFile, ...], taken_keys: Mapping[str, str]
) -> tuple[PresetFile, ...]:
    """Return the files with what two of them, or a command of the program, both want.

    Of presets with one name only the first can be picked; of one key only the first has it.

    Args:
        files: in order.
        taken_keys: keys in the spelling of ``read_key``, and what each does.
    """
    names: dict[str, Path] = {}
    keys: dict[str, str] = {}
    result = []
    for file in files:
        preset, problem = file.preset, file.problem
        if preset is None:
            result.append(file)
            continue
        name = preset.name.casefold()
        if name in names:
            problem = f"{names[name].name} has the same name: give one of them another."
            result.append(PresetFile(file.path, None, problem))
            continue
        names[name] = file.path
        if preset.key:
            taken = taken_keys.get(plain_key(preset.key)) or keys.get(preset.key, "")
            if taken:
                problem = f"{preset.key} is taken by {taken}: the preset runs without a key."
                preset = replace(preset, key="")
            else:
                keys[preset.key] = f"the preset “{preset.name}”"
        result.append(PresetFile(file.path, preset, problem))
    return tuple(result)


def save_preset(preset: OwnPreset, folder: Path, path: Path | None = None) -> Path:
    """Write a preset and return its file.

    Args:
        preset: what to write.
        folder: made where it is missing.
        path: the file to write again, whose unknown fields stay; ``None`` makes a new one.

    Raises:
        PresetError: the system refused, in words.
    """
    old = "" if path is None or not path.exists() else read_text(path)
    return _write(folder, path or free_path(folder, preset.name), write_preset(preset, old))


def rename_preset(path: Path, name: str) -> None:
    """Give a preset another name; its file keeps its own, and all else in it stays.

    Raises:
        PresetError: the name will not do, or the system refused.
    """
    text = renamed_text(read_text(path), name)
    read_preset(text, path.stem)
    _write(path.parent, path, text)


def copy_preset(path: Path, folder: Path, name: str) -> Path:
    """Copy a preset into ``folder`` under another name, without its key; return the new file.

    Raises:
        PresetError: it cannot be read or written.
    """
    text = read_text(path)
    preset = replace(read_preset(text, path.stem), name=name, key="")
    return _write(folder, free_path(folder, name), write_preset(preset, text))


def import_preset(source: Path, folder: Path, name: str, target: Path | None = None) -> Path:
    """Copy a preset's file into ``folder`` under ``name`` and return the new file.

    Args:
        source: the file to take in; it stays as it is.
        folder: of the own presets.
        name: that no other preset there has.
        target: the file to replace, ``None`` for a new one.

    Raises:
        PresetError: it is no preset, or cannot be read or written.
    """
    text = read_text(source)
    if read_preset(text, source.stem).name != name or target is not None:
        text = renamed_text(text, name)
    return _write(folder, target or free_path(folder, name), text)


def export_preset(path: Path, target: Path) -> None:
    """Copy a preset's file to ``target`` as it is.

    Raises:
        PresetError: it cannot be read or written.
    """
    _write(target.parent, target, read_text(path))


def free_path(folder: Path, name: str) -> Path:
    """Return a file of ``folder`` that is not there yet, named after a preset."""
    stem = " ".join(_UNFIT.sub(" ", name).split()).strip(" .")[:MOST_NAME] or "Preset"
    if _RESERVED.fullmatch(stem):
        stem = f"{stem} preset"
    names = chain((stem,), (f"{stem} {number}" for number in count(2)))
    return next(
        path for path in (folder / f"{found}{SUFFIX}" for found in names) if not path.exists()
    )


def free_name(name: str, is_taken: Callable[[str], bool]) -> str:
    """Return ``name``, or with the first number behind it that is not taken."""
    names = chain((name,), (f"{name[: MOST_NAME - 5]} {number}" for number in count(2)))
    return next(found for found in names if not is_taken(found))


def _write(folder: Path, path: Path, text: str) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save_atomically(path, text.encode("utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise PresetError(f"the folder {folder} cannot be made: {reason}") from error
    except SaveError as error:
        raise PresetError(str(error)) from error
    return path


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
