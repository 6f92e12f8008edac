"""Debian's copyright file: who wrote what is in the package, and under which licence.

Made from the notices that the bundle carries in ``resources/licences/collected``. Texts that every
Debian system has are named instead of repeated.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from app.licences.installed import plain_name
from app.licences.notice import Kind, Notice, read_notices

FORMAT = "https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/"
PROGRAM = "usr/lib/anneal"
NOTICES = "_internal/resources/licences/collected"
_OWN = "Anneal"
# What is no Python package, and where it lies in the bundle.
_PLACES = {
    "Qt": ("_internal/PySide6/Qt/*",),
    "ICU": ("_internal/libicu*",),
    "Python": ("anneal", "_internal/libpython*", "_internal/base_library.zip", "_internal/python*"),
    "Starter model": ("_internal/resources/starter/*",),
    "pyinstaller": ("anneal",),
}
_TAKEN = re.compile(r"^Taken from Debian, unchanged: (.*)$")
_COMMON = Path("/usr/share/common-licenses")
_TO_THE_END = r".*?END OF TERMS AND CONDITIONS"
# Texts that lie in every Debian system, and their names there.
_KNOWN = tuple(
    (re.compile(rf"[^\n]*{begin}{_TO_THE_END}", re.DOTALL), name)
    for begin, name in (
        (r"Apache License\s+Version 2\.0, January 2004", "Apache-2.0"),
        (r"GNU GENERAL PUBLIC LICENSE\s+Version 3,", "GPL-3"),
        (r"GNU GENERAL PUBLIC LICENSE\s+Version 2,", "GPL-2"),
        (r"GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1,", "LGPL-2.1"),
    )
)
_HOLDER = re.compile(
    r"^\W*(?:Copyright|\(c\)|©)\s*(?:\(c\)|©|:)?\s*(?=.*[A-Za-z]{3})(.+)$",
    re.IGNORECASE | re.MULTILINE,
)
_APPENDIX = "[name of copyright owner]"


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the package that others wrote.

    Attributes:
        name: and version.
        files: patterns of Debian's kind.
        holders: of the copyright, a line each.
        licence: a short name or an expression.
        texts: of the licences, each once.
    """

    name: str
    files: tuple[str, ...]
    holders: tuple[str, ...]
    licence: str
    texts: tuple[str, ...]


def copyright_file(program: Path, year: int) -> str:
    """Return the file for a package that has ``program``, the bundle or what is left of it.

    Args:
        program: the folder.
        year: of this version.

    Raises:
        OSError: the bundle carries no notices.
    """
    stanzas = [
        _stanza(
            Format=FORMAT,
            **{"Upstream-Name": _OWN},
            Comment="Anneal brings its own Python, Qt and PyTorch. Qt and PySide6 lie as plain "
            "libraries in _internal and can be replaced.",
        ),
        _stanza(Files="*", Copyright=f"{year} The Anneal contributors", License="Apache-2.0"),
    ]
    stanzas += [_component(each) for each in components(program)]
    stanzas.append(_stanza(License="Apache-2.0\n" + reference("Apache-2.0")))
    return "\n".join(stanzas)


def components(program: Path) -> Iterator[Component]:
    """Return what others wrote and is in ``program``: by its notices, what lies there of it."""
    installed = {plain_name(each.name): each for each in distributions()}
    beside = {plain_name(each.name) for each in distributions(path=[str(program / "runtime")])}
    for notice in read_notices(program / NOTICES):
        if notice.name == _OWN or (notice.kind is Kind.MODEL and notice.name not in _PLACES):
            continue
        name = plain_name(notice.name)
        if notice.name in _PLACES:
            files = _PLACES[notice.name]
        elif notice.kind is not Kind.PACKAGE:
            files = _taken(notice, program)
        elif name in installed:
            files = _tops(installed[name], "runtime" if name in beside else "_internal")
        else:
            # A tool that only the environment of the bundle has.
            files = (f"_internal/{name.replace('-', '_')}*",)
        if files:
            yield _from_notice(notice, files)


def _tops(found: Distribution, folder: str) -> tuple[str, ...]:
    """Return what a Python package has at the top of the folder that it is put into."""
    parts = [file.parts for file in found.files or ()]
    tops = {f"{each[0]}/*" if len(each) > 1 else each[0] for each in parts if each[0] != ".."}
    return tuple(sorted(f"{folder}/{top}" for top in tops if not top.startswith("__pycache__")))


def _taken(notice: Notice, program: Path) -> tuple[str, ...]:
    """Return the libraries of a Debian package that are still there."""
    told = _TAKEN.match(notice.note)
    names = told[1].split(", ") if told else []
    return tuple(f"_internal/{name}" for name in names if (program / "_internal" / name).is_file())


def _from_notice(notice: Notice, files: Iterable[str]) -> Component:
    texts = tuple(dict.fromkeys(each.text for each in notice.texts))
    return Component(
        f"{notice.name} {notice.version}".strip(),
        tuple(f"{PROGRAM}/{path}" for path in files),
        holders(texts) or (f"The authors of {notice.name}",),
        notice.licence,
        tuple(dict.fromkeys(shortened(text) for text in texts)),
    )


def holders(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the lines that claim a copyright, each once."""
    lines = [match[1].strip(" *#/;\"'") for text in texts for match in _HOLDER.finditer(text)]
    told = [line for line in lines if _APPENDIX not in line and re.search(r"\d{4}", line)]
    return tuple(dict.fromkeys(told))


def shortened(text: str) -> str:
    """Return a licence's text, with where to find what of it every Debian system has."""
    for whole, name in _KNOWN:
        text = whole.sub(reference(name), text)
    return text.strip()


def reference(name: str) -> str:
    """Return where a Debian system has a licence."""
    return f"On Debian systems the text of this licence lies in {_COMMON / name}."


def _component(each: Component) -> str:
    licence = re.sub(r"[^\w.+() -]+", " ", each.licence).replace(" AND ", " and ")
    licence = licence.replace(" OR ", " or ").replace(" WITH ", " with ").strip()
    return _stanza(
        Files=" ".join(each.files),
        Copyright="\n".join(each.holders),
        License="\n".join((licence, *"\n\n".join(each.texts).splitlines())),
        Comment=each.name,
    )


def _stanza(**fields: str) -> str:
    return "".join(f"{key}: {_value(text)}\n" for key, text in fields.items())


def _value(text: str) -> str:
    """Return a value in the form of a field: its later lines indented, empty ones as a dot."""
    first, *later = text.splitlines() or [""]
    lines = [line.expandtabs().rstrip() or "." for line in later]
    return "\n".join((first, *(textwrap.indent(line, " ") for line in lines)))
