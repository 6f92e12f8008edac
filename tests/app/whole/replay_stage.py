"""A draft of four steps that waits, and what its replay shows."""

from pathlib import Path

from PySide6.QtCore import QElapsedTimer

from app.editor.text_edit import TextEdit
from tests.app.whole.stage import Stage

LINES = "".join(f"\nLine {number} stays where it is.\n" for number in range(40))
OLD = "The frist paragraph is is here."
TEXT = f"# Title\n\nAbove it.\n\n{OLD}\n{LINES}"
STEPS = ("Tha fast", "The first par", "The first one", "The first paragraph")
NEW = "The first paragraph is here."


def make_reviewed(stage: Stage, folder: Path) -> None:
    """Let a draft wait that took four steps."""
    stage.open(folder / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    for text in STEPS:
        stage.see_step(text)
    stage.see_draft(NEW)


class HeldClock(QElapsedTimer):
    """The clock of a replay, in ms, that a test moves."""

    now = 0

    def restart(self) -> int:
        gone, self.now = self.now, 0
        return gone

    def elapsed(self) -> int:
        return self.now


def hold_the_clock(stage: Stage) -> HeldClock:
    """Let no time go by in the replay but what the test says."""
    clock = HeldClock()
    stage.program.replay._player._clock = clock
    return clock


def edit_of(stage: Stage) -> TextEdit:
    edit = stage.text_edit()
    assert isinstance(edit, TextEdit)
    return edit


def shown(stage: Stage) -> str:
    """Return what the editor shows in place of the span."""
    return edit_of(stage).draft._shown.text


def page(stage: Stage) -> str:
    stage.tab.page.select_all()
    return stage.tab.page.selected_text()


def drawer_text(stage: Stage) -> str:
    return stage.program.window.replay.words()


def tops(stage: Stage) -> dict[str, float]:
    """Return where each line of text on the screen stands."""
    edit = edit_of(stage)
    visible = {block.text(): top for block, top, _ in edit.places.visible()}
    return {text: top for text, top in visible.items() if text}
