"""The pictures of models: the set-up at the first start, and the page Models with a few on it.

The models on it are the starter and what this script makes: a tiny one with random weights, and
4 bits of it. Their names say so.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from PySide6.QtCore import QSize
from tour_stage import Tour

from engine.own_command import own_command
from tests.tiny_checkpoint import make_checkpoint

TINY = "tiny-random-weights"
SIZE = QSize(900, 1010)


def set_up(tour: Tour) -> None:
    """What a person sees first."""
    parts = tour.program.models
    parts.set_up.offer(tour.program.workspace)
    tour.program.window.painted.emit()  # as at a first start
    parts.set_up.note_model()
    tour.wait(lambda: parts.desk.machine.machine is not None, "what this machine is")
    tour.settle()
    tour.shoot("set-up", named="set-up")
    tour.press("Esc")


def models(tour: Tour) -> None:
    """The page Models."""
    # Its name is in the picture: one that says nothing of this machine.
    folder = Path(tempfile.gettempdir()) / "anneal-tour" / "models"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make_checkpoint(folder / TINY)
    four_bit = ("models", "quantize", str(folder / TINY), str(folder / f"{TINY}-4bit"))
    subprocess.run([*own_command(), *four_bit], check=True, stdout=subprocess.DEVNULL)
    before = os.environ.get("ANNEAL_CHECKPOINTS")
    os.environ["ANNEAL_CHECKPOINTS"] = str(folder)
    try:
        _shoot_models(tour, folder)
    finally:
        shutil.rmtree(folder.parent)
        if before is None:
            del os.environ["ANNEAL_CHECKPOINTS"]
        else:
            os.environ["ANNEAL_CHECKPOINTS"] = before


def _shoot_models(tour: Tour, folder: Path) -> None:
    parts = tour.program.models
    tour.press("Ctrl+Shift+M")
    window = parts.view.window
    if window is None:
        raise LookupError("the Models window did not open")
    window.resize(SIZE)
    desk = parts.desk
    tour.wait(lambda: desk.machine.machine is not None and not desk.machine.asking, "the machine")
    tour.wait(lambda: len(desk.stored.models or ()) > len(list(folder.iterdir())), "the models")
    tour.wait(lambda: desk.stored.figures is not None, "the size of the 26B model")
    tour.settle()
    tour.shoot("models", window, named="models-light")
    window.close()
