"""Makes the AppImage from the one-folder bundle: our start, and a squashfs image behind it.

Usage: build_appimage.py [--bundle FOLDER] [--level N] [--block BYTES] [OUTPUT_FOLDER]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from appimage_start import build_start, start_documents
from package_tree import copy_tree, put_files, settle
from shares import BUNDLE, ROOT, epoch, packaged_files, version

DESKTOP_ID = "org.anneal_editor.Anneal"
PROGRAM = "usr/lib/anneal"
DOCUMENTS = "usr/share/doc/anneal/appimage-start"
LEVEL = 12
# The larger, the smaller the file; the smaller, the less is unpacked for a page that is touched.
BLOCK = 131072


def stage(bundle: Path, folder: Path) -> None:
    """Lay out the AppDir in ``folder``."""
    (folder / PROGRAM).parent.mkdir(parents=True)
    copy_tree(bundle, folder / PROGRAM, epoch())
    shared = packaged_files(Path("/usr"))
    put_files(folder, {f"usr/{path}": held for path, held in shared.items()})
    put_files(folder, {f"{DOCUMENTS}/{path}": held for path, held in start_documents().items()})
    (folder / "usr/bin").mkdir()
    icons = "usr/share/icons/hicolor"
    links = {
        "AppRun": f"{PROGRAM}/anneal",
        "usr/bin/anneal": "../lib/anneal/anneal",
        ".DirIcon": f"{DESKTOP_ID}.png",
        f"{DESKTOP_ID}.png": f"{icons}/256x256/apps/{DESKTOP_ID}.png",
        f"{DESKTOP_ID}.svg": f"{icons}/scalable/apps/{DESKTOP_ID}.svg",
        f"{DESKTOP_ID}.desktop": f"usr/share/applications/{DESKTOP_ID}.desktop",
    }
    for path, target in links.items():
        (folder / path).symlink_to(target)
    settle(folder, epoch())


def squash(folder: Path, image: Path, level: int, block: int) -> None:
    """Pack ``folder`` into the squashfs ``image``; the same folder makes the same image.

    Raises:
        RuntimeError: mksquashfs refused; the message is its own.
    """
    command = ["mksquashfs", str(folder), str(image), "-noappend", "-no-progress", "-quiet"]
    command += ["-comp", "zstd", "-Xcompression-level", str(level), "-b", str(block)]
    command += ["-root-owned", "-no-xattrs", "-mkfs-time", str(epoch()), "-all-time", str(epoch())]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr)


def join(start: bytes, image: Path, made: Path) -> None:
    """Write the AppImage: the start, and the image right behind it."""
    with made.open("wb") as target, image.open("rb") as source:
        target.write(start)
        while piece := source.read(1 << 20):
            target.write(piece)
    made.chmod(0o755)


def main(arguments: list[str]) -> int:
    """Build the AppImage that the command line asks for."""
    parser = argparse.ArgumentParser(prog="build_appimage.py", description="Make the AppImage")
    parser.add_argument("output", nargs="?", type=Path, default=ROOT / "dist")
    parser.add_argument("--bundle", type=Path, default=BUNDLE, help="the one-folder bundle")
    parser.add_argument("--level", type=int, default=LEVEL, help="of zstd, at most 22")
    parser.add_argument("--block", type=int, default=BLOCK, help="bytes, a power of two")
    given = parser.parse_args(arguments)
    if not (given.bundle / "anneal").is_file():
        sys.stderr.write(f"anneal: {given.bundle} holds no bundle; `make bundle` makes it\n")
        return 1
    begun = time.monotonic()
    given.output.mkdir(parents=True, exist_ok=True)
    # Beside what is made: a gigabyte is more than some systems keep in memory for /tmp.
    with tempfile.TemporaryDirectory(prefix=".anneal-appimage-", dir=given.output) as name:
        work = Path(name)
        stage(given.bundle, work / "AppDir")
        squash(work / "AppDir", work / "image", given.level, given.block)
        join(build_start(work / "start"), work / "image", work / "whole")
        made = given.output / f"Anneal-{version()}-x86_64.AppImage"
        # There whole or not at all.
        (work / "whole").replace(made)
    took = time.monotonic() - begun
    sys.stdout.write(f"{made}: {made.stat().st_size / 1e6:.1f} MB, in {took:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
