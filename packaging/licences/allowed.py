"""The licences under which something may be part of Anneal, each with why; and who needs a word.

Anneal is Apache-2.0 and its packages carry what it needs, so a licence has to allow to pass the
work on as it is, beside a program under another licence, for any use.
"""

from typing import Final

ALLOWED: Final[dict[str, str]] = {
    "0BSD": "permissive, asks for nothing",
    "Apache-2.0": "permissive: the text and notices go along",
    "Apache-2.0 WITH LLVM-exception": "as Apache-2.0, and asks for less",
    "BSD-2-Clause": "permissive: the text goes along",
    "BSD-3-Clause": "permissive: the text goes along",
    "BSL-1.0": "permissive: the text goes along with source",
    "CC0-1.0": "as good as the public domain",
    "CNRI-Python": "permissive: the text goes along",
    "ISC": "permissive: the text goes along",
    "LGPL-3.0-only": "a library that stays replaceable: shared files, their place told in About",
    "MIT": "permissive: the text goes along",
    "MIT-CMU": "permissive: the text goes along",
    "MPL-2.0": "by file: unchanged here, and the source's place is told",
    "PSF-2.0": "permissive: the text goes along",
    "Unicode-3.0": "permissive: the text goes along",
    "Zlib": "permissive, asks for nothing in binaries",
}

# Libraries under the GPL alone, by the beginning of their Debian package's name: beside them
# Anneal could not stay under its own licence, so a bundle has to leave them out.
REFUSED_LIBRARIES: Final[dict[str, str]] = {
    "libreadline": "GPL-3.0-or-later: Python's module readline is not needed in a window",
    "libgdbm": "GPL-3.0-or-later: Python's module dbm.gnu is not needed",
}

# Packages of which a part goes along that another licence covers, by plain name, with why.
EXCEPTIONS: Final[dict[str, str]] = {
    "pyinstaller": (
        "GPL-2.0-or-later with the bootloader exception: what it builds may be passed on under "
        "any licence, and of itself only the bootloader goes along"
    ),
}
