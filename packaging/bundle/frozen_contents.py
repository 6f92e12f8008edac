"""What the frozen part of the bundle holds and what not: names and rules alone; runs nothing.

Frozen are the program, Qt, what the window needs, and the whole standard library: torch and
transformers lie beside it in a plain folder that nobody has analysed, and may import any of it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

FROZEN: Final = (
    "markdown-it-py",
    "mdit-py-plugins",
    "mdurl",
    "pillow",
    "platformdirs",
    "pygments",
    "pyside6-essentials",
    "shiboken6",
)
"""Distributions that are frozen; whatever else is locked lies in the plain folder."""

PACKAGES: Final = ("app", "engine", "pygments", "markdown_it", "mdit_py_plugins", "platformdirs")
"""Import packages that are frozen with every module: some are imported by computed names."""

QT_MODULES: Final = ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtSvg")

OPEN: Final = ("PySide6", "shiboken6")
"""Import packages that lie as plain files even where they are Python: the LGPL wants them to be
replaced by who likes to."""

# Tests, other programs, and what needs Tk. `readline` links to a library under the GPL 3, and
# `nis`, `crypt`, `ossaudiodev` and `spwd` to libraries that few systems have; all five are only
# ever imported where they are there.
_NOT_OF_THE_LIBRARY: Final = frozenset(
    (
        "__hello__",
        "__phello__",
        "_crypt",
        "_tkinter",
        "_xxsubinterpreters",
        "_xxtestfuzz",
        "antigravity",
        "crypt",
        "ensurepip",
        "idlelib",
        "lib2to3",
        "nis",
        "ossaudiodev",
        "readline",
        "spwd",
        "test",
        "this",
        "tkinter",
        "turtle",
        "turtledemo",
        "xxlimited",
        "xxlimited_35",
    )
)
_TESTS: Final = ("test", "tests", "idle_test")
_EXTENSION: Final = re.compile(r"(\w+)(\.[\w-]+)*\.(so|pyd)")

UNWANTED: Final = (
    *sorted(_NOT_OF_THE_LIBRARY),
    *("altgraph", "packaging", "pip", "pkg_resources", "PyInstaller", "setuptools"),
    *(
        "PySide6.QtDBus",
        "PIL.ImageQt",
        "PIL.ImageTk",
        "PIL._avif",
        "PIL._imagingtk",
        "numpy",
        "olefile",
        "defusedxml",
    ),
)
"""Modules that the analysis may not take, though something imports them if they are there."""

# Plugins by the stem of their file, on every system.
_PLUGINS: Final = {
    "platforms": ("xcb", "wayland", "offscreen", "windows", "cocoa"),
    "platforminputcontexts": ("composeplatforminputcontext", "ibusplatforminputcontext"),
    "platformthemes": ("xdgdesktopportal",),
    "styles": ("modernwindowsstyle", "macstyle"),
    "iconengines": ("svgicon",),
    "imageformats": ("gif", "ico", "jpeg", "svg", "webp"),
    "xcbglintegrations": ("xcb-egl-integration", "xcb-glx-integration"),
    "wayland-decoration-client": ("adwaita", "bradient"),
    "wayland-graphics-integration-client": ("qt-plugin-wayland-egl",),
    "wayland-shell-integration": ("xdg-shell",),
}
# Of the Linux libraries of Qt; the others come with modules and plugins that are not taken.
_QT_LIBRARIES: Final = frozenset(
    (
        "Core",
        "DBus",
        "Gui",
        "Network",
        "OpenGL",
        "Svg",
        "WaylandClient",
        "Widgets",
        "WlShellIntegration",
        "XcbQpa",
    )
)
# A part of the system below the window. Its drivers load newer ones of these into the process:
# an older one from the bundle would break them. Every desktop has them, and every package of
# ours names them.
_OF_THE_SYSTEM: Final = re.compile(
    r"lib(stdc\+\+|gcc_s|z|expat|fontconfig|freetype|png16|brotli\w+|X11|X11-xcb|Xau|Xdmcp|Xext|xcb"
    r"|xcb-dri\d|dbus-1|systemd|drm|gbm|GL|GLX|EGL|GLdispatch|OpenGL|wayland-(client|cursor|egl|server))\.so\..*"
)
_PLUGIN_NAME: Final = re.compile(r"(?:lib)?(?:q(?!t-))?(.+?)(?:plugin)?\.(?:so|dll|dylib)")
_QT_LIBRARY_NAME: Final = re.compile(r"libQt6(\w+)\.so\.6")


def library_modules(folder: Path) -> Iterator[str]:
    """Name every module of the standard library below ``folder`` that is frozen."""
    for path in sorted(folder.iterdir()):
        yield from _modules(path, "")
    dynamic = folder / "lib-dynload"
    for path in sorted(dynamic.iterdir()) if dynamic.is_dir() else ():
        named = _EXTENSION.fullmatch(path.name)
        if named and _is_library_module(named[1]):
            yield named[1]


def _modules(path: Path, package: str) -> Iterator[str]:
    """Name the module that ``path`` is, and all below it."""
    name = package + path.stem
    if not path.stem.isidentifier() or not _is_library_module(name):
        return
    if path.suffix == ".py" and path.stem != "__init__":
        yield name
    elif (path / "__init__.py").is_file():
        yield name
        for below in sorted(path.iterdir()):
            yield from _modules(below, f"{name}.")


def _is_library_module(name: str) -> bool:
    first, *others = name.split(".")
    if first in _NOT_OF_THE_LIBRARY or first.startswith(("_test", "_ctypes_test")):
        return False
    return not any(part in _TESTS for part in others)


def keeps(destination: str) -> bool:
    """Tell whether a file that the analysis found goes into the bundle.

    Args:
        destination: its path in the bundle.
    """
    path = PurePosixPath(destination.replace("\\", "/"))
    if _OF_THE_SYSTEM.fullmatch(path.name):
        return False
    if "plugins" in path.parts and "PySide6" in path.parts:
        named = _PLUGIN_NAME.fullmatch(path.name)
        return named is not None and named[1] in _PLUGINS.get(path.parent.name, ())
    if path.parts[0] == "PySide6" and ({"qml", "translations", "scripts"} & set(path.parts)):
        return False
    if library := _QT_LIBRARY_NAME.fullmatch(path.name):
        return library[1] in _QT_LIBRARIES
    return True


def needed_libraries(
    files: Iterable[str],
    linked_by: Callable[[str], Iterable[str]],
    is_library: Callable[[str], bool],
) -> set[str]:
    """Return the files without the shared libraries that none of the others leads to.

    What a plugin that is left out has brought along is left out with it.

    Args:
        files: paths in the bundle.
        linked_by: the names of the libraries that a file is linked to.
        is_library: whether a file is there only because others are linked to it.
    """
    named: dict[str, list[str]] = {}
    for file in files:
        named.setdefault(PurePosixPath(file).name, []).append(file)
    waiting = [file for same in named.values() for file in same if not is_library(file)]
    found = set(waiting)
    while waiting:
        for library in linked_by(waiting.pop()):
            new = [file for file in named.get(library, ()) if file not in found]
            found.update(new)
            waiting += new
    return found


def is_library(destination: str) -> bool:
    """Tell whether a file is there only because others are linked to it.

    Modules and plugins are not, nor is Python's own library, which the launcher opens.
    """
    path = PurePosixPath(destination.replace("\\", "/"))
    beside = len(path.parts) == 1 or path.parent.name in ("lib", "pillow.libs")
    if path.name.startswith("libpython"):
        return False
    return beside and re.search(r"\.so(\.|$)", path.name) is not None


def needs_source(source: str) -> bool:
    """Tell whether a module goes along as source too: Triton compiles kernels from their text."""
    return re.search(r"^\s*(import triton|from triton)", source, re.MULTILINE) is not None
