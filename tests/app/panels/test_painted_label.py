"""Words that change in place: no layout where the width is the same, and room where it is not."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.panels.painted_label import PaintedLabel
from app.panels.run_strip import RunStrip
from app.panels.widgets import ElidedLabel
from tests.app.recordings import long_recording


class Layouts(QObject):
    """Counts how often a widget is asked to lay its parts out."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.LayoutRequest
        return super().eventFilter(watched, event)


def test_words_of_the_same_width_ask_for_no_layout(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label, elided = PaintedLabel(), ElidedLabel()
    row = QHBoxLayout(window)
    row.addWidget(label)
    row.addWidget(elided, 1)
    label.show_text("ab")
    elided.show_text("one")
    with qtbot.waitExposed(window):
        window.show()
    qtbot.wait(1)
    layouts = Layouts(window)
    label.show_text("ba")
    elided.show_text("another, which is longer")
    qtbot.wait(1)
    assert layouts.count == 0
    assert (label.text(), label.accessibleName()) == ("ba", "ba")
    before = label.width()
    label.show_text("much wider than before")
    qtbot.waitUntil(lambda: label.width() > before)
    assert layouts.count > 0


@pytest.mark.parametrize("words", ["Step 7 of at most 48", "<b>5</b> & 6 &c", "שלום"])
def test_it_looks_as_a_label_does(qtbot: QtBot, words: str) -> None:
    plain, painted = QLabel(), PaintedLabel()
    plain.setTextFormat(painted.textFormat())
    for label in (plain, painted):
        qtbot.addWidget(label)
        label.resize(200, 24)
    plain.setText(words)
    painted.show_text(words)
    assert painted.sizeHint() == plain.sizeHint()
    assert painted.grab().toImage() == plain.grab().toImage()


def test_the_strip_of_a_run_is_laid_out_anew_for_no_step(qtbot: QtBot) -> None:
    strip = RunStrip()
    qtbot.addWidget(strip)
    strip.resize(900, 40)
    steps = long_recording(["Words", "of", "a", "draft", "that", "settles."], 48, 1).steps
    strip.show_step(steps[20])
    with qtbot.waitExposed(strip):
        strip.show()
    qtbot.wait(1)
    layouts = Layouts(strip)
    for step in steps[21:30]:
        strip.show_step(replace(step, corrections=step.step))
        qtbot.wait(1)
    assert layouts.count == 0
    assert strip.text().startswith(f"Step {steps[29].step} of")
