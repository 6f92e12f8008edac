"""Tries the built bundle out: `make check-bundle`. Prints a table, and fails where a line does.

Usage: check_bundle.py [FOLDER]
"""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import elf_needs
import frozen_contents
from bundle_run import (
    Place,
    in_checkout,
    linked_copy,
    plain_environment,
    times_of_start,
    work_folder,
)

ROOT = Path(__file__).resolve().parents[2]
AWKWARD = "with spaces, ünder and 漢字"
HOSTILE = {
    "PYTHONHOME": "/nowhere",
    "PYTHONSTARTUP": "/nowhere/start.py",
    "PYTHONOPTIMIZE": "2",
    "PYTHONPLATLIBDIR": "nowhere",
    "PYTHONWARNINGS": "error",
}
# Mounts the bundle read-only, in a namespace of its own, and runs what follows there.
READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'


class FailedError(Exception):
    """The bundle did not do what it should; says what it did."""


class Checks:
    """The checks of one bundle, each of which returns what it has read."""

    def __init__(self, bundle: Path) -> None:
        """Check ``bundle``."""
        self._bundle = bundle
        with work_folder() as work:
            self._expected = in_checkout(ROOT, work)

    def version(self) -> str:
        """`--version` says the project's."""
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        with self._place() as place:
            said = place.run("--version").stdout.strip()
        if said != f"Anneal {project['project']['version']}":
            raise FailedError(said)
        return said

    def doctor(self) -> str:
        """`doctor --json` finds every package, and no problem."""
        with self._place() as place:
            ended = place.run("doctor", "--json")
        told = json.loads(ended.stdout)
        if ended.returncode or told.get("problems"):
            raise FailedError(str(told.get("problems") or ended.stderr))
        return f"torch {told['packages']['torch']}, no problem"

    def rewrite(self) -> str:
        """`rewrite` gives the same bytes as the checkout for the same seed."""
        with self._place() as place:
            return self._compare(place)

    def other_folder(self) -> str:
        """The same, called from the root folder."""
        with work_folder() as work:
            place = Place(self._program, Path("/"), plain_environment(work / "home"))
            ended = place.run("rewrite", str(work / "notes.md"), *_ARGUMENTS)
        return self._same(ended.stdout.encode(), ended.stderr)

    def awkward_path(self) -> str:
        """The same, with the bundle and the home in a folder with spaces and other letters."""
        with work_folder(AWKWARD) as work:
            program = linked_copy(self._bundle, work)
            place = Place(program, work, plain_environment(work / "home"))
            window = times_of_start(place, ["painted"], work / "times")
            return f"{self._compare(place)}, window too ({window['painted'].seconds:.2f} s)"

    def read_only(self) -> str:
        """The same, from a read-only place, without a home."""
        with work_folder() as work:
            before = ("unshare", "--mount", "sh", "-c", READ_ONLY, "sh", str(self._bundle))
            place = Place(self._program, work, plain_environment(None), before)
            return self._compare(place)

    def no_python_variables(self) -> str:
        """The same, with an empty environment."""
        with work_folder() as work:
            environment = {"HOME": str(work / "home"), "OMP_NUM_THREADS": "1"}
            return self._compare(Place(self._program, work, environment))

    def hostile_variables(self) -> str:
        """The same, with variables that lead any other Python astray."""
        with work_folder() as work:
            for name in ("torch", "app", "encodings", "json", "sitecustomize"):
                text = "raise ImportError('astray')\n"
                (work / f"{name}.py").write_text(text, encoding="utf-8")
            environment = plain_environment(work / "home") | HOSTILE
            return self._compare(
                Place(self._program, work, environment | {"PYTHONPATH": str(work)})
            )

    def no_network(self) -> str:
        """The same, in a network namespace without interfaces, and the window to a ready model."""
        with work_folder() as work:
            before = ("unshare", "--net", "--")
            place = Place(self._program, work, plain_environment(work / "home"), before)
            same = self._compare(place)
            times = times_of_start(place, ["painted", "ready"], work / "times")
            window, model = times["painted"].seconds, times["ready"].seconds
            return f"{same}; window {window:.2f} s, model {model:.2f} s"

    def nothing_written(self) -> str:
        """No run has written anything into the bundle."""
        newest = max(
            (path for path in self._bundle.rglob("*") if not path.is_symlink()),
            key=lambda path: path.stat().st_mtime,
        )
        with self._place() as place:
            self._compare(place)
            times_of_start(place, ["ready"], place.work / "times")
        written = [
            str(path)
            for path in self._bundle.rglob("*")
            if not path.is_symlink() and path.stat().st_mtime > newest.stat().st_mtime
        ]
        if written:
            raise FailedError(", ".join(written[:5]))
        return "nothing"

    def headers(self) -> str:
        """Python finds its own C headers in the bundle, and a compiler can read them."""
        question = "import sysconfig; print(sysconfig.get_path('include'))"
        with work_folder() as work:
            environment = plain_environment(work / "home") | {"ANNEAL_AS_PYTHON": "1"}
            place = Place(self._program, work, environment)
            folder = Path(place.run("-I", "-B", "-c", question).stdout.strip())
            if not folder.is_relative_to(self._bundle) or not (folder / "Python.h").is_file():
                raise FailedError(f"{folder} holds no headers of the bundle")
            compiler = shutil.which("cc")
            if compiler is None:
                return f"{folder.relative_to(self._bundle)}; no compiler here to read them"
            source = work / "launcher.c"
            source.write_text("#include <Python.h>\n", encoding="utf-8")
            command = [compiler, "-fsyntax-only", f"-I{folder}", str(source)]
            subprocess.run(command, check=True, capture_output=True)
        return f"{folder.relative_to(self._bundle)}, read by {compiler}"

    def open_qt(self) -> str:
        """A changed file of PySide6 is what the next start runs: the LGPL wants it replaceable."""
        question = "import PySide6, shiboken6; print(PySide6.__version__, shiboken6.__version__)"
        with work_folder() as work:
            program = linked_copy(self._bundle, work)
            for name in frozen_contents.OPEN:
                module = program.parent / "_internal" / name / "__init__.py"
                text = re.sub(
                    r'^__version__ = ".*"$',
                    '__version__ = "changed"',
                    module.read_text(encoding="utf-8"),
                    flags=re.MULTILINE,
                )
                module.unlink()  # of the bundle itself it was a link
                module.write_text(text, encoding="utf-8")
            environment = plain_environment(work / "home") | {"ANNEAL_AS_PYTHON": "1"}
            place = Place(program, work, environment)
            said = place.run("-I", "-B", "-c", question)
        if said.stdout != "changed changed\n":
            raise FailedError(said.stdout + said.stderr)
        return f"{' and '.join(frozen_contents.OPEN)} from plain files, taken when changed"

    def cases(self) -> str:
        """`bench --quality` says what it needs instead of breaking."""
        with self._place() as place:
            ended = place.run("bench", "--quality")
        if ended.returncode != 2 or "--cases" not in ended.stderr or "\n" in ended.stderr.strip():
            raise FailedError(ended.stderr)
        return ended.stderr.strip().removeprefix("anneal bench: ")

    def links(self) -> str:
        """Everything is linked to the bundle or to a system's library, and to no other place."""
        found = elf_needs.links_of(self._bundle)
        if problems := found.missing | found.strange:
            raise FailedError(", ".join(sorted(problems)))
        return f"of the system: {', '.join(sorted(found.of_the_system))}"

    def c_library(self) -> str:
        """Which C library it needs at least."""
        needed = elf_needs.needed_glibc(elf_needs.elf_files(self._bundle))
        version, files = next(iter(needed.items()))
        names = ", ".join(path.name for path in files[:4])
        return f"glibc {version}, for {names}{' …' if len(files) > 4 else ''}"

    @property
    def _program(self) -> Path:
        return self._bundle / "anneal"

    @contextmanager
    def _place(self) -> Iterator[Place]:
        with work_folder() as work:
            yield Place(self._program, work, plain_environment(work / "home"))

    def _compare(self, place: Place) -> str:
        return self._same(place.rewrite(), "")

    def _same(self, draft: bytes, errors: str) -> str:
        if draft != self._expected:
            raise FailedError(f"{draft!r} instead of {self._expected!r} {errors}")
        return f"the checkout's {len(draft)} bytes"


_ARGUMENTS = ("--lines", "1:1", "--instruction", "Fix spelling and punctuation.", "--seed", "7")


def main() -> int:
    """Check the folder named on the command line; return 1 where a check failed."""
    bundle = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else ROOT / "dist" / "anneal"
    if not (bundle / "anneal").is_file():
        sys.stderr.write(f"anneal: {bundle} holds no bundle; `make bundle` makes it\n")
        return 2
    checks = Checks(bundle)
    every: dict[str, Callable[[], str]] = {
        "version": checks.version,
        "doctor": checks.doctor,
        "rewrite": checks.rewrite,
        "from another folder": checks.other_folder,
        "in an awkward path": checks.awkward_path,
        "empty environment": checks.no_python_variables,
        "hostile environment": checks.hostile_variables,
        "no network": checks.no_network,
        "read-only, no home": checks.read_only,
        "writes into itself": checks.nothing_written,
        "C headers": checks.headers,
        "Qt to be replaced": checks.open_qt,
        "bench --quality": checks.cases,
        "links": checks.links,
        "C library": checks.c_library,
    }
    failed = 0
    for name, check in every.items():
        try:
            said, mark = check(), "ok"
        except (
            FailedError,
            RuntimeError,
            OSError,
            ValueError,
            subprocess.SubprocessError,
        ) as error:
            # Of a traceback, what it ends with.
            said, mark = "; ".join(str(error).splitlines()[-3:]), "FAILED"
            failed += 1
        sys.stdout.write(f"{mark:6}  {name:20}  {said}\n")
        sys.stdout.flush()
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
