"""The house rules that no linter knows: sizes, exemptions, late imports, no network, locks."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.patience import PROCESS

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ("app", "engine")
ALL = (*PROGRAM, "packaging", "tests")
# About 300 lines a file.
MOST_LINES = 300
MOST_FUNCTION_LINES = 60

NETWORK_MODULES = {
    "PySide6.QtNetwork",
    "aiohttp",
    "ftplib",
    "http.client",
    "httpx",
    "httpx2",
    "huggingface_hub",
    "requests",
    "smtplib",
    "socket",
    "urllib.request",
    "urllib3",
    "webbrowser",
}
CODE_LOADERS = {"pickle", "marshal", "shelve", "dill", "joblib"}


def python_files(*folders: str) -> list[Path]:
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def imported_modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def importers(modules: set[str], *folders: str) -> list[str]:
    return [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in python_files(*folders)
        for name in imported_modules(ast.parse(file.read_text(encoding="utf-8")))
        if name in modules
    ]


def modules_after(code: str) -> set[str]:
    """Run code in a fresh interpreter and return the top-level modules that it imported."""
    listing = "\nimport sys; print('\\n' + ' '.join(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code + listing],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS,
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.splitlines()[-1].split())


def test_files_are_short() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for folder in ALL
        for file in python_files(folder)
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_functions_are_short() -> None:
    long = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
        for file in python_files(*ALL)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_FUNCTION_LINES
    ]
    assert long == []


@pytest.mark.parametrize("comment", ["type" + ": ignore", "no" + "qa"])
def test_no_check_is_silenced(comment: str) -> None:
    silenced = [
        str(file.relative_to(ROOT))
        for file in python_files(*ALL)
        if comment in file.read_text(encoding="utf-8")
    ]
    assert silenced == []


@pytest.mark.parametrize(
    ("package", "contract"),
    [
        ("engine", "these parts of the engine need no torch"),
        ("app", "these parts of the app need no Qt"),
    ],
)
def test_a_contract_names_every_module_that_it_could_hold_for(package: str, contract: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (found,) = [each for each in contracts if each["name"] == contract]
    graph = grimp.build_graph(*PROGRAM, include_external_packages=True, cache_dir=None)
    unlisted = {module for module in graph.modules if module.startswith(f"{package}.")}
    for library in found["forbidden_modules"]:
        if library in graph.modules:
            unlisted -= graph.find_downstream_modules(library)
    for module in found["source_modules"]:
        unlisted -= {module} | graph.find_descendants(module)
    assert sorted(each for each in unlisted if not graph.find_children(each)) == []


def test_no_test_takes_from_another() -> None:
    """What tests share stands in a module that holds none."""
    found = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in python_files("tests")
        for name in imported_modules(ast.parse(file.read_text(encoding="utf-8")))
        if any(part.startswith("test_") for part in name.split("."))
    ]
    assert found == []


def test_packaging_is_no_package() -> None:
    """A package of that name would shadow the PyPI package where Python runs from the root."""
    assert list((ROOT / "packaging").rglob("__init__.py")) == []


def test_no_module_reaches_the_network() -> None:
    """One asks the display that the person's own environment names, before Qt does the same.

    Another meets other starts of Anneal, through sockets that never leave the machine. The hub is
    asked when a person downloads, by a module that is imported then. So is an address for releases,
    when a person asks for the newest version.
    """
    found = importers(NETWORK_MODULES, *PROGRAM)
    assert dict.fromkeys(line.partition(" imports ")[0] for line in found).keys() == {
        "app/display.py",
        "app/one_instance.py",
        "engine/release/ask.py",
        "engine/store/hub.py",
        "engine/store/hub_answers.py",
        "engine/store/hub_limits.py",
    }
    heavy = "app.compose, engine.cli_models_download, engine.cli_version, engine.session"
    kept_apart = modules_after(f"import {heavy}")
    assert not {"engine.store.hub", "engine.release.ask"} & kept_apart
    text = (ROOT / "app" / "one_instance.py").read_text(encoding="utf-8")
    taken = {name for name in imported_modules(ast.parse(text)) if "QtNetwork" in name}
    assert taken == {
        "PySide6.QtNetwork",
        "PySide6.QtNetwork.QLocalServer",
        "PySide6.QtNetwork.QLocalSocket",
    }


def test_what_is_logged_is_a_constant_with_values_beside_it() -> None:
    """The log file leaves values out: one that was put into the words would slip through."""
    slips = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in python_files(*PROGRAM)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "_log"
        and node.func.attr in ("debug", "info", "warning", "error", "exception", "critical")
        and not isinstance(node.args[0], ast.Constant)
    ]
    assert slips == []


def test_no_module_loads_code_from_data() -> None:
    assert importers(CODE_LOADERS, *PROGRAM) == []
    texts = {file: file.read_text(encoding="utf-8") for file in python_files(*PROGRAM)}
    for forbidden in ("torch.load(", "trust_remote_code=True"):
        assert [str(file) for file, text in texts.items() if forbidden in text] == []


@pytest.mark.parametrize("verb", ["rewrite", "bench", "doctor", "models", "runtime"])
def test_help_on_the_command_line_is_light(verb: str) -> None:
    code = f"""
from app.__main__ import main
try:
    main([{verb!r}, "--help"])
except SystemExit as stop:
    assert not stop.code, stop.code
"""
    assert modules_after(code) & {"PySide6", "torch", "transformers"} == set()


def test_window_is_up_before_torch_is_imported() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.window_child"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS,
    )
    assert run.returncode == 0, run.stderr
    torch_imported = run.stdout.split()[1]
    assert torch_imported == "0"


def test_the_window_needs_neither_pillow_nor_the_metadata_of_packages() -> None:
    loaded = modules_after("import app.start")
    assert loaded & {"PIL", "importlib.metadata", "email", "urllib.request"} == set()


def test_no_start_waits_for_what_a_page_needs_first() -> None:
    loaded = modules_after("import app.start")
    packages = {name for name in loaded if name.startswith(("engine.plan", "engine.four_bit"))}
    models = {f"app.models.{name}" for name in ("course", "large_model", "graphics_words")}
    others = {"subprocess", "selectors", "app.jobs.job", "app.jobs.query"}
    assert packages | (loaded & (models | others)) == set()


def test_edit_flow_needs_no_widgets() -> None:
    loaded = modules_after("import app.edit_flow")
    assert loaded & {"PySide6.QtWidgets", "PySide6.QtGui"} == set()


def test_locks_satisfy_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = dict(
        line.partition(";")[0].strip().split("==")
        for lock in ROOT.glob("requirements*.lock")
        for line in lock.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
    wanted = [
        Requirement(line)
        for line in project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    ]
    unmet = [
        str(wish)
        for wish in wanted
        if not wish.specifier.contains(pins.get(canonicalize_name(wish.name), "0"))
    ]
    assert unmet == []
