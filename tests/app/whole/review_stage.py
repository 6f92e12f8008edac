"""A draft under review in the whole editor, and where its words stand on the screen."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.editor.review_hand import ReviewHand
from app.review import Decision, Review
from tests.app.whole.stage import Stage

OLD = "Teh quick cat sat on teh red mat today."
NEW = "The quick cat slept on the red mat."
TEXT = f"# Title\n\n{OLD}\n\nThe second one 🙂 stays.\n"


def begin(stage: Stage, tmp_path: Path, text: str = TEXT) -> None:
    stage.program.window.resize(1200, 760)  # wide enough for a draft of one line
    stage.open(tmp_path / "a.md", text)
    stage.caret_to(OLD, select=True)
    stage.ask("tighten")
    stage.see_draft(NEW)


def review_of(stage: Stage) -> Review:
    review = stage.tab.flow.review
    assert review is not None
    return review


def decisions(stage: Stage) -> str:
    letters = {Decision.OPEN: "o", Decision.TAKEN: "t", Decision.LEFT: "l"}
    return "".join(letters[change.decision] for change in review_of(stage).changes)


def hand(stage: Stage) -> ReviewHand:
    edit = stage.text_edit()
    assert isinstance(edit, ReviewHand)
    return edit


def point_of(stage: Stage, part: str, text: str = "") -> QPoint:
    """A point just before ``part`` of the draft, as it is on the screen."""
    edit = hand(stage)
    place = (text or review_of(stage).text).index(part)
    caret = edit.draft.places.caret(place)
    return (caret.center() + QPoint(1, round(edit.places.draft_top()))).toPoint()


def click_before(stage: Stage, part: str) -> None:
    viewport = hand(stage).viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=point_of(stage, part))
