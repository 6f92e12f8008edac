"""The review bar: what it says of a draft, what gives way when it is narrow, and its buttons."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.panels.read_out_line import ReadOutLine
from app.panels.review_bar import ReviewBar
from app.read_out import read_out
from app.review import Review, review_draft
from app.review_moves import decide, decide_all
from app.style import build_style_sheet
from app.theme import load_theme
from engine.events import Draft
from engine.request import EditRequest, Span
from tests.app.hands import click

REQUEST = EditRequest(1, 1, Span(0, 3), "", "old", "", "Tighten")
DRAFT = Draft(1, "new", 12, 0.8, True, True, 0, 3, "Starter", 1, 2)
GOOD = review_draft(REQUEST, DRAFT)
UNSETTLED = review_draft(REQUEST, replace(DRAFT, converged=False))
KEYS = {
    "accept": "Ctrl+Enter",
    "reject": "Esc",
    "retry": "Ctrl+R",
    "compare": "Ctrl+D",
    "follow": "Ctrl+K",
}
WIDE = 2000


def make_bar(qtbot: QtBot, review: Review, width: int = WIDE, theme: str = "light") -> ReviewBar:
    bar = ReviewBar(KEYS)
    qtbot.addWidget(bar)
    colours = load_theme(theme)
    bar.setStyleSheet(build_style_sheet(colours))
    bar.set_theme(colours)
    bar.show_review(review)
    bar.resize(width, bar.sizeHint().height())
    with qtbot.waitExposed(bar):
        bar.show()
    return bar


def line_of(bar: ReviewBar) -> ReadOutLine:
    line = bar.findChild(ReadOutLine)
    assert isinstance(line, ReadOutLine)
    return line


def seen(bar: ReviewBar) -> list[str]:
    """Return the words that can be read, from left to right."""
    labels = [label for label in line_of(bar).findChildren(QLabel) if label.isVisible()]
    return [label.text() for label in sorted(labels, key=QWidget.x) if label.text()]


def has_icon(bar: ReviewBar) -> bool:
    labels = line_of(bar).findChildren(QLabel)
    return any(label.isVisible() and not label.pixmap().isNull() for label in labels)


def weight_of(bar: ReviewBar, word: str) -> int:
    labels = line_of(bar).findChildren(QLabel)
    return next(int(label.font().weight()) for label in labels if label.text().startswith(word))


def test_a_good_draft_is_told_quietly(qtbot: QtBot) -> None:
    bar = make_bar(qtbot, GOOD)
    figures = "12 steps in 0.8 s · 2 corrections · 3.8 tokens/s"
    assert seen(bar) == ["Draft ready.", "Settled and complete.", figures]
    assert not has_icon(bar)
    assert weight_of(bar, "Draft ready") == weight_of(bar, "Settled")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_warning_has_an_icon_and_weight(qtbot: QtBot, theme: str) -> None:
    bar = make_bar(qtbot, UNSETTLED, theme=theme)
    assert has_icon(bar)
    assert weight_of(bar, "Not settled") > weight_of(bar, "The steps ran out")
    bar.show_review(GOOD)  # the next draft is told as what it is
    assert not has_icon(bar)
    assert weight_of(bar, "Draft ready") == weight_of(bar, "Settled")


def test_all_of_it_is_in_the_tool_tip_and_for_those_who_listen(qtbot: QtBot) -> None:
    bar = make_bar(qtbot, UNSETTLED)
    told = read_out(UNSETTLED)
    line = line_of(bar)
    assert line.toolTip() == line.accessibleDescription() == told.whole
    assert line.accessibleName() == bar.text() == told.line
    assert bar.button("accept").accessibleDescription() == told.judgement
    bar.show_review(GOOD)
    assert bar.button("accept").accessibleDescription() == bar.button("accept").toolTip()


def test_what_gives_way_gives_way_from_its_least_important_end(qtbot: QtBot) -> None:
    bar = make_bar(qtbot, UNSETTLED, width=500)
    told = read_out(UNSETTLED)
    wanted = [told.meaning, *told.figures]
    least = bar.minimumSizeHint().width()
    counts = []
    for width in range(WIDE, least, -10):
        bar.resize(width, bar.height())
        assert has_icon(bar)
        verdict, *rest = seen(bar)
        shown = [part for text in rest for part in text.split(" · ")]
        counts.append(len(shown))
        if shown and shown[0].endswith("…"):
            assert len(shown) == 1  # the figures go before a word of the meaning does
        else:
            assert shown == wanted[: len(shown)]
        if verdict.endswith("…"):
            assert not shown
    assert counts[0] == len(wanted)
    assert set(counts) >= {0, 1, 2, 3, 4}


def in_the_buttons(bar: ReviewBar) -> dict[str, str]:
    """Return what is read in each button, without the room before it."""
    return {name: bar.button(name).text().strip() for name in KEYS}


@pytest.mark.parametrize("review", [GOOD, UNSETTLED])
def test_the_words_of_the_other_buttons_give_way_to_what_the_draft_is(
    qtbot: QtBot, review: Review
) -> None:
    bar = make_bar(qtbot, review)
    told = read_out(review)
    looks = []
    for width in range(WIDE, bar.minimumSizeHint().width() - 1, -5):
        bar.resize(width, bar.height())
        read = in_the_buttons(bar)
        assert (read["reject"], read["accept"]) == ("Reject  Esc", "Accept  Ctrl+Enter")
        if read["compare"]:  # words beside the icons only where the meaning is whole
            assert told.meaning in seen(bar)
        looks.append(read["compare"])
        assert bar.button("compare").accessibleName() == "Compare"
        assert "Ctrl+D" in bar.button("compare").toolTip()
    assert list(dict.fromkeys(looks)) == ["Compare  Ctrl+D", "Compare", ""]


def test_the_bar_never_says_how_wide_the_window_is(qtbot: QtBot) -> None:
    """Its narrowest look is what it asks for, whatever it shows."""
    bar = make_bar(qtbot, UNSETTLED)
    least = bar.minimumSizeHint().width()
    assert least < 700
    bar.resize(least, bar.height())
    assert bar.width() == bar.minimumSizeHint().width() == least
    assert bar.changes_button().text() == "1 of 1"
    assert bar.changes_button().accessibleName() == "The change is taken"


@pytest.mark.parametrize("review", [GOOD, UNSETTLED])
def test_the_buttons_are_whole_at_any_width(qtbot: QtBot, review: Review) -> None:
    bar = make_bar(qtbot, review)
    for width in (WIDE, 800, 600, 0):
        bar.resize(max(width, bar.minimumSizeHint().width()), bar.height())
        for name in KEYS:
            button = bar.button(name)
            assert button.width() >= button.sizeHint().width()
            assert bar.rect().contains(button.geometry())
        labels = [label for label in line_of(bar).findChildren(QLabel) if label.isVisible()]
        for label in labels:
            assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
            assert line_of(bar).rect().contains(label.geometry())


def test_keys_stand_in_the_buttons_where_there_is_room_for_the_whole_line(qtbot: QtBot) -> None:
    bar = make_bar(qtbot, GOOD)
    assert "Ctrl+R" in bar.button("retry").text()
    bar.show_notice("Saved a.md, which another program had changed meanwhile. " * 3, "warning")
    assert "Ctrl+R" not in bar.button("retry").text()
    bar.show_notice("", "")
    bar.resize(700, bar.height())
    assert "Ctrl+R" not in bar.button("retry").text()
    bar.show_notice("Saved", "muted")  # a short notice moves no button
    assert "Ctrl+R" not in bar.button("retry").text()


def test_a_notice_takes_the_place_of_all_but_a_warning(qtbot: QtBot) -> None:
    bar = make_bar(qtbot, GOOD)
    bar.show_notice("Saved a.md", "muted")
    assert seen(bar) == ["Saved a.md"]
    bar.show_review(UNSETTLED)
    assert seen(bar) == ["Not settled.", "Saved a.md"]
    assert has_icon(bar)
    assert "Saved a.md" in line_of(bar).toolTip()
    bar.show_notice("", "muted")
    assert bar.text() == read_out(UNSETTLED).line


def test_what_accepting_applies_is_told(qtbot: QtBot) -> None:
    request = replace(REQUEST, selected="Teh cat sat on teh mat.", span=Span(0, 23))
    review = review_draft(request, replace(DRAFT, text="The cat sat on the mat!"))
    bar = make_bar(qtbot, review)
    assert bar.changes_button().text() == "3 of 3 changes taken"
    assert bar.button("accept").text().split("  ")[0] == " Accept"
    bar.show_review(decide(review, 1, taken=False))
    assert bar.changes_button().text() == "2 of 3 changes taken"
    assert bar.button("accept").text().split("  ")[0] == " Accept 2 of 3"
    assert "Take 2 of 3 changes" in bar.button("accept").toolTip()
    bar.show_review(decide_all(review, taken=False))
    assert bar.button("accept").text().split("  ")[0] == " Keep original"
    assert "Nothing is taken" in bar.button("accept").accessibleDescription()
    bar.show_review(review_draft(REQUEST, replace(DRAFT, text="old")))
    assert bar.changes_button().text() == "No changes"
    assert not bar.changes_button().isEnabled()


def test_each_button_of_the_review_gives_its_word(qtbot: QtBot) -> None:
    bar = ReviewBar(KEYS)
    qtbot.addWidget(bar)
    buttons = {button.accessibleName(): button for button in bar.findChildren(QPushButton)}
    signals = {
        "Accept": bar.accept_clicked,
        "Reject": bar.reject_clicked,
        "Retry": bar.retry_clicked,
    }
    for name, signal in signals.items():
        with qtbot.waitSignal(signal):
            click(buttons[name])
        assert KEYS[name.lower()] in buttons[name].text()
    with qtbot.waitSignal(bar.compare_clicked) as toggled:
        click(buttons["Compare"])
    assert toggled.args == [True]
