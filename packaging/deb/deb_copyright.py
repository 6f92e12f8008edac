"""Debian's copyright file: who wrote what is in the package, and under which licence.

Collected from what the Python packages in the bundle say of themselves and the licence texts that
they bring. Texts that every Debian system has are named instead of repeated.
"""

import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.utils import canonicalize_name

FORMAT = "https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/"
PROGRAM = "usr/lib/anneal"
# Frozen into the program or lying beside it in _internal: their own notes are not in the bundle.
FROZEN = (
    "markdown-it-py",
    "mdit-py-plugins",
    "mdurl",
    "pillow",
    "platformdirs",
    "pygments",
    "pyside6-essentials",
    "shiboken6",
)
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


def copyright_file(bundle: Path) -> str:
    """Return the file for the package that is made from ``bundle``."""
    stanzas = [
        _stanza(
            Format=FORMAT,
            **{"Upstream-Name": "Anneal"},
            Comment="Anneal brings its own Python, Qt and PyTorch. Qt and PySide6 lie as plain "
            "libraries in _internal/PySide6 and can be replaced.",
        ),
        _stanza(Files="*", Copyright="The Anneal contributors", License="Apache-2.0"),
    ]
    stanzas += [_component(each) for each in components(bundle)]
    stanzas.append(_stanza(License="Apache-2.0\n" + reference("Apache-2.0")))
    return "\n".join(stanzas)


def components(bundle: Path) -> Iterator[Component]:
    """Return what others wrote: the interpreter, what is frozen and what lies in ``runtime``."""
    yield _interpreter()
    for found in _sorted(distributions()):
        if canonicalize_name(found.name) in FROZEN:
            yield component(found, f"{PROGRAM}/_internal")
    for found in _sorted(distributions(path=[str(bundle / "runtime")])):
        yield component(found, f"{PROGRAM}/runtime")


def component(found: Distribution, folder: str) -> Component:
    """Return what a Python package says of itself; ``folder`` is where the package has it."""
    tops = {
        f"{file.parts[0]}/*" if len(file.parts) > 1 else file.parts[0]
        for file in found.files or ()
        if file.parts[0] not in ("..", "__pycache__")
    }
    patterns = sorted(f"{folder}/{top}" for top in tops)
    texts = tuple(dict.fromkeys(_texts(found)))
    return Component(
        f"{found.name} {found.version}",
        tuple(patterns),
        holders(texts) or (_author(found),),
        _licence(found),
        tuple(dict.fromkeys(shortened(text) for text in texts)) or _named(_licence(found)),
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


def _sorted(found: Iterable[Distribution]) -> list[Distribution]:
    return sorted(found, key=lambda each: canonicalize_name(each.name))


def _named(licence: str) -> tuple[str, ...]:
    """Return where the texts of licences lie that a package names and does not bring."""
    asked = re.findall(r"\b(?:L?GPL-\d|Apache-2\.0)", licence)
    return tuple(reference(name) for name in dict.fromkeys(asked))


def _texts(found: Distribution) -> Iterator[str]:
    for file in found.files or ():
        in_info = ".dist-info" in file.parts[0]
        if in_info and re.search(r"licen[cs]e|copying|notice|authors", file.name, re.IGNORECASE):
            path = Path(str(found.locate_file(file)))
            if path.is_file():
                yield path.read_text(encoding="utf-8", errors="replace")


def _licence(found: Distribution) -> str:
    said = _said(found, "License-Expression") or _said(found, "License")
    if said:
        return said
    classifiers = found.metadata.get_all("Classifier") or ()
    named = [line.split(" :: ")[-1] for line in classifiers if line.startswith("License :: ")]
    return " AND ".join(named) or "see-below"


def _author(found: Distribution) -> str:
    keys = ("Author", "Maintainer", "Author-email", "Maintainer-email")
    told = (_said(found, key) for key in keys)
    return next((said for said in told if said), f"The authors of {found.name}")


def _said(found: Distribution, key: str) -> str:
    """Return the first line that the metadata has for a key, an empty text where it has none."""
    values = found.metadata.get_all(key) or ()
    return next((line for value in values for line in str(value).splitlines()), "")


def _interpreter() -> Component:
    """Return Python itself, as it says of itself."""
    text = "\n\n".join((sys.copyright, "Licensed under the PSF License Agreement, version 2."))
    return Component(
        f"Python {sys.version.split()[0]}",
        (f"{PROGRAM}/anneal", f"{PROGRAM}/_internal/*"),
        tuple(line for line in sys.copyright.splitlines() if line.startswith("Copyright")),
        "PSF-2.0",
        (text,),
    )


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
    first, *later = text.splitlines()
    lines = [line.expandtabs().rstrip() or "." for line in later]
    return "\n".join((first, *(textwrap.indent(line, " ") for line in lines)))
