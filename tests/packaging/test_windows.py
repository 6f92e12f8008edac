"""The Windows installer, as far as a system without Inno Setup can judge it: it is only read."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WINDOWS = ROOT / "packaging/windows"
SCRIPT = (WINDOWS / "anneal.iss").read_text(encoding="utf-8")

SECTIONS = [
    "Setup",
    "Languages",
    "Tasks",
    "InstallDelete",
    "Files",
    "Icons",
    "Registry",
    "Run",
    "UninstallDelete",
    "Code",
]
# What of Inno Setup is used.
DIRECTIVES = {
    "AppId",
    "AppName",
    "AppVersion",
    "AppPublisher",
    "VersionInfoVersion",
    "DefaultDirName",
    "DisableProgramGroupPage",
    "PrivilegesRequired",
    "PrivilegesRequiredOverridesAllowed",
    "ArchitecturesAllowed",
    "ArchitecturesInstallIn64BitMode",
    "MinVersion",
    "ChangesAssociations",
    "ChangesEnvironment",
    "CloseApplications",
    "RestartApplications",
    "Compression",
    "SolidCompression",
    "WizardStyle",
    "LicenseFile",
    "SetupIconFile",
    "UninstallDisplayIcon",
    "UninstallDisplayName",
    "OutputDir",
    "OutputBaseFilename",
}
CONSTANTS = {"app", "autopf", "autoprograms", "autodesktop"}
PARAMETERS = {
    "Languages": {"Name", "MessagesFile"},
    "Tasks": {"Name", "Description", "Flags"},
    "InstallDelete": {"Type", "Name"},
    "Files": {"Source", "DestDir", "Flags"},
    "Icons": {"Name", "Filename", "AppUserModelID", "Tasks"},
    "Registry": {"Root", "Subkey", "ValueType", "ValueName", "ValueData", "Flags", "Tasks"},
    "Run": {"Filename", "Description", "Flags"},
    "UninstallDelete": {"Type", "Name"},
}
PARAMETER = re.compile(r'\s*(\w+):\s*("(?:[^"]|"")*"|[^;"]*)\s*(?:;|$)')


def lines_of(section: str) -> list[str]:
    body = re.split(rf"^\[{section}\]$", SCRIPT, flags=re.MULTILINE)[1]
    body = re.split(r"^\[\w+\]$", body, flags=re.MULTILINE)[0]
    return [line for line in body.splitlines() if line and not line.startswith((";", "#"))]


def entries(section: str) -> list[dict[str, str]]:
    """Read a section of entries; every sign of a line must belong to a parameter."""
    found = []
    for line in lines_of(section):
        pairs = PARAMETER.findall(line)
        assert PARAMETER.sub("", line).strip() == "", line
        found.append({name: value.strip('"').replace('""', '"') for name, value in pairs})
    return found


@pytest.fixture(scope="module")
def setup() -> dict[str, str]:
    pairs = [line.split("=", 1) for line in lines_of("Setup")]
    found = dict(pairs)
    assert len(found) == len(pairs)
    return found


def test_the_sections_are_those_that_inno_setup_knows() -> None:
    assert re.findall(r"^\[(\w+)\]$", SCRIPT, flags=re.MULTILINE) == SECTIONS


def test_every_directive_and_parameter_is_known(setup: dict[str, str]) -> None:
    assert set(setup) == DIRECTIVES
    for section, known in PARAMETERS.items():
        for entry in entries(section):
            assert set(entry) <= known, entry


def test_every_constant_is_known_and_every_define_made() -> None:
    before_code = SCRIPT.split("[Code]", maxsplit=1)[0]
    made = {"Version", "Numbers", *re.findall(r"^#define (\w+)", SCRIPT, flags=re.MULTILINE)}
    assert set(re.findall(r"\{#(\w+)\}", before_code)) <= made
    plain = before_code.replace("{{", "")
    assert set(re.findall(r"\{(\w+)\}", plain)) <= CONSTANTS | {setup_id()}


def setup_id() -> str:
    """Return the rest of the program's id, whose first brace is doubled."""
    found = re.search(r"^AppId=\{\{([\w-]+)\}$", SCRIPT, flags=re.MULTILINE)
    assert found is not None
    return found[1]


def test_it_is_for_one_person_unless_asked_otherwise(setup: dict[str, str]) -> None:
    assert setup["PrivilegesRequired"] == "lowest"
    assert setup["DefaultDirName"].startswith("{autopf}")
    assert {entry["Root"] for entry in entries("Registry")} == {"HKA"}


def test_the_version_comes_from_outside(setup: dict[str, str]) -> None:
    assert setup["AppVersion"] == "{#Version}"
    assert "#define Version" not in SCRIPT
    script = runpy.run_path(str(WINDOWS / "build_installer.py"))
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    _, told, numbers, _ = script["command"]("iscc")
    assert told == f"/DVersion={version['version']}"
    assert re.fullmatch(r"/DNumbers=\d+(\.\d+){0,3}", numbers)
    assert setup["VersionInfoVersion"] == "{#Numbers}"


def test_the_files_that_it_names_are_there_or_made_by_the_bundle() -> None:
    sources = [entry["Source"] for entry in entries("Files")]
    assert sources == [r"{#Bundle}\*", "anneal.cmd"]
    assert (WINDOWS / "anneal.cmd").is_file()
    assert r'#define Bundle "..\..\dist\anneal"' in SCRIPT
    assert (ROOT / "LICENSE").is_file()


def test_the_command_is_the_program_for_consoles() -> None:
    text = (WINDOWS / "anneal.cmd").read_bytes()
    assert text.count(b"\r\n") == text.count(b"\n")
    assert b'"%~dp0..\\anneal-cli.exe" %*' in text
    assert {"DestDir": r"{app}\bin", "Source": "anneal.cmd", "Flags": "ignoreversion"} in entries(
        "Files"
    )


def test_files_are_offered_under_open_with_and_never_taken() -> None:
    offered = [entry for entry in entries("Registry") if "OpenWithProgids" in entry["Subkey"]]
    assert {".md", ".markdown", ".txt"} <= {entry["Subkey"].split("\\")[2] for entry in offered}
    assert all(entry["ValueType"] == "none" for entry in offered)
    assert all(entry["Flags"] == "uninsdeletevalue" for entry in offered)
    taken = [
        entry
        for entry in entries("Registry")
        if re.fullmatch(r"Software\\Classes\\\.\w+", entry["Subkey"])
    ]
    assert taken == []


def test_tasks_that_are_named_exist() -> None:
    tasks = {entry["Name"] for entry in entries("Tasks")}
    named = {
        entry["Tasks"]
        for part in ("Icons", "Registry")
        for entry in entries(part)
        if "Tasks" in entry
    }
    named |= set(re.findall(r"WizardIsTaskSelected\('(\w+)'\)", SCRIPT))
    assert named == tasks


def test_taking_it_out_leaves_what_the_person_made() -> None:
    removed = [entry["Name"] for entry in entries("UninstallDelete")]
    assert removed == [r"{app}\_internal", r"{app}\runtime"]
    assert "localappdata" not in SCRIPT.split("[Setup]")[1].lower()


def test_the_code_is_balanced() -> None:
    code = re.sub(r"\{[^}]*\}|'[^']*'", "", SCRIPT.split("[Code]")[1])
    words = re.findall(r"\b(begin|end|case|try)\b", code, flags=re.IGNORECASE)
    assert words.count("begin") == words.count("end")
    assert code.count("(") == code.count(")")
