"""Compiles the Windows installer of the bundle in dist/anneal; needs Windows and Inno Setup.

Usage: build_installer.py [ISCC]    (the compiler, looked for on PATH where none is named)
"""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROGRAMS = ("anneal.exe", "anneal-cli.exe")


def command(compiler: str) -> list[str]:
    """Return the command that compiles, with the version that pyproject.toml says."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    version = str(read["project"]["version"])
    numbers = re.sub(r"[^\d.].*", "", version)  # Windows knows no rc and such
    return [compiler, f"/DVersion={version}", f"/DNumbers={numbers}", str(HERE / "anneal.iss")]


def main(arguments: list[str]) -> int:
    """Compile; say what is missing where something is."""
    compiler = arguments[0] if arguments else shutil.which("iscc")
    missing = [name for name in PROGRAMS if not (ROOT / "dist/anneal" / name).is_file()]
    if missing:
        sys.stderr.write(f"anneal: dist/anneal lacks {', '.join(missing)}: make the bundle first\n")
        return 1
    if compiler is None:
        sys.stderr.write("anneal: Inno Setup's compiler, iscc, is not on PATH\n")
        return 1
    return subprocess.run(command(compiler), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
