"""The texts that depend on where Anneal is installed: desktop entry and launcher; touches no file.

Knows no Qt and nothing of the program.
"""

import re
import shlex
from pathlib import PurePath

# What the Desktop Entry Specification lets stand in an argument without quotes.
_PLAIN = re.compile(r"[\w@%+=:,./-]+", flags=re.ASCII)
_ESCAPED_IN_QUOTES = re.compile(r'(["`$\\])')


def exec_argument(path: PurePath) -> str:
    """Return a path as an argument of ``Exec``: quoted where it must be, escaped as a value."""
    text = str(path).replace("%", "%%")
    if not _PLAIN.fullmatch(text):
        text = f'"{_ESCAPED_IN_QUOTES.sub(_with_backslash, text)}"'
    return value(text)


def value(text: str) -> str:
    """Return a text as the value of a key: backslashes begin escapes there."""
    return text.replace("\\", "\\\\")


def entry_for(template: str, launcher: PurePath) -> str:
    """Return the desktop entry ``template`` with its command replaced by the launcher's path.

    A desktop does not look for programs where a person's shell does, so the path is whole.

    Raises:
        ValueError: the template starts another command than ``anneal``.
    """
    lines = template.splitlines()
    for key, there, here in (
        ("Exec", "anneal %F", f"{exec_argument(launcher)} %F"),
        ("TryExec", "anneal", value(str(launcher))),
    ):
        lines[lines.index(f"{key}={there}")] = f"{key}={here}"
    return "\n".join(lines) + "\n"


def launcher_of(program: PurePath) -> str:
    """Return a shell script that becomes ``program``, with the arguments that it was given."""
    return f'#!/bin/sh\nexec {shlex.quote(str(program))} "$@"\n'


def _with_backslash(found: "re.Match[str]") -> str:
    return f"\\{found[1]}"
