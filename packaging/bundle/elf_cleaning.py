"""Takes out of programs and libraries of Linux what belongs to the machines that built them."""

import os
import shutil
import subprocess
from pathlib import Path

import elf_paths
from elf_needs import elf_files


def lead_into_the_bundle(folder: Path, inside: Path) -> None:
    """Let no library below ``folder`` look for others outside the bundle.

    Args:
        folder: of the libraries.
        inside: where the bundle keeps those that they are linked to.
    """
    for file in elf_files(folder):
        data = file.read_bytes()
        if any(not part.startswith("$ORIGIN") for part in elf_paths.search_parts(data)):
            way = os.path.relpath(inside, file.parent)
            own = f"$ORIGIN/{way}".removesuffix("/.")
            file.write_bytes(elf_paths.with_search_path(data, own))


def take_out_symbols(folder: Path) -> None:
    """Take out of every library what debuggers read: more than a tenth of the bundle.

    Programs stay as they are: PyInstaller keeps the frozen modules in one. So does a library that
    the tool `strip` would break, and so do all where there is no such tool.

    Raises:
        subprocess.CalledProcessError: a library is in no shape for it.
    """
    strip = shutil.which("strip")
    for file in elf_files(folder) if strip else ():
        if ".so" in file.suffixes:
            # A link to the same bytes, in a cache or a build folder, keeps them as they were.
            new = file.with_name(f"{file.name}.new")
            command = [str(strip), "--strip-unneeded", "-o", str(new), str(file)]
            subprocess.run(command, check=True)
            if elf_paths.can_be_loaded(new.read_bytes()):
                new.replace(file)
            else:
                new.unlink()
