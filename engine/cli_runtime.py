"""`anneal runtime plan | status | install | repair | remove | tidy`: PyTorch for graphics cards.

``install``, ``repair``, ``remove`` and ``tidy`` are jobs: with ``--events`` they print the events
of ``engine.jobs`` as lines of JSON. ``plan --json`` and ``status --json`` print one object:

    plan    {"title", "available", "hindrance", "nbytes", "nbytes_there", "on_disk",
             "on_disk_guessed", "place", "free", "free_after", "cuda", "least_driver", "driver",
             "cards": [{"name", "capability", "total_bytes"}],
             "packages": [{"name", "version", "file", "nbytes", "sha256", "unpacked"}], "words"}
    status  {"in_use": {"kind", "folder", "words", "passed_over"}, "installed", "folder", "nbytes",
             "problem", "unfinished", "left_over", "log", "advice"}

Sizes are in bytes, paths are text or null; ``engine.runtime.survey`` says what each of them means.
``kind`` is "python", "bundled", "installed" or "named".
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from engine.cli_common import DONE, LoadEngine, put
from engine.cli_jobs import add_events_option, run_job
from engine.errors import RuntimeInstallError
from engine.runtime.build import Wish
from engine.runtime.fetch import Source
from engine.runtime.here import platform_name
from engine.runtime.lock import Lock, read_lock
from engine.runtime.survey import RuntimePlan, RuntimeStatus, lock_here, plan, status
from engine.runtime.uv import index_wanted
from engine.runtime.work import free_left_over, install, remove, repair
from engine.sizes import size_text


def add_parser(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the verb to argparse."""
    parser = verbs.add_parser(
        "runtime",
        help="install PyTorch for graphics cards, repair or remove it",
        description="The packaged Anneal runs models on the CPU. This installs what runs them on "
        "an NVIDIA card, into your data folder.",
        allow_abbrev=False,
    )
    actions = parser.add_subparsers(
        dest="action", metavar="ACTION", help="status where none is named"
    )
    for name, words in (
        ("plan", "say what would be fetched, how large it is and where it would lie"),
        ("status", "say which runtime is in use and what is installed"),
    ):
        action = actions.add_parser(name, help=words, allow_abbrev=False)
        action.add_argument("--json", action="store_true", help="print one object")
        _add_lock(action)
    for name, words in (
        ("install", "fetch it and switch it on for the next start; goes on where it was stopped"),
        ("repair", "compare every file with what it was, and fetch anew what is damaged"),
    ):
        action = actions.add_parser(name, help=words, allow_abbrev=False)
        action.add_argument(
            "--from", dest="folder", type=Path, metavar="FOLDER", help="a folder of its packages"
        )
        action.add_argument(
            "--index",
            metavar="URL",
            help="a mirror of the package index; proxies are taken from the usual variables",
        )
        action.add_argument(
            "--anyway", action="store_true", help="though it would be of no use on this machine"
        )
        _add_lock(action)
        add_events_option(action)
    for name, words in (
        ("remove", "remove it, and what an unfinished installation left"),
        ("tidy", "free the disk of removed runtimes that were in use"),
    ):
        add_events_option(actions.add_parser(name, help=words, allow_abbrev=False))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, load: LoadEngine) -> int:
    """Carry out the verb and return the exit code."""
    del load
    if options.action in ("install", "repair"):
        lock = _lock(options)
        if lock is None:
            raise RuntimeInstallError(
                f"there is no runtime for graphics cards for {platform_name()}: models run on the "
                "processor there"
            )
        source = Source(options.folder, index_wanted(options.index))
        job = install if options.action == "install" else repair
        return run_job(job(Wish(lock, source, options.anyway)), as_json=options.events)
    if options.action in ("remove", "tidy"):
        job_of = remove if options.action == "remove" else free_left_over
        return run_job(job_of(), as_json=options.events)
    if options.action == "plan":
        planned = plan(_lock(options))
        _tell(planned, _plan_lines(planned), as_json=options.json)
    else:
        found = status(_lock(options))
        _tell(found, _status_lines(found), as_json=getattr(options, "json", False))
    return DONE


def _add_lock(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lock", type=Path, metavar="FILE", help="another list of packages")


def _lock(options: argparse.Namespace) -> Lock | None:
    """Return the lock that was named, or this system's; ``None`` where it has none."""
    file = getattr(options, "lock", None)
    return lock_here() if file is None else read_lock(file)


def _tell(value: RuntimePlan | RuntimeStatus, lines: Iterator[str], *, as_json: bool) -> None:
    if as_json:
        put(json.dumps(asdict(value), ensure_ascii=False, default=str) + "\n")
    else:
        put("".join(f"{line}\n" for line in lines))


def _plan_lines(planned: RuntimePlan) -> Iterator[str]:
    yield planned.words
    if not planned.available:
        return
    yield f"into {planned.place}, where {size_text(planned.free)} are free"
    if planned.nbytes_there:
        yield f"{size_text(planned.nbytes_there)} are fetched already"
    for package in planned.packages:
        yield f"  {size_text(package.nbytes):>10}  {package.name} {package.version}"


def _status_lines(found: RuntimeStatus) -> Iterator[str]:
    yield f"In use       {found.in_use.words}"
    if found.folder is not None:
        yield f"Installed    {size_text(found.nbytes)} in {found.folder}"
    else:
        yield "Installed    none"
    if found.unfinished:
        yield f"Unfinished   {size_text(found.unfinished)} of an installation; `install` goes on"
    if found.left_over:
        yield f"Left over    {size_text(found.left_over)}; `tidy` frees them once they are unused"
    if found.advice:
        yield f"Better       {found.advice}"
