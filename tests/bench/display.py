"""A screen for the benchmarks: a virtual X server of its own, or Qt's offscreen platform."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def screen(size: str = "1600x1000x24") -> Iterator[dict[str, str]]:
    """Yield the environment in which a window opens on a screen that nobody else uses."""
    environment = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
    if shutil.which("Xvfb") is None:
        yield environment | {"QT_QPA_PLATFORM": "offscreen"}
        return
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=(writer,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as numbers:
            number = numbers.readline().strip()
        yield environment | {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait()


def fall_back_to_offscreen() -> None:
    """Let Qt paint into memory where there is no screen: a benchmark that was started alone."""
    if "DISPLAY" not in os.environ:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
