"""The block of ``name: value`` lines at the beginning of a Markdown file; knows no preset.

A small and strict part of what YAML allows, so that every file means one thing: a value is the
rest of its line. Lines that are not understood as such are refused; those with other names are
kept when the block is written again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

FENCE = "---"
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)[ \t]*:(?:[ \t]+(.*)|)")


class PresetError(ValueError):
    """A preset cannot be used; the message is worded for people."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A file in its two parts.

    Attributes:
        lines: of the block, without its fences; blank lines and comments (``#``) are kept.
        body: what follows the block, as it stands.
    """

    lines: tuple[str, ...]
    body: str

    def fields(self) -> dict[str, str]:
        """Return the values by their names in lower case, without quotes around them.

        Raises:
            PresetError: a line is no ``name: value``, or a name comes twice.
        """
        found: dict[str, str] = {}
        for number, line in enumerate(self.lines, start=2):
            if not line.strip() or line.startswith("#"):
                continue
            match = _FIELD.fullmatch(line.rstrip())
            if match is None:
                raise PresetError(f"line {number} should read “name: value”, not “{_cut(line)}”")
            name = match[1].lower()
            if name in found:
                raise PresetError(f"line {number} says “{name}” a second time")
            found[name] = _unquoted((match[2] or "").strip())
        return found

    def with_fields(self, values: Mapping[str, str]) -> "FrontMatter":
        """Return the block with these values; "" takes a field out, all else stays as it is."""
        left = dict(values)
        lines = []
        for line in self.lines:
            match = _FIELD.fullmatch(line.rstrip())
            name = "" if match is None else match[1].lower()
            if name not in values:
                lines.append(line)
            elif value := left.pop(name, ""):
                lines.append(f"{name}: {_quoted(value)}")
        lines += [f"{name}: {_quoted(value)}" for name, value in left.items() if value]
        return FrontMatter(tuple(lines), self.body)

    def text(self) -> str:
        """Return the whole file."""
        if not self.lines and not self.body.startswith(FENCE):
            return self.body
        return "\n".join((FENCE, *self.lines, FENCE, self.body))


def split_front_matter(text: str) -> FrontMatter:
    """Return the parts of a file with LF line ends; one that has no block is all body.

    Raises:
        PresetError: the block begins and does not end.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return FrontMatter((), text)
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return FrontMatter(tuple(lines[1:number]), "\n".join(lines[number + 1 :]))
    raise PresetError("the block that begins with --- in line 1 has no --- at its end")


def _unquoted(value: str) -> str:
    quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if quoted else value


def _quoted(value: str) -> str:
    """Return ``value`` so that ``_unquoted`` gives it back; it has no line end."""
    return f'"{value}"' if value != value.strip() or _unquoted(value) != value else value


def _cut(line: str) -> str:
    return line if len(line) <= 40 else f"{line[:39]}…"
