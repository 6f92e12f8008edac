"""The menu of models in a running editor: what stands there, and where the model is."""

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.model_state import ModelPhase
from tests.app.whole.stage import Stage

OLD = "Some old words."
TEXT = f"# Title\n\n{OLD}\n"


def phase(stage: Stage) -> ModelPhase:
    return stage.program.queue.state.phase


def entries(stage: Stage) -> dict[str, QAction]:
    """Open the menu of models by its key and return what stands there, the submenus' too."""
    stage.program.window.model_menu.opening.emit()
    bar = stage.program.window.menuBar()
    menu = next(one.menu() for one in bar.actions() if one.text() == "&Model")
    assert isinstance(menu, QMenu)
    found = list(menu.actions())
    for entry in menu.actions():
        if isinstance(inner := entry.menu(), QMenu):
            found += inner.actions()
    return {entry.text().replace("&", ""): entry for entry in found}


def make_model(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    return folder
