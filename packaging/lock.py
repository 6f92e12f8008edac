"""Writes the lock files anew from what is installed in this environment.

requirements-torch.lock holds torch alone: which build of it is right depends on the machine, so
it is installed first and its CUDA packages, which it pins itself, are in no lock.
requirements.lock holds what the program needs besides, requirements-dev.lock what the tests add,
requirements-package.lock what builds the packages: those tools have an environment of their own.

Usage: lock.py              (in an environment where all but those is installed and current)
       lock.py --package    (in the environment of those tools, build/bundle/venv)
"""

import re
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Made by `make lock` from pyproject.toml and the environment; do not edit.\n"
# Brought along, and pinned, by the CUDA build of torch. What pyproject.toml asks for by name is
# locked all the same: the CPU build does not bring it.
WITH_TORCH = re.compile(r"(nvidia|cuda)-.*|triton")


def requirements_of(name: str, extras: set[str]) -> list[Requirement]:
    """Return what an installed package requires on this machine, given its extras."""
    lines = distribution(name).requires or []
    wanted = [Requirement(line) for line in lines]
    environments = [{"extra": extra} for extra in ("", *sorted(extras))]
    return [
        requirement
        for requirement in wanted
        if requirement.marker is None
        or any(requirement.marker.evaluate(environment) for environment in environments)
    ]


def closure(lines: list[str]) -> dict[str, str]:
    """Return name -> version of all installed packages that the requirements lead to.

    A version comes with the marker under which pyproject.toml asks for it.

    Raises:
        importlib.metadata.PackageNotFoundError: a required package is not installed.
    """
    found: dict[str, str] = {}
    waiting = [Requirement(line) for line in lines]
    markers = {canonicalize_name(asked.name): asked.marker for asked in waiting}
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        brought = WITH_TORCH.fullmatch(name) and name not in markers
        if brought or (name in found and not requirement.extras):
            continue
        marker = markers.get(name)
        found[name] = distribution(name).version + (f" ; {marker}" if marker else "")
        waiting += requirements_of(name, requirement.extras)
    return found


def write(file_name: str, versions: dict[str, str]) -> None:
    """Write one lock file, sorted by name."""
    pins = "".join(f"{name}=={version}\n" for name, version in sorted(versions.items()))
    (ROOT / file_name).write_text(HEADER + pins, encoding="utf-8")


def lock_tools(wanted: list[str]) -> None:
    """Write the lock of what builds the packages, without what the program's own lock holds."""
    own = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    tools = closure(wanted).items()
    write(
        "requirements-package.lock",
        {name: version for name, version in tools if f"\n{name}==" not in own},
    )


def main() -> None:
    """Resolve from pyproject.toml and write the files of this environment."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    if "--package" in sys.argv:
        lock_tools(project["dependency-groups"]["package"])
        return
    run = closure(project["project"]["dependencies"] + project["build-system"]["requires"])
    both = run | closure(project["dependency-groups"]["dev"])
    # The local part of the version, "+cpu", names the build and not the release.
    torch = run.pop("torch").partition("+")[0]
    write("requirements-torch.lock", {"torch": torch})
    write("requirements.lock", run)
    write(
        "requirements-dev.lock",
        {name: version for name, version in both.items() if name not in run and name != "torch"},
    )


if __name__ == "__main__":
    main()
