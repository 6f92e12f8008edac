"""Makes the plain folder of torch, transformers and all that they need, as the bundle holds it."""

import compileall
import os
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import elf_cleaning
import pins
import runtime_contents


class WrongTorchError(Exception):
    """pip gave a build of torch that is not the CPU's."""


def make_runtime(root: Path, python: Path, folder: Path) -> None:
    """Install the locked packages into ``folder``, leave out what is not wanted, compile the rest.

    Args:
        root: the checkout.
        python: the interpreter of the environment whose pip installs.
        folder: is made anew.

    Raises:
        WrongTorchError: pip gave a build for graphics cards, gigabytes of it.
        subprocess.CalledProcessError: pip failed, and has said why.
    """
    shutil.rmtree(folder, ignore_errors=True)
    torch = pins.torch_pin(root)
    _install(python, folder, [torch])
    installed = [path.name for path in folder.glob("*.dist-info")]
    version = (folder / "torch" / "version.py").read_text(encoding="utf-8")
    if problem := pins.cuda_build(version, installed):
        raise WrongTorchError(
            f"pip gave a {torch} for graphics cards: {problem}. The bundle holds the CPU's build. "
            "Tell pip where that is, for example with PIP_INDEX_URL or PIP_FIND_LINKS, and build "
            "again."
        )
    _install(python, folder, [*pins.runtime_pins(root)])
    prune(folder)
    if sys.platform == "linux":
        elf_cleaning.take_out_symbols(folder)
    compile_all(folder)


def prune(folder: Path) -> None:
    """Remove from the installed packages what the bundle leaves out, and folders left empty."""
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            path = Path(parent) / name
            if not runtime_contents.keeps(PurePosixPath(path.relative_to(folder).as_posix())):
                path.unlink()
        if not any(Path(parent).iterdir()):
            Path(parent).rmdir()
    set_records_right(folder)


def set_records_right(folder: Path) -> None:
    """Let the packages in ``folder`` list the files that are there: licences are found by that."""
    for record in folder.glob("*.dist-info/RECORD"):
        text = record.read_text(encoding="utf-8")
        right = runtime_contents.true_record(text, lambda name: (folder / name).is_file())
        record.write_text(right, encoding="utf-8")


def compile_all(folder: Path) -> None:
    """Compile every module, in such a way that nothing is ever compared or written at run time.

    A module in the words of a newer Python stays as it is: this one cannot import it either.
    """
    compileall.compile_dir(
        folder,
        quiet=2,
        stripdir=str(folder),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        workers=os.cpu_count() or 1,
    )


def _install(python: Path, folder: Path, wanted: Sequence[str]) -> None:
    """Let pip put exactly these distributions into ``folder``."""
    options = ["-qq", "--no-input", "--disable-pip-version-check", "--no-deps", "--no-compile"]
    command = [str(python), "-m", "pip", "install", *options, "--target", str(folder), *wanted]
    subprocess.run(command, check=True)
