"""Where the frozen program begins: what its launcher left behind is put right, then `anneal`.

It imports next to nothing: a person waits for the window.
"""

import os
import sys


def own_libraries_only() -> None:
    """Give children the system's search path for libraries, not this bundle's.

    The launcher sets it for this process, which has read it; a browser or a compiler that is
    started from here must find the system's libraries.
    """
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        before = os.environ.pop(f"{name}_ORIG", None)
        if before is not None:
            os.environ[name] = before
        elif getattr(sys, "frozen", False):
            os.environ.pop(name, None)


def is_helper(arguments: list[str]) -> bool:
    """Tell whether `multiprocessing` has started this process as one of its own."""
    if "--multiprocessing-fork" in arguments[:1]:
        return True
    code = arguments[arguments.index("-c") + 1 :][:1] if "-c" in arguments else []
    return any(line.startswith("from multiprocessing.") for line in code)


def start() -> int:
    """Do what the command line says and return the exit code."""
    own_libraries_only()
    if is_helper(sys.argv[1:]):
        from frozen_helper import run_helper

        return run_helper(sys.argv)
    if times := os.environ.get("ANNEAL_TIMES"):
        from frozen_times import keep_times

        keep_times(times)
    from app.__main__ import main

    return main()


if __name__ == "__main__":
    sys.exit(start())
