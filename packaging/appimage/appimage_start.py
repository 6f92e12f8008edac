"""Builds the program that an AppImage begins with, from the C files beside it; knows no bundle.

It is linked statically, so that it runs on any Linux with this processor. squashfuse (BSD),
libfuse and glibc (LGPL), zstd, xz and zlib are Debian's; LZO, which is under the GPL, stays out.
"""

import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "runtime"
SOURCES = ("runtime.c", "self.c", "mount.c", "unpack.c", "absent.c")
# By these bytes of the ELF header a file is known as an AppImage of type 2.
MAGIC, MAGIC_AT = b"AI\x02", 8
PACKAGES = (
    "gcc",
    "libc6-dev",
    "libsquashfuse-dev",
    "libfuse3-dev",
    "libzstd-dev",
    "liblzma-dev",
    "zlib1g-dev",
    "squashfs-tools",
)
# Of which the copyright files go along.
LINKED = (
    "libc6-dev",
    "libfuse3-dev",
    "liblzma-dev",
    "libsquashfuse-dev",
    "libzstd-dev",
    "zlib1g-dev",
)
_LIBRARIES = ("squashfuse_ll", "squashfuse", "fuse3", "zstd", "lzma", "z")
COMMAND = (
    "gcc",
    "-std=c11",
    "-O2",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-D_DEFAULT_SOURCE",
    "-D_FILE_OFFSET_BITS=64",
    "-static",
    "-s",
    *SOURCES,
    "-Wl,--start-group",
    *(f"-l{name}" for name in _LIBRARIES),
    "-Wl,--end-group",
    "-o",
)


def build_start(target: Path) -> bytes:
    """Compile into ``target`` and return the program, marked as an AppImage.

    Raises:
        RuntimeError: the compiler refused; the message is its own.
        FileNotFoundError: there is no compiler.
    """
    command = [*COMMAND, str(target.absolute())]
    run = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr)
    program = bytearray(target.read_bytes())
    program[MAGIC_AT : MAGIC_AT + len(MAGIC)] = MAGIC
    return bytes(program)


def start_documents() -> dict[str, tuple[bytes, int]]:
    """Return sources and licences of the start as path -> bytes and mode.

    Who has the AppImage can so link it anew with another libfuse or glibc, as the LGPL wants it.
    """
    found = {f"source/{file.name}": file.read_bytes() for file in sorted(FOLDER.iterdir())}
    found["source/build"] = (" ".join((*COMMAND, "start")) + "\n").encode()
    for name in LINKED:
        file = Path("/usr/share/doc") / name / "copyright"
        found[f"licences/{name}"] = file.read_bytes()
    return {path: (data, 0o644) for path, data in found.items()}
