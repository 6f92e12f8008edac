"""The model in the line at the foot: its drawing turns while a model is loaded."""

from pytestqt.qtbot import QtBot

from app.model_state import ModelPhase, ModelState
from app.panels.model_item import ModelItem
from app.theme import load_theme

LOADING = ModelState(ModelPhase.LOADING, "starter", stage="libraries")


def loading_item(qtbot: QtBot, *, reduced: bool) -> ModelItem:
    item = ModelItem()
    qtbot.addWidget(item)
    item.set_theme(load_theme("light"))
    item.set_reduced_motion(reduced)
    item.show_state(LOADING)
    item.resize(item.sizeHint())
    item.show()
    return item


def test_while_a_model_is_loaded_its_drawing_turns(qtbot: QtBot) -> None:
    item = loading_item(qtbot, reduced=False)
    assert item.turning
    before = item.grab().toImage()
    qtbot.waitUntil(lambda: item.grab().toImage() != before)
    item.show_state(ModelState(ModelPhase.READY, "starter"))
    assert not item.turning


def test_with_reduced_motion_it_stands_and_the_words_tell(qtbot: QtBot) -> None:
    item = loading_item(qtbot, reduced=True)
    assert not item.turning
    assert item.text().strip() == "Loading the libraries…"
    item.set_reduced_motion(False)
    assert item.turning
    item.set_reduced_motion(True)
    assert not item.turning


def test_turning_asks_for_no_other_room(qtbot: QtBot) -> None:
    item = loading_item(qtbot, reduced=False)
    asked = item.sizeHint()
    before = item.grab().toImage()
    qtbot.waitUntil(lambda: item.grab().toImage() != before)
    assert item.sizeHint() == asked
