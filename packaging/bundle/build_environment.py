"""Makes the environment that the bundle is built in, and what PyInstaller finds there.

It holds what is frozen and the tools, pinned, and no more: what is not there cannot be frozen by
mistake.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pins
from frozen_contents import FROZEN
from runtime_contents import INSTALLERS_NOTES
from runtime_folder import set_records_right

_PIP = ("-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps")
_METADATA = (
    "import os, sys; from setuptools import build_meta; os.chdir(sys.argv[1]); "
    "print(build_meta.prepare_metadata_for_build_wheel(sys.argv[2]))"
)
_SYSTEM_PREFIX = "/usr"


def key_of(*parts: str | Path) -> str:
    """Return a key that changes with any of the texts, files, and files below the folders.

    Where a file lies does not matter, but for its path below a folder.
    """
    digest = hashlib.sha256(sys.version.encode())
    for part in parts:
        if isinstance(part, str):
            digest.update(part.encode() + b"\0")
            continue
        below = sorted(path for path in part.rglob("*") if "__pycache__" not in path.parts)
        for file in (part, *below):
            digest.update(file.relative_to(part.parent).as_posix().encode() + b"\0")
            if file.is_file():
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def is_current(stamp: Path, key: str) -> bool:
    """Tell whether what ``stamp`` speaks of was made from the same things."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == key


def make_environment(root: Path, folder: Path) -> Path:
    """Make the environment in ``folder`` where it is not there as locked; return its Python.

    Raises:
        subprocess.CalledProcessError: pip failed, and has said why.
    """
    wanted = [*pins.frozen_pins(root), *pins.package_pins(root), pins.installer_pin(root)]
    wanted += pins.OF_OTHER_SYSTEMS.get(sys.platform, ())
    key = key_of(*wanted, str(folder), sys.executable)
    stamp = folder / ".ready"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not is_current(stamp, key):
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), *_PIP, *wanted], check=True)
        stamp.write_text(key, encoding="utf-8")
    return python


def make_metadata(root: Path, python: Path, folder: Path) -> None:
    """Put what Python knows of `anneal` and of what is frozen with it into ``folder``.

    That is versions, which the program asks for, and licences.

    Raises:
        subprocess.CalledProcessError: setuptools failed, and has said why.
    """
    shutil.rmtree(folder, ignore_errors=True)
    where = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    told = subprocess.run(where, check=True, capture_output=True, text=True)
    with tempfile.TemporaryDirectory() as made:
        command = [str(python), "-c", _METADATA, str(root), made]
        subprocess.run(command, check=True, capture_output=True)
        found = [*Path(made).glob("*.dist-info"), *Path(told.stdout.strip()).glob("*.dist-info")]
        for path in found:
            name = re.sub(r"[-_.]+", "-", path.name.partition("-")[0]).lower()
            if name in ("anneal", *FROZEN):
                left_out = shutil.ignore_patterns(*INSTALLERS_NOTES)
                shutil.copytree(path, folder / path.name, ignore=left_out)
    set_records_right(folder)


def make_build_values(python: Path, folder: Path) -> None:
    """Write how this Python was built, as its own module says it, without this machine's folders.

    Raises:
        subprocess.CalledProcessError: this Python cannot tell.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    told = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig._get_sysconfigdata_name())"],
        check=False,
        capture_output=True,
        text=True,
    )
    if told.returncode:
        return  # Windows has no such module
    name = told.stdout.strip()
    source = Path(sysconfig.get_path("stdlib")) / f"{name}.py"
    text = source.read_text(encoding="utf-8").replace(sys.base_prefix, _SYSTEM_PREFIX)
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
