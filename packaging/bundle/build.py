"""Builds the bundle of the editor into dist/anneal: `make bundle`.

Each part is made again only where something that it is made of has changed. Two builds of one
commit with one Python hold the same files.

Usage: build.py [--out FOLDER]
"""

import argparse
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import build_environment
import elf_cleaning
import pins
import runtime_folder
from build_environment import is_current, key_of
from putting_together import InTheWayError, put_app_together, put_together

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "bundle"
PROGRAM = (
    *("app", "engine", "resources", "pyproject.toml", "LICENSE"),
    *("packaging/anneal.spec", "packaging/licences", "packaging/runtime"),
)
HERE = "packaging/bundle"
APPLICATION = "Anneal.app"  # what macOS has instead of a folder, made by the specification
# PySide would tell Qt where it lies in a text that breaks at a comma in the path.
QT_CONF = ("[Paths]\nPrefix = _internal/PySide6/Qt\n", "[Paths]\nPrefix = _internal/PySide6\n")


def say(words: str) -> None:
    """Tell the person what is being done: it takes minutes."""
    sys.stderr.write(f"anneal: {words}\n")


def make_where_changed(folder: Path, key: str, what: str, make: Callable[[], None]) -> None:
    """Make ``folder`` unless it was made from the same things; its stamp is written last."""
    stamp = folder.with_name(f"{folder.name}.key")
    if folder.is_dir() and is_current(stamp, key):
        return
    say(f"making {what}")
    stamp.unlink(missing_ok=True)
    make()
    stamp.write_text(key, encoding="utf-8")


def commit_time(root: Path) -> str:
    """Return the time that files of the bundle carry: the commit's, in seconds since 1970.

    Where there is no git it is that of the project's description.
    """
    if set_before := os.environ.get("SOURCE_DATE_EPOCH"):
        return set_before
    command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    try:
        told = subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        told = ""
    return told or str(int((root / "pyproject.toml").stat().st_mtime))


def compile_driver(folder: Path) -> None:
    """Compile into ``folder`` what Triton would want a compiler for; Triton is for Linux alone.

    Raises:
        subprocess.CalledProcessError: there is no compiler or no Triton, which was said.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if sys.platform == "linux":
        script = ROOT / "packaging" / "runtime" / "build_driver.py"
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, str(script), str(folder)], check=True, env=environment)


def make_marks(python: Path, folder: Path, version: str) -> None:
    """Make icons and version in ``folder`` as Windows and macOS want them.

    Raises:
        subprocess.CalledProcessError: they could not be drawn, which was said.
    """
    script = ROOT / HERE / "program_marks.py"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [str(python), str(script), str(folder), version]
    subprocess.run(command, check=True, env=environment)


def freeze(python: Path, folder: Path) -> None:
    """Freeze the program into ``folder``.

    Raises:
        subprocess.CalledProcessError: PyInstaller failed, and has said why.
    """
    build_environment.make_metadata(ROOT, python, WORK / "metadata")
    build_environment.make_build_values(python, WORK / "modules")
    compile_driver(WORK / "driver")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    version = str(project["project"]["version"])
    if sys.platform != "linux":
        make_marks(python, WORK, version)
    environment = os.environ | {
        "ANNEAL_VERSION": version,
        "PYTHONHASHSEED": "0",  # the order of sets in compiled code
        "SOURCE_DATE_EPOCH": commit_time(ROOT),
        "PYINSTALLER_CONFIG_DIR": str(WORK / "cache"),
    }
    environment.pop("PYTHONPATH", None)
    subprocess.run(
        [
            *[str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"],
            *["--distpath", str(folder.parent), "--workpath", str(WORK / "work")],
            str(ROOT / "packaging" / "anneal.spec"),
        ],
        check=True,
        cwd=ROOT,
        env=environment,
    )
    if sys.platform != "darwin":
        (folder / "qt.conf").write_text(QT_CONF[sys.platform == "win32"], encoding="utf-8")
    if sys.platform == "linux":
        elf_cleaning.lead_into_the_bundle(folder, folder / "_internal")
        elf_cleaning.take_out_symbols(folder)


def build(out: Path) -> None:
    """Build the bundle into ``out``.

    Raises:
        InTheWayError: something else lies where the bundle goes.
        runtime_folder.WrongTorchError: pip gave a build of torch for graphics cards.
        subprocess.CalledProcessError: a tool failed, and has said why.
    """
    WORK.mkdir(parents=True, exist_ok=True)
    python = build_environment.make_environment(ROOT, WORK / "venv")
    here = ROOT / HERE
    runtime = WORK / "runtime"
    rules = ("runtime_folder.py", "runtime_contents.py", "pins.py", "elf_cleaning.py")
    made_by = [here / name for name in rules]
    make_where_changed(
        runtime,
        key_of(pins.torch_pin(ROOT), *pins.runtime_pins(ROOT), *made_by),
        "the plain folder of torch and what it needs (minutes)",
        lambda: runtime_folder.make_runtime(ROOT, python, runtime),
    )
    frozen = WORK / "frozen" / "anneal"
    tools = [*pins.frozen_pins(ROOT), *pins.package_pins(ROOT), pins.installer_pin(ROOT)]
    make_where_changed(
        frozen,
        key_of(*tools, commit_time(ROOT), *(ROOT / name for name in PROGRAM), here),
        "the frozen program",
        lambda: freeze(python, frozen),
    )
    put_together(out, frozen, runtime)
    say(f"the bundle lies in {out}")
    if sys.platform == "darwin":
        application = out.with_name(APPLICATION)
        put_app_together(application, frozen.with_name(APPLICATION), runtime)
        say(f"the application lies in {application}")


def main() -> int:
    """Build as the command line says; return 1 where that failed."""
    parser = argparse.ArgumentParser(description="Build the bundle of the editor")
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "anneal", metavar="FOLDER")
    out: Path = parser.parse_args().out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        build(out)
    except (InTheWayError, runtime_folder.WrongTorchError, subprocess.CalledProcessError) as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
