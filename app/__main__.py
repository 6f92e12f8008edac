"""Where `anneal` begins: the command line's verbs go to the engine, all else opens the editor.

It must not import Qt before it is known that a window is wanted; ``app.start`` does the rest.
"""

import argparse
import gc
import os
import sys
from collections.abc import Mapping, Sequence

VERBS = ("rewrite", "bench", "doctor", "models")
NO_DISPLAY = (
    "anneal: there is no display to open a window on.\n"
    "Without one, `anneal rewrite FILE --lines A:B --instruction TEXT` edits on the command line;\n"
    "`anneal rewrite --help` says more."
)
USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run Anneal and return the exit code.

    Args:
        arguments: without the program's name; ``None`` takes the process's own.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in VERBS:
        from engine.cli import main as run_command

        return run_command(given)
    options = _parser().parse_args(given)
    files: list[str] = options.files
    if options.version:
        sys.stdout.write(f"Anneal {_version()}\n")
        return 0
    if _display_is_missing(os.environ):
        sys.stderr.write(f"{NO_DISPLAY}\n")
        return USAGE_ERROR
    # Imports make few cycles and many objects: passes over them would take a tenth of the start.
    # The editor calls the collector back once its window is up.
    gc.disable()
    try:
        from app.start import run_editor

        return run_editor(files)
    finally:
        gc.enable()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="anneal",
        description="Open FILEs in the editor, or the welcome document where none is named.",
        epilog="Without a window: anneal rewrite | bench | doctor | models; each knows --help. "
        "A file that is named like one of them opens as ./rewrite.",
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="Markdown or code")
    parser.add_argument("--version", action="store_true", help="say which Anneal this is")
    return parser


def _version() -> str:
    # Reading the packages' metadata needs modules that no start should wait for.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("anneal")
    except PackageNotFoundError:
        return "(not installed)"


def _display_is_missing(environment: Mapping[str, str]) -> bool:
    """Return whether Qt would find no screen; only Linux says so beforehand."""
    if not sys.platform.startswith("linux"):
        return False
    if environment.get("QT_QPA_PLATFORM", "xcb").split(":")[0] not in ("xcb", "wayland"):
        return False
    return not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
