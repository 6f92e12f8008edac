"""The history of a running editor: what its panel shows, and a text with two runs behind it."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.history.entry import HistoryEntry, HistoryLine, Outcome
from app.panels.history_panel import HistoryPanel
from tests.app.whole.stage import Stage

TEXT = "# Title\n\nThe qick brown fox.\n\nAnother paragraph.\n"
OLD = "The qick brown fox."
NEW = "The quick brown fox."


def panel_of(stage: Stage) -> HistoryPanel:
    return stage.program.window.history


def lines(stage: Stage) -> list[HistoryLine]:
    runs = panel_of(stage).list.runs
    found = (runs.line_at(row) for row in range(runs.rowCount()))
    return [line for line in found if line is not None]


def outcomes(stage: Stage) -> list[tuple[str, Outcome]]:
    return [(line.instruction, line.outcome) for line in lines(stage)]


def wait_for(stage: Stage, *expected: tuple[str, Outcome]) -> None:
    stage.qtbot.waitUntil(lambda: outcomes(stage) == list(expected))


def wait_for_both(stage: Stage) -> None:
    """Wait until the list has both runs of ``work``, with what became of them."""
    wait_for(
        stage,
        ("Fix spelling and punctuation", Outcome.ACCEPTED),
        ("Turn into a bullet list", Outcome.REJECTED),
    )


def entry_of(stage: Stage) -> HistoryEntry:
    panel = panel_of(stage)

    def shown() -> bool:
        entry, marked = panel.detail.entry, panel.list.marked()
        return entry is not None and marked is not None and entry.line == marked

    stage.qtbot.waitUntil(shown)
    assert panel.detail.entry is not None
    return panel.detail.entry


def run(stage: Stage, instruction: str, draft: str, needle: str = OLD) -> None:
    """Ask for a rewrite of ``needle`` and wait for its draft."""
    stage.caret_to(needle, select=True)
    stage.ask(instruction)
    stage.see_step(draft[:5])
    stage.see_draft(draft)


def work(stage: Stage, folder: Path) -> None:
    """Reject a draft, and accept one of the same text."""
    stage.open(folder / "notes.md", TEXT)
    run(stage, "Turn into a bullet list", "The quick and very brown fox jumps.")
    stage.reject()
    run(stage, "Fix spelling and punctuation", NEW)
    stage.press("Ctrl+Return")
    assert NEW in stage.text


def come_back(stage: Stage) -> None:
    """Let the window have the keyboard again after a menu: offscreen nobody gives it back."""
    stage.qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    stage.program.window.activateWindow()

    def has_keyboard() -> bool:
        stage.tab.editor.setFocus()
        return QApplication.focusWidget() is stage.text_edit()

    stage.qtbot.waitUntil(has_keyboard)


def pick(words: str) -> None:
    """Click an entry of a menu that is open."""
    menu, action = next(
        (widget, action)
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, QMenu) and widget.isVisible()
        for action in widget.actions()
        if action.text() == words
    )
    place = menu.actionGeometry(action).center()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=QPoint(place))
