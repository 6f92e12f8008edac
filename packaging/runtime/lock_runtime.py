"""Writes down what the runtime for graphics cards is made of, for every system that has one.

Asks the package index for names, versions, sizes and hashes alone: no package is fetched. The
versions are those of requirements.lock, and torch's own build of CUDA with what it asks for.
Sizes on the disk are known of the packages that this environment holds in the very same file.

What there is: for Linux on x86_64, torch with CUDA as the index has it. For Windows the index has
torch without CUDA alone and no Triton of Triton's own makers, so there is nothing to install;
macOS has no CUDA.

Usage: lock_runtime.py [FOLDER]    (resources/runtime where none is named)
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from engine.runtime.lock import Lock, LockedPackage, lock_of, lock_text
from engine.runtime.uv import find_uv

ROOT = Path(__file__).resolve().parents[2]
PYTHON = "3.11"
# Our name of a system -> what uv calls the oldest of its kind that torch runs on.
SYSTEMS = {"linux-x86_64": "x86_64-manylinux_2_28"}
# The window's own packages lie in the program and not in a runtime.
NOT_THE_MODELS = {
    "anneal",
    "markdown-it-py",
    "mdit-py-plugins",
    "pillow",
    "platformdirs",
    "pygments",
    "pyside6-essentials",
    "uv",
}


def main(arguments: list[str]) -> None:
    """Write a lock for every system."""
    folder = Path(arguments[0]) if arguments else ROOT / "resources" / "runtime"
    folder.mkdir(parents=True, exist_ok=True)
    for name, platform in SYSTEMS.items():
        lock = make_lock(name, platform)
        (folder / f"{name}.json").write_text(lock_text(lock), encoding="utf-8")
        sys.stdout.write(
            f"{name}: {lock.title}, {len(lock.packages)} packages, {lock.nbytes:,} bytes to fetch, "
            f"about {lock.about_unpacked:,} on the disk\n"
        )


def make_lock(name: str, platform: str) -> Lock:
    """Return what the index has for one system."""
    with tempfile.TemporaryDirectory() as place:
        wanted = Path(place) / "wanted.in"
        wanted.write_text("\n".join([*models_packages(), *_torch()]) + "\n", encoding="utf-8")
        answer = Path(place) / "pylock.toml"
        command = [str(find_uv()), "pip", "compile", str(wanted), "--no-header", "--quiet"]
        command += [
            "--no-config",
            "--python-version",
            PYTHON,
            "--python-platform",
            platform,
            "--no-build",
        ]
        command += ["--constraint", str(ROOT / "requirements.lock")]
        command += ["--format", "pylock.toml", "--output-file", str(answer)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        found = tomllib.loads(answer.read_text(encoding="utf-8"))
    packages = [_package(given) for given in found["packages"]]
    runtime = next(item for item in packages if item.name == "nvidia-cuda-runtime")
    cuda = ".".join(runtime.version.split(".")[:2])
    return lock_of(f"cp{PYTHON.replace('.', '')}", name, cuda, packages)


def models_packages() -> list[str]:
    """Return what pyproject.toml asks for to run models, without torch, which is pinned."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wishes = [Requirement(line) for line in project["project"]["dependencies"]]
    names = {canonicalize_name(wish.name) for wish in wishes}
    return sorted(names - NOT_THE_MODELS - {"torch"})


def _torch() -> list[str]:
    lines = (ROOT / "requirements-torch.lock").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _package(given: dict[str, object]) -> LockedPackage:
    """Return what the index says of a package, and of the file that fits best."""
    wheels = given.get("wheels")
    if not isinstance(wheels, list) or not wheels:
        raise SystemExit(f"{given['name']} has no file that fits")
    wheel = min(wheels, key=lambda one: _rank(_file_name(one["url"])))
    file = _file_name(wheel["url"])
    name, version = str(given["name"]), str(given["version"])
    unpacked = size_here(name, version, file)
    return LockedPackage(name, version, file, wheel["size"], wheel["hashes"]["sha256"], unpacked)


def _file_name(address: str) -> str:
    return address.rsplit("/", 1)[1].replace("%2B", "+")


def _rank(file: str) -> int:
    """Return how well a file fits, 0 for best: the newest kind of system that it was made for."""
    kinds = [int(number) for number in re.findall(r"manylinux_2_(\d+)_", file)]
    return -max(kinds, default=0)


def size_here(name: str, version: str, file: str) -> int:
    """Return the bytes of an installed package, 0 where it is not here or is another build."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return 0
    tags = file.removesuffix(".whl").split("-", 2)[2]
    if found.version != version or not _same_build(found.read_text("WHEEL") or "", tags):
        return 0
    paths = [Path(str(found.locate_file(one))) for one in found.files or []]
    return sum(path.stat().st_size for path in paths if path.is_file())


def _same_build(wheel: str, tags: str) -> bool:
    """Return whether an installed package's own words name one of a file's tags."""
    own = {line.partition(":")[2].strip() for line in wheel.splitlines() if line.startswith("Tag:")}
    python, abi, platforms = tags.rsplit("-", 2)
    return any(f"{python}-{abi}-{platform}" in own for platform in platforms.split("."))


if __name__ == "__main__":
    main(sys.argv[1:])
