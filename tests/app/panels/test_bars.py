"""Run strip, find bar, status bar and tabs: what goes in, what comes out."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.model_state import ModelPhase, ModelState, memory_text
from app.panels.find_bar import FindBar
from app.panels.run_strip import RunStrip
from app.panels.status_bar import StatusBar
from app.panels.tab_bar import EditMark, TabBar
from app.theme import load_theme
from engine.events import DenoiseStep, TokenState, TokenView
from engine.model_info import ModelInfo
from tests.app.hands import click, press_key

INFO = ModelInfo(
    name="Starter",
    folder=Path("starter"),
    parameters=8_100_000,
    weight_bytes=16_200_000,
    canvas_length=64,
    context_length=512,
    device="cpu",
    device_name="A processor",
    dtype="bfloat16",
    taught_only=True,
)


class Painted(QObject):
    """Counts the paints of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.times = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, and let it happen."""
        del watched
        self.times += event.type() is QEvent.Type.Paint
        return False


def _step(canvas: int = 0) -> DenoiseStep:
    states = [TokenState.ACCEPTED, TokenState.FREE, TokenState.PINNED, TokenState.ACCEPTED]
    tokens = tuple(TokenView(i, i + 1, 0.1, state) for i, state in enumerate(states))
    return DenoiseStep(1, canvas, 7, 48, 0.6, "abcd", tokens, 1.5)


def test_the_strip_tells_step_cap_and_speed(qtbot: QtBot) -> None:
    strip = RunStrip()
    qtbot.addWidget(strip)
    strip.show_step(_step())
    assert "Step 7 of at most 48" in strip.text()
    assert "2.0 tokens/s" in strip.text()  # three of four are settled after 1.5 s
    assert "anvas" not in strip.text()
    strip.show_step(_step(canvas=1))
    assert "Canvas 2, step 7 of at most 48" in strip.text()


def test_the_strip_counts_corrections_once_there_are_any(qtbot: QtBot) -> None:
    strip = RunStrip()
    qtbot.addWidget(strip)
    for count, words in ((0, ""), (1, "1 correction"), (2, "2 corrections")):
        strip.show_step(replace(_step(), corrections=count))
        assert strip.text().endswith(words or "tokens/s")


def test_the_strip_tells_the_piece_of_a_long_span_and_its_progress_over_all(qtbot: QtBot) -> None:
    strip = RunStrip()
    qtbot.addWidget(strip)
    strip.show_step(replace(_step(2), piece=2, pieces=5))
    assert strip.text().startswith("Piece 3 of 5, step ")
    bar = strip.findChild(QProgressBar)
    assert bar is not None
    step = _step()
    assert bar.maximum() == 5 * step.step_cap
    assert bar.value() == 2 * step.step_cap + step.step


def test_a_step_waits_for_the_next_paint_and_then_shows_its_progress(qtbot: QtBot) -> None:
    strip = RunStrip()
    qtbot.addWidget(strip)
    with qtbot.waitExposed(strip):
        strip.show()
    strip.show_step(_step())
    bar = strip.findChild(QProgressBar)
    assert bar is not None
    painted = Painted(bar)
    qtbot.waitUntil(lambda: painted.times > 0)
    before = painted.times
    strip.show_step(replace(_step(), step=40))
    assert painted.times == before  # it paints the window at no other time than all the rest
    qtbot.waitUntil(lambda: painted.times > before)
    assert bar.value() == 40


def test_the_strip_says_what_it_waits_for_and_stops_by_click(qtbot: QtBot) -> None:
    strip = RunStrip()
    qtbot.addWidget(strip)
    strip.show_waiting("Loading the model…")
    assert "Loading the model…" in strip.text()
    button = strip.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    assert button.text().split() == ["Stop", "Esc"]  # as in the bar of a review
    with qtbot.waitSignal(strip.stop_clicked):
        click(button)


def _query(bar: FindBar) -> QLineEdit:
    line = bar.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    return line


def test_find_asks_forwards_backwards_and_closes(qtbot: QtBot) -> None:
    bar = FindBar()
    qtbot.addWidget(bar)
    bar.open_bar("word")
    assert _query(bar).selectedText() == "word"
    with qtbot.waitSignal(bar.find_asked) as asked:
        press_key(_query(bar), Qt.Key.Key_Return)
    assert asked.args == ["word", False, False]
    with qtbot.waitSignal(bar.find_asked) as asked:
        press_key(_query(bar), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert asked.args == ["word", True, False]
    with qtbot.waitSignal(bar.closed):
        press_key(_query(bar), Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_find_says_where_it_stands(qtbot: QtBot) -> None:
    bar = FindBar()
    qtbot.addWidget(bar)
    bar.open_bar("word")
    bar.show_count(2, 5)
    assert bar.text() == "2 of 5"
    bar.show_count(0, 0)
    assert bar.text() == "Not found"


def test_a_selection_of_several_lines_is_no_query(qtbot: QtBot) -> None:
    bar = FindBar()
    qtbot.addWidget(bar)
    bar.open_bar("word")
    bar.open_bar("two\nlines")
    assert _query(bar).text() == "word"


def test_the_status_bar_tells_the_facts(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    assert "No model" in bar.text()
    bar.show_words(1234, 0)
    bar.show_position(12, 4)
    bar.show_language("markdown")
    bar.show_state(ModelState(ModelPhase.LOADING, "starter", fraction=0.4, stage="weights"))
    assert "Loading starter… 40%" in bar.text()
    bar.show_state(ModelState(ModelPhase.READY, INFO.name, INFO))
    bar.show_notice("Saved")
    for fact in ("1,234 words", "Ln 12, Col 4", "Markdown", "Starter · CPU", "Saved"):
        assert fact in bar.text()
    bar.show_words(1234, 3)
    assert "3 of 1,234 words" in bar.text()


def test_the_status_bar_tells_how_the_weights_are_stored(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    for info, words in (
        (INFO, "8.1 M parameters in bfloat16"),
        (replace(INFO, recipe="balanced"), "8.1 M parameters in the recipe balanced"),
    ):
        bar.show_state(ModelState(ModelPhase.READY, info.name, info))
        assert any(words in label.toolTip() for label in bar.findChildren(QToolButton))
    assert "Starter · balanced · CPU" in bar.text()


def test_in_a_narrow_window_the_model_gives_way_and_nothing_else(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show_words(1234, 0)
    bar.show_position(12, 4)
    bar.show_memory(642 * 10**6)
    info = replace(INFO, device="cuda", device_name="NVIDIA GeForce RTX 5090", recipe="balanced")
    bar.show_state(ModelState(ModelPhase.READY, info.name, info, gpu=17_900_000_000))
    bar.resize(1400, bar.sizeHint().height())
    bar.show()
    assert bar.model.width() == bar.model.sizeHint().width()
    bar.resize(bar.minimumSizeHint())
    assert bar.model.width() < bar.model.sizeHint().width() / 2
    for label in bar.findChildren(QLabel):
        assert label.isHidden() or not label.text() or label.width() >= label.sizeHint().width()
    assert "RTX 5090" in bar.model.toolTip()


def test_memory_is_told_as_people_say_it() -> None:
    assert memory_text(412 * 10**6) == "412 MB"
    assert memory_text(15 * 10**8) == "1.5 GB"


def test_a_modified_tab_carries_a_mark_for_eyes_and_readers(qtbot: QtBot) -> None:
    bar = TabBar()
    qtbot.addWidget(bar)
    bar.set_theme(load_theme("light"))
    index = bar.add("a & b.md", "/folder/a & b.md")
    assert bar.tabText(index) == "a && b.md"
    bar.show_tab(index, "a & b.md", "", modified=True)
    assert bar.modified(index)
    assert bar.accessibleTabName(index) == "a & b.md, modified"


def test_a_tab_tells_of_its_edit_by_a_drawing_and_in_words(qtbot: QtBot) -> None:
    bar = TabBar()
    qtbot.addWidget(bar)
    bar.set_theme(load_theme("light"))
    index = bar.add("a.md", "/folder/a.md")
    pictures = set()
    for mark in (EditMark.RUNNING, EditMark.WAITING):
        bar.show_tab(index, "a.md", "/folder/a.md", modified=True, mark=mark)
        assert bar.accessibleTabName(index) == f"a.md, modified, {mark.value}"
        assert mark.value in bar.tabToolTip(index).lower()
        pictures.add(bytes(bar.tabIcon(index).pixmap(16).toImage().constBits()))
    assert len(pictures) == 2
    bar.show_tab(index, "a.md", "/folder/a.md", modified=True)
    assert bar.tabIcon(index).isNull()
    assert bar.tabToolTip(index) == "/folder/a.md"


def test_the_cross_and_the_middle_button_ask_to_close_the_tab_they_are_on(qtbot: QtBot) -> None:
    bar = TabBar()
    qtbot.addWidget(bar)
    bar.set_theme(load_theme("light"))
    for name in ("one.md", "two.md"):
        bar.add(name, name)
    bar.show()
    button = bar.tabButton(1, QTabBar.ButtonPosition.RightSide)
    assert button is not None
    with qtbot.waitSignal(bar.close_asked) as asked:
        click(button)
    assert asked.args == [1]
    with qtbot.waitSignal(bar.close_asked) as asked:
        click(bar, bar.tabRect(0).center(), Qt.MouseButton.MiddleButton)
    assert asked.args == [0]


def test_what_stays_wrong_waits_its_turn_and_comes_again(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show_trouble("Settings could not be saved")
    bar.show_trouble("Unsaved text cannot be kept")
    assert bar.notice() == "Settings could not be saved"
    assert bar.notice_tone() == "warning"
    bar.show_notice("Accepted")  # before anybody could read it
    assert bar.notice() == "Accepted"
    bar.clear_notice()  # as the time does
    assert bar.notice() == "Settings could not be saved"
    bar.clear_notice()
    assert bar.notice() == "Unsaved text cannot be kept"
    bar.clear_notice()
    assert bar.notice() == ""
    bar.show_notice("Saved")
    bar.clear_notice()
    assert bar.notice() == ""


def test_a_bar_with_one_short_name_is_no_wider_than_its_tab(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row, bar = QHBoxLayout(window), TabBar()
    row.addWidget(bar)
    row.addStretch(1)
    bar.add("a.md", "/a.md")
    window.resize(500, 60)
    window.show()
    assert bar.width() == bar.tabRect(0).width()
