"""The desktop entry and the AppStream metainfo say of the program what is true."""

import re
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.languages import PLAIN, language_of
from app.start import DESKTOP_ID

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging/linux"

# A file of each type that the entry offers to open.
FILE_OF_TYPE = {
    "application/javascript": "a.js",
    "application/json": "a.json",
    "application/sql": "a.sql",
    "application/toml": "a.toml",
    "application/x-perl": "a.pl",
    "application/x-php": "a.php",
    "application/x-ruby": "a.rb",
    "application/x-shellscript": "a.sh",
    "application/x-yaml": "a.yml",
    "text/css": "a.css",
    "text/markdown": "a.md",
    "text/rust": "a.rs",
    "text/x-c++hdr": "a.hpp",
    "text/x-c++src": "a.cpp",
    "text/x-chdr": "a.h",
    "text/x-cmake": "CMakeLists.txt",
    "text/x-csharp": "a.cs",
    "text/x-csrc": "a.c",
    "text/x-dart": "a.dart",
    "text/x-elixir": "a.ex",
    "text/x-go": "a.go",
    "text/x-haskell": "a.hs",
    "text/x-java": "a.java",
    "text/x-kotlin": "a.kt",
    "text/x-lua": "a.lua",
    "text/x-makefile": "Makefile",
    "text/x-patch": "a.patch",
    "text/x-python": "a.py",
    "text/x-python3": "a.py",
    "text/x-rst": "a.rst",
    "text/x-scala": "a.scala",
    "text/x-tex": "a.tex",
}


class KeysAsWritten(ConfigParser):
    """Desktop entries tell capitals from small letters, ConfigParser does not by itself."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


@pytest.fixture(scope="module")
def entry() -> dict[str, str]:
    parser = KeysAsWritten(interpolation=None, delimiters=("=",))
    parser.read(LINUX / f"{DESKTOP_ID}.desktop", encoding="utf-8")
    assert parser.sections() == ["Desktop Entry"]
    return dict(parser["Desktop Entry"])


def listed(value: str) -> list[str]:
    assert value.endswith(";")
    return value.removesuffix(";").split(";")


@pytest.fixture(scope="module")
def metainfo() -> ElementTree.Element:
    return ElementTree.parse(LINUX / f"{DESKTOP_ID}.metainfo.xml").getroot()


def words(text: str | None) -> str:
    return " ".join((text or "").split())


def test_the_entry_has_what_a_desktop_needs(entry: dict[str, str]) -> None:
    assert entry["Type"] == "Application"
    assert entry["Name"] == "Anneal"
    assert entry["Exec"] == "anneal %F"
    assert entry["TryExec"] == "anneal"
    assert entry["Icon"] == DESKTOP_ID
    assert entry["Terminal"] == "false"
    assert {"TextEditor", "Utility"} <= set(listed(entry["Categories"]))
    assert "Markdown" in listed(entry["Keywords"])
    assert entry["GenericName"]
    assert not entry["Comment"].endswith(".")


def test_the_command_of_the_entry_is_the_one_that_the_project_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert list(project["scripts"]) == ["anneal"]


def test_the_window_names_its_entry_and_shows_the_icon(entry: dict[str, str]) -> None:
    code = (
        "from app import start; made = start._make_application();"
        "print(made.desktopFileName(), made.applicationName(), made.windowIcon().availableSizes())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    desktop_id, name, sizes = run.stdout.strip().split(" ", 2)
    assert desktop_id == DESKTOP_ID
    # Under X11 the class of a window is the application's name.
    assert name == entry["StartupWMClass"]
    assert {"16", "48", "256"} <= set(re.findall(r"QSize\((\d+), ", sizes))


def test_every_offered_type_is_one_that_the_editor_has_colours_for(entry: dict[str, str]) -> None:
    types = listed(entry["MimeType"])
    assert len(types) == len(set(types))
    assert types[:2] == ["text/markdown", "text/plain"]
    assert set(types) == {*FILE_OF_TYPE, "text/plain"}
    assert [name for name in FILE_OF_TYPE.values() if language_of(Path(name)) == PLAIN] == []


def test_the_metainfo_speaks_of_the_same_program(
    metainfo: ElementTree.Element, entry: dict[str, str]
) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert metainfo.get("type") == "desktop-application"
    assert metainfo.findtext("id") == DESKTOP_ID
    assert metainfo.findtext("launchable") == f"{DESKTOP_ID}.desktop"
    assert metainfo.findtext("name") == entry["Name"]
    assert metainfo.findtext("metadata_license") == "CC0-1.0"
    assert metainfo.findtext("project_license") == project["license"]
    assert metainfo.findtext("provides/binary") in project["scripts"]
    assert metainfo.find("content_rating") is not None
    categories = [category.text for category in metainfo.iterfind("categories/category")]
    assert categories == listed(entry["Categories"])


def test_the_summary_is_short_and_the_description_is_that_of_the_readme(
    metainfo: ElementTree.Element,
) -> None:
    summary = metainfo.findtext("summary") or ""
    assert 10 < len(summary) <= 70
    assert not summary.endswith(".")
    readme = words((ROOT / "README.md").read_text(encoding="utf-8"))
    assert words(metainfo.findtext("description/p")) in readme


def test_the_releases_are_those_of_the_changelog(metainfo: ElementTree.Element) -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d[^]]*)\] - (\d{4}-\d\d-\d\d)$", changelog, re.MULTILINE)
    told = [(each.get("version"), each.get("date")) for each in metainfo.iter("release")]
    assert told == released


def test_the_metainfo_names_nothing_to_fetch(metainfo: ElementTree.Element) -> None:
    """No picture and no address that a software centre would load from somewhere."""
    assert "http" not in ElementTree.tostring(metainfo, encoding="unicode")
