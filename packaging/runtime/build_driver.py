"""Compiles Triton's module that starts kernels, for the packages of Anneal to bring along.

Needs a C compiler, on the machine where packages are built and nowhere else. The module is linked
to the driver's library by name alone, so no driver is needed here. engine/kernels/ready_driver.py
tells the rest.

Usage: build_driver.py FOLDER    (it belongs into resources/runtime of the package)
"""

import re
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from engine.kernels.ready_driver import compiled_name, triton_source

# As Triton compiles it itself, in triton/runtime/build.py; without symbols that only linkers read.
OPTIONS = ("-O3", "-shared", "-fPIC", "-Wno-psabi", "-Wl,--strip-all")


def build_driver(folder: Path, compiler: str = "gcc") -> Path:
    """Compile the module into ``folder`` and return it.

    Raises:
        FileNotFoundError: there is no Triton here, or no compiler.
        subprocess.CalledProcessError: the compiler refused, and has said why.
    """
    source = triton_source()
    if source is None:
        raise FileNotFoundError("there is no Triton with a driver for NVIDIA cards here")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / compiled_name(source.read_bytes())
    includes = [source.parent / "include", Path(sysconfig.get_path("include"))]
    with tempfile.TemporaryDirectory() as place:
        library = Path(place) / "libcuda.so.1"
        empty = Path(place) / "empty.c"
        empty.touch()
        named = f"-Wl,-soname,{library.name}"
        subprocess.run([compiler, empty, "-shared", "-nostdlib", named, "-o", library], check=True)
        command = [compiler, str(source), *OPTIONS, "-Wl,--no-as-needed", f"-L{place}"]
        command += [f"-l:{library.name}", *(f"-I{path}" for path in includes), "-o", str(target)]
        subprocess.run(command, check=True)
    return target


def make_stand_in(folder: Path) -> Path:
    """Make a library in place of the driver's, to try the module on: 7 to whatever is asked.

    Raises:
        FileNotFoundError: there is no Triton here, or no compiler.
        subprocess.CalledProcessError: the compiler refused.
    """
    source = triton_source()
    if source is None:
        raise FileNotFoundError("there is no Triton with a driver for NVIDIA cards here")
    names = set(re.findall(r"\b(cu[A-Z]\w+)\(", source.read_text(encoding="utf-8")))
    lines = [f"int {name}() {{ return 0; }}" for name in sorted(names - {"cuDeviceGetAttribute"})]
    lines.append("int cuDeviceGetAttribute(int *answer) { *answer = 7; return 0; }")
    library, code = folder / "libcuda.so.1", folder / "stand_in.c"
    code.write_text("\n".join(lines), encoding="utf-8")
    named = f"-Wl,-soname,{library.name}"
    subprocess.run(["gcc", "-w", "-shared", "-fPIC", named, code, "-o", library], check=True)
    return library


if __name__ == "__main__":
    try:
        made = build_driver(Path(sys.argv[1]))
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"anneal: what starts kernels was not compiled: {error}") from error
    sys.stderr.write(f"anneal: {made.name}: {made.stat().st_size:,} bytes\n")
