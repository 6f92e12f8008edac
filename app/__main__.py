"""Where `anneal` begins: the command line's verbs go to the engine, all else opens the editor.

It must not import Qt before it is known that a window is wanted; ``app.start`` does the rest.
What it imports itself is little and comes late: until ``main`` runs, Ctrl+C prints a traceback.
"""

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import TextIO

VERBS = ("rewrite", "bench", "doctor", "models", "runtime", "version")
WITHOUT_DISPLAY = (
    "Without one, `anneal rewrite FILE --lines A:B --instruction TEXT` edits on the command line;\n"
    "`anneal rewrite --help` says more."
)
USAGE_ERROR = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run Anneal and return the exit code.

    Args:
        arguments: without the program's name; ``None`` takes the process's own.
    """
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        # While modules were imported: whatever runs longer answers Ctrl+C itself.
        return INTERRUPTED


def _run(given: list[str]) -> int:
    """Go to the verb, say the version, or open the editor."""
    if given and given[0] in VERBS:
        # Who changes the installed runtime must not stand on it.
        _choose_runtime(bundled=given[0] == "runtime")
        if given[0] == "doctor" and "--report" in given:
            from app.report.command import main as run_report

            return run_report([other for other in given[1:] if other != "--report"])
        from engine.cli import main as run_command

        return run_command(given)
    if given[:1] == ["-I"]:
        from engine.runtime.as_python import answer, is_asked

        if is_asked(given, os.environ):
            return answer(given)
    options = _parser().parse_args(given)
    if options.version:
        _write(sys.stdout, f"Anneal {_version()}\n")
        return 0
    from app.display import display_problem

    if problem := display_problem(os.environ):
        _write(sys.stderr, f"anneal: {problem}.\n{WITHOUT_DISPLAY}\n")
        return USAGE_ERROR
    return _open_window(options.files, alone=options.new_window)


def _open_window(files: list[str], *, alone: bool) -> int:
    """Give the files to the window that is open, or open one; ``alone`` asks for one anyway."""
    # Imports make few cycles and many objects: passes over them would take a tenth of the start.
    # The editor calls the collector back once its window is up.
    gc.disable()
    try:
        from app.one_instance import NO_ANSWER, here

        instance = here(os.environ)
        if alone:
            instance.claim()
        elif instance.hand_over(files, os.environ):
            return 0
        if not instance.answered:
            _write(sys.stderr, f"anneal: {NO_ANSWER}\n")
        _choose_runtime()
        from app.start import run_editor

        try:
            return run_editor(files, instance)
        finally:
            instance.leave()
    finally:
        gc.enable()


def _choose_runtime(*, bundled: bool = False) -> None:
    """Put the packages that run the model on the path; nothing before needs them."""
    from engine.runtime.activate import activate

    activate(bundled=bundled)


def _write(stream: "TextIO | None", text: str) -> None:
    """Write where there is a stream: Python has none where the shell closed it."""
    if stream is not None:
        stream.write(text)


def _parser() -> "ArgumentParser":
    import argparse

    parser = argparse.ArgumentParser(
        prog="anneal",
        allow_abbrev=False,
        description="Open FILEs in the editor, or the welcome document where none is named. "
        "Where a window is open already, it takes them and comes to the front.",
        epilog="Without a window: anneal rewrite | bench | doctor | models | runtime | version; "
        "each knows --help. A file that is named like one of them opens as ./rewrite.",
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="Markdown or code")
    parser.add_argument(
        "--new-window", action="store_true", help="open another window beside one that is open"
    )
    parser.add_argument("--version", action="store_true", help="say which Anneal this is")
    return parser


def _version() -> str:
    # Reading the packages' metadata needs modules that no start should wait for.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("anneal")
    except PackageNotFoundError:
        return "(not installed)"


if __name__ == "__main__":
    sys.exit(main())
