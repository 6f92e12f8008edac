"""Makes the Debian package from the one-folder bundle.

Everything is staged in a folder, owned by nobody in particular, and packed by dpkg-deb as
root's. The package holds no scripts: what a desktop has to notice, its own triggers notice.

Usage: build_deb.py [--bundle FOLDER] [--compression zstd|xz] [--level N] [OUTPUT_FOLDER]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from deb_control import (
    Package,
    changelog,
    checksums,
    control,
    debian_version,
    installed_size,
)
from deb_copyright import copyright_file
from deb_depends import depends
from deb_system import leave_to_system
from package_tree import copy_tree, put_files, settle
from shares import BUNDLE, ROOT, compressed, epoch, shared_files, version

HERE = Path(__file__).resolve().parent
NAME = "anneal"
PROGRAM = "usr/lib/anneal"
SUMMARY = "Markdown and code editor whose model refines a span in place"
PARAGRAPHS = (
    "A desktop editor for Markdown and code. Select a span, ask for a rewrite, and watch a "
    "text-diffusion model refine that span in place, step by step, until it has cooled into text "
    "that you accept or reject. The model runs inside the program; nothing leaves your machine.",
    "A small starter model comes with the editor and needs no graphics card. This package brings "
    "its own Python, Qt and PyTorch (for the processor); PyTorch for NVIDIA cards and larger "
    "models are fetched from inside the program, and only when you ask for it.",
)
# Downloads, which a person asks for, are checked against the certificates that the system trusts.
RECOMMENDS = ("ca-certificates", "hicolor-icon-theme", "shared-mime-info", "xdg-utils")
CHANGES = (
    "A package made from the one-folder bundle; the changes to the program itself are in "
    "changelog.gz.",
)
# Of zstd: as small as what xz makes at its first level, and unpacked in a twentieth of its time.
LEVEL = 12
# Work only where the system happens to have what they link to, and are done without elsewhere.
# The second comes with the driver of an NVIDIA card.
OPTIONAL = ("platformthemes/libqgtk3.so", "runtime/cuda_utils-*.so")


def stage(bundle: Path, folder: Path) -> Package:
    """Lay out all that the package holds in ``folder`` and return what its control file says."""
    (folder / PROGRAM).parent.mkdir(parents=True)
    copy_tree(bundle, folder / PROGRAM, epoch())
    leave_to_system(folder / PROGRAM / "_internal")
    package = Package(
        name=NAME,
        version=debian_version(version()),
        depends=(),
        recommends=RECOMMENDS,
        suggests=(),
        summary=SUMMARY,
        paragraphs=PARAGRAPHS,
    )
    put_files(folder, {f"usr/{path}": held for path, held in shared_files(Path("/usr")).items()})
    put_files(folder, documents(package, folder / PROGRAM))
    (folder / "usr/bin").mkdir()
    (folder / "usr/bin/anneal").symlink_to("../lib/anneal/anneal")
    # What takes longest comes last.
    return replace(package, depends=depends(folder / PROGRAM, OPTIONAL))


def documents(package: Package, program: Path) -> dict[str, tuple[bytes, int]]:
    """Return what Debian's policy wants of every package, as path -> bytes and mode."""
    upstream = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    debian = changelog(package, epoch(), CHANGES)
    year = datetime.fromtimestamp(epoch(), UTC).year
    texts = {
        f"usr/share/doc/{NAME}/changelog.Debian.gz": compressed(debian),
        f"usr/share/doc/{NAME}/changelog.gz": compressed(upstream),
        f"usr/share/doc/{NAME}/copyright": copyright_file(program, year).encode(),
        f"usr/share/lintian/overrides/{NAME}": (HERE / "lintian-overrides").read_bytes(),
    }
    return {path: (data, 0o644) for path, data in texts.items()}


def write_control(folder: Path, package: Package) -> None:
    """Write ``DEBIAN/`` for what is staged."""
    size, sums = installed_size(folder), checksums(folder)
    (folder / "DEBIAN").mkdir()
    for name, text in (("control", control(package, size)), ("md5sums", sums)):
        file = folder / "DEBIAN" / name
        file.write_text(text, encoding="utf-8")
        file.chmod(0o644)


def pack(folder: Path, package: Package, output: Path, compression: str, level: int) -> Path:
    """Pack what is staged and return the package, which is there whole or not at all.

    Raises:
        subprocess.CalledProcessError: dpkg-deb refused; its message stands on the terminal.
    """
    settle(folder, epoch())
    made = output / f"{package.name}_{package.version}_amd64.deb"
    new = folder.with_name(made.name)
    # The control file stays in gzip: more programs read it than unpack the package.
    command = ["dpkg-deb", "--root-owner-group", "--no-uniform-compression"]
    command += [f"-Z{compression}", f"-z{level}"]
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "SOURCE_DATE_EPOCH": str(epoch())}
    subprocess.run([*command, "--build", str(folder), str(new)], check=True, env=environment)
    return new.replace(made)


def main(arguments: list[str]) -> int:
    """Build the package that the command line asks for."""
    parser = argparse.ArgumentParser(prog="build_deb.py", description="Make the Debian package")
    parser.add_argument("output", nargs="?", type=Path, default=ROOT / "dist")
    parser.add_argument("--bundle", type=Path, default=BUNDLE, help="the one-folder bundle")
    parser.add_argument("--compression", choices=("zstd", "xz"), default="zstd")
    parser.add_argument("--level", type=int, default=LEVEL)
    given = parser.parse_args(arguments)
    if not (given.bundle / NAME).is_file():
        sys.stderr.write(f"anneal: {given.bundle} holds no bundle; `make bundle` makes it\n")
        return 1
    begun = time.monotonic()
    given.output.mkdir(parents=True, exist_ok=True)
    # Beside what is made: a gigabyte is more than some systems keep in memory for /tmp.
    with tempfile.TemporaryDirectory(prefix=".anneal-deb-", dir=given.output) as name:
        folder = Path(name) / "root"
        package = stage(given.bundle, folder)
        write_control(folder, package)
        made = pack(folder, package, given.output, given.compression, given.level)
    size = made.stat().st_size / 1e6
    took = time.monotonic() - begun
    sys.stdout.write(f"{made}: {size:.1f} MB ({given.compression}), in {took:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
