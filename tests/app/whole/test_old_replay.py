"""A run whose text is in no document any more is replayed in the drawer alone."""

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from engine.recording import Recording
from tests.app.recordings import SHORT
from tests.app.whole.stage import Stage, focused

TEXT = "# Title\n\nSome text.\n"


def test_an_old_run_is_shown_in_the_drawer_alone(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    assert stage.program.replay.show(SHORT)
    drawer = stage.program.window.replay
    assert drawer.isVisible()
    assert drawer.text.isVisible()
    assert drawer.text.toPlainText() == "The dog now"
    stage.press("Home")
    assert drawer.text.toPlainText() == "A cat now"
    assert stage.text == TEXT
    assert not drawer.actions_row.button("take").isEnabled()
    stage.press("Return")
    assert drawer.isVisible()
    stage.press("Esc")
    assert not drawer.isVisible()
    assert focused() is stage.text_edit()
    assert not stage.program.replay.show(Recording(SHORT.request, (), None))


def test_hovering_names_token_entropy_state_and_step(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.program.replay.show(SHORT)
    QApplication.processEvents()
    heat = stage.program.window.replay.heat
    words = heat.words_at(heat.cell_rect(1, 1).center().toPoint())
    assert words == "“dog ” · corrected in this step\nEntropy 1.50 nats\nPosition 2, step 2"
    assert heat.words_at(QPoint(1, 1)) == ""
