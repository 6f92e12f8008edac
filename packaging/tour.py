"""Takes the tour's pictures of the real window: one function a feature, each driving it by keys.

The starter model runs for real; the pictures are of its drafts. Qt paints into memory, so no
screen is needed. A feature that the program does not have is left out.

Usage: tour.py [--folder FOLDER] [NAME...]    (docs/ where none is named)
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication
from tour_models import models, set_up
from tour_stage import BEHIND_GAP, LIST, LONG_WINDED, Tour

from app.compose import compose
from app.dialogs.help_window import HelpWindow
from app.engine_thread import EngineThread
from app.recovery import RecoveryStore
from app.settings import Settings
from app.settings_store import SettingsStore
from engine.events import TokenState
from engine.paths import starter_folder

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1240, 800)


def refining(tour: Tour) -> None:
    """A draft half settled, in the text and on the page."""
    tour.ask(LIST, "bullet")
    run = tour.program.workspace.current.run

    def half() -> bool:
        states = [] if run.step is None else [token.state for token in run.step.tokens]
        return bool(states) and 0.4 < states.count(TokenState.ACCEPTED) / len(states) < 0.9

    tour.wait(half, "a draft half settled")
    tour.shoot("refining")


def strength(tour: Tour) -> None:
    """The instruction bar, with less strength than usual."""
    tour.select(LONG_WINDED)
    tour.press("Ctrl+K")
    tour.type("tighten")
    tour.press("Alt+Left", "Alt+Left", "Alt+Left")
    tour.settle()
    tour.shoot("strength")
    tour.press("Esc")


def brush(tour: Tour) -> None:
    """Words kept, light and free."""
    tour.select(LONG_WINDED)
    tour.press("Ctrl+Shift+B")
    tour.press("Right", "Right", "Right", "Shift+Right", "1")
    tour.press("Right", "Right", "Shift+Right", "2")
    tour.settle()
    tour.shoot("brush")
    tour.press("Esc")


def fill(tour: Tour) -> None:
    """What is missing between two words, written at the caret."""
    tour.select(BEHIND_GAP)
    tour.press("Left", "Ctrl+J")
    tour.wait_for_review()
    tour.shoot("fill")


def history(tour: Tour) -> None:
    """The runs so far, and the last one of them."""
    tour.ask(LIST, "bullet")
    tour.wait_for_review()
    tour.program.run_view.reject()
    tour.settle()
    tour.press("Ctrl+Shift+H")
    tour.settle()
    tour.press("Down")
    tour.settle()
    tour.shoot("history")
    tour.press("Esc")
    if tour.program.window.commands.history.isChecked():
        tour.program.window.commands.history.trigger()


def variants(tour: Tour) -> None:
    """Three drafts of one run, side by side."""
    tour.select(LONG_WINDED)
    tour.press("Ctrl+K")
    tour.type("tighten")
    tour.press("Alt+V", "Alt+V", "Return")
    tour.wait_for_review()
    tour.press("Ctrl+\\")
    tour.settle()
    tour.shoot("variants")
    tour.press("Ctrl+\\")


def compare(tour: Tour) -> None:
    """The draft woven into the original, one change left out."""
    tour.ask(LONG_WINDED, "tighten")
    tour.wait_for_review()
    tour.press("Ctrl+D", "Alt+Down", "Alt+Left")
    tour.settle()
    tour.shoot("compare")


def replay(tour: Tour) -> None:
    """A step of the run, with the heat map."""
    tour.ask(LIST, "bullet")
    tour.wait_for_review()
    tour.press("Ctrl+Shift+R", "Home", "Right", "Right")
    tour.settle()
    tour.shoot("replay")
    tour.press("Esc")


def palette(tour: Tour) -> None:
    """Every command and preset by name."""
    tour.select(LIST)
    tour.press("Ctrl+Shift+P")
    tour.type("re")
    tour.settle()
    tour.shoot("palette")
    tour.press("Esc")


def help_page(tour: Tour) -> None:
    """What the marks mean."""
    tour.program.window.commands.marks.trigger()
    tour.settle()
    window = tour.program.window.findChild(HelpWindow)
    if window is None:
        raise LookupError("the help did not open")
    tour.shoot("help", window)
    window.close()


SCENES: dict[str, tuple[str, str, Callable[[Tour], None]]] = {
    "refining": ("rewrite", "light", refining),
    "strength": ("rewrite", "light", strength),
    "brush": ("brush", "light", brush),
    "compare": ("take_change", "light", compare),
    "replay": ("replay", "dark", replay),
    "variants": ("beside", "dark", variants),
    "fill": ("fill", "light", fill),
    "history": ("history", "dark", history),
    "palette": ("command_palette", "light", palette),
    "help": ("help", "light", help_page),
    "set-up": ("models", "light", set_up),
    "models": ("models", "light", models),
}
"""The pictures by name: the command that the feature needs, the theme, what is done."""


def main() -> int:
    """Take the pictures; return 1 where one of them failed."""
    parser = argparse.ArgumentParser(description="Take the pictures of the tour")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SCENES)}")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs", metavar="FOLDER")
    arguments = parser.parse_args()
    arguments.folder.mkdir(exist_ok=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication([])
    engine = EngineThread()
    failed = False
    with tempfile.TemporaryDirectory() as home:
        store = SettingsStore(Settings(theme="light"), Path(home) / "settings.json")
        recovery = RecoveryStore(Path(home) / "recovery")
        runs = Path(home) / "history"
        program = compose(application, engine, store, recovery, history_folder=runs)
        program.desk.new()
        program.window.resize(*SIZE)
        program.window.show()
        engine.start()
        program.queue.load(starter_folder())
        tour = Tour(program, arguments.folder, Path(home))
        ready: list[object] = []
        program.queue.model_ready.connect(ready.append)
        tour.wait(lambda: bool(ready), "the model")
        for name in arguments.names or SCENES:
            needed, theme, scene = SCENES[name]
            if not hasattr(program.window.commands, needed):
                continue
            tour.open(theme)
            try:
                scene(tour)
            except (LookupError, TimeoutError) as error:
                sys.stderr.write(f"{name}: {error}\n")
                failed = True
            tour.end()
        engine.stop()
        program.keeper.close()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
