"""What runs here, in rows for the About window and for reports; looks at no document."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass

import PySide6
from PySide6.QtCore import qVersion

from app.build import program_version, this_build
from engine.runtime.activate import runtime_in_use

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AboutFacts:
    """Name and value, in the order in which they are shown."""

    rows: tuple[Row, ...]

    def text(self) -> str:
        """Return the rows as lines, to be copied."""
        return rows_text(self.rows)


def about_facts() -> AboutFacts:
    """Return what runs here."""
    return AboutFacts(
        (
            ("Version", program_version() or "not installed"),
            ("Build", this_build().words()),
            ("Model runtime", runtime_in_use().words),
            ("PyTorch", _package("torch")),
            ("Transformers", _package("transformers")),
            ("Qt", qVersion() or ""),
            ("PySide6", PySide6.__version__),
            ("Python", platform.python_version()),
            ("System", f"{platform.system()} {platform.release()}, {platform.machine()}"),
        )
    )


def rows_text(rows: Sequence[Row]) -> str:
    """Return rows as lines with their values below one another."""
    width = max((len(name) for name, _ in rows), default=0)
    return "".join(f"{name.ljust(width)}  {value}\n" for name, value in rows)


def _package(name: str) -> str:
    """Return the version of a package that is not imported for that."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
