"""Checks the shared libraries, fonts and tools that Qt and the tests need of the system.

What is missing is installed through apt where that is allowed; else the one command is printed.
Knows nothing of the program: it looks at the installed PySide6 alone and never imports Qt.

Usage: system_libraries.py [--dev]
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PLUGINS = (
    "platforms/libqxcb.so",
    "platforms/libqoffscreen.so",
    "xcbglintegrations/libqxcb-egl-integration.so",
    "xcbglintegrations/libqxcb-glx-integration.so",
    "platforminputcontexts/libcomposeplatforminputcontextplugin.so",
)
WAYLAND_PLUGIN = "platforms/libqwayland.so"
LIBRARIES = ("libQt6Widgets.so.6", "libQt6Svg.so.6", "libQt6DBus.so.6", "libQt6Network.so.6")

# Library file -> Debian and Ubuntu package; what is not listed follows Debian's naming rule.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLdispatch.so.0": "libglvnd0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libkrb5.so.3": "libkrb5-3",
    "libk5crypto.so.3": "libk5crypto3",
    "libcom_err.so.2": "libcom-err2",
    "libbrotlidec.so.1": "libbrotli1",
    "libbrotlicommon.so.1": "libbrotli1",
    "libgcc_s.so.1": "libgcc-s1",
}

FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)
TOOLS = {"Xvfb": "xvfb", "xdotool": "xdotool", "strace": "strace"}


def qt_folder() -> Path:
    """Return the folder of the Qt that PySide6 brings along.

    Raises:
        SystemExit: PySide6 is not installed.
    """
    spec = importlib.util.find_spec("PySide6")
    if spec is None or spec.origin is None:
        raise SystemExit("anneal: PySide6 is not installed in this environment")
    return Path(spec.origin).parent / "Qt"


def package_of(library: str) -> str:
    """Return the package that holds a library: ``libxcb-cursor.so.0`` -> ``libxcb-cursor0``."""
    if library in PACKAGES:
        return PACKAGES[library]
    name, _, version = library.partition(".so.")
    dash = "-" if name[-1].isdigit() else ""
    return f"{name.lower()}{dash}{version.split('.')[0]}"


def missing_libraries(qt: Path) -> list[str]:
    """Return the libraries that Qt's window plugins need and the system lacks, sorted."""
    plugins = PLUGINS + ((WAYLAND_PLUGIN,) if "WAYLAND_DISPLAY" in os.environ else ())
    files = [qt / "plugins" / name for name in plugins] + [qt / "lib" / name for name in LIBRARIES]
    present = [str(file) for file in files if file.exists()]
    listing = subprocess.run(["ldd", *present], capture_output=True, text=True, check=False).stdout
    return sorted(set(re.findall(r"^\s*(\S+) => not found", listing, flags=re.MULTILINE)))


def has_font() -> bool:
    """Return whether any scalable font is installed."""
    return any(
        next(folder.rglob(pattern), None) is not None
        for folder in FONT_FOLDERS
        for pattern in ("*.ttf", "*.otf", "*.ttc")
    )


def install(packages: list[str]) -> None:
    """Install packages, or print the command that does."""
    script = Path(__file__).with_name("apt_install.sh")
    subprocess.run(["sh", str(script), *packages], check=False)


def main(arguments: list[str]) -> int:
    """Check, install and check again; return 1 where the window could not open."""
    qt = qt_folder()
    wanted = {package_of(library) for library in missing_libraries(qt)}
    if not has_font():
        wanted.add("fonts-dejavu-core")
    if "--dev" in arguments:
        wanted |= {package for tool, package in TOOLS.items() if shutil.which(tool) is None}
    if wanted:
        install(sorted(wanted))
    still = missing_libraries(qt) if wanted else []
    if still:
        sys.stderr.write(f"anneal: Qt lacks {', '.join(still)}\n")
    return 1 if still else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
