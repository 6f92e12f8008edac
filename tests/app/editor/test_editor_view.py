"""The editor without a draft: text, positions, layout, find and paint."""

import pytest
from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QFont, QImage
from pytestqt.qtbot import QtBot

from app.editor.editor_view import EditorView
from app.theme import load_theme
from engine.request import Span
from tests.app.editor.editor_stage import (
    PASSAGE,
    TEXT,
    block_tops,
    caret_to,
    click,
    document_of,
    inner,
    open_editor,
    point_of,
    press,
    span_of,
    type_text,
    viewport,
)


def test_text_goes_in_and_out_unchanged_and_has_no_history(qtbot: QtBot) -> None:
    text = "a\u00a0\u2028\u2029b\r\ufdd0😀\n\n\tend \n"
    view = open_editor(qtbot, text)
    assert view.text() == text
    assert view.text_at(Span(1, 4)) == text[1:4]
    assert not document_of(view).isUndoAvailable()
    assert not document_of(view).isModified()


def test_positions_are_code_points(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "a😀b\n😀😀c")
    view.select_span(Span(1, 2))
    assert inner(view).textCursor().selectedText() == "😀"
    assert view.selected_span() == Span(1, 2)
    caret_to(view, 6)
    assert view.caret() == (2, 3)
    view.set_text("plain", "markdown")
    caret_to(view, 3)
    assert view.selected_span() == Span(3, 3)


def test_the_caret_and_the_selection_are_told(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "one\ntwo")
    carets: list[tuple[int, int]] = []
    spans: list[Span] = []
    view.caret_moved.connect(lambda line, column: carets.append((line, column)))
    view.selection_changed.connect(spans.append)
    view.select_span(Span(4, 6))
    caret_to(view, 1)
    assert carets[-1] == (1, 2)
    assert spans == [Span(4, 6), Span(1, 1)]


def test_the_span_to_edit_is_the_selection_else_the_block(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    caret_to(view, view.text().index("*too") + 1)
    assert view.span_to_edit() == span_of(view, PASSAGE)
    view.select_span(span_of(view, "stress"))
    assert view.span_to_edit() == span_of(view, "stress")
    caret_to(view, view.text().index("\n\nBefore") + 1)
    assert view.span_to_edit() == span_of(view, "Before the passage.")  # the nearest one


def test_the_rectangle_of_a_span_surrounds_it(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    rect = view.span_rect(span_of(view, PASSAGE))
    tops = block_tops(view)
    assert tops["Before the passage."] < rect.top() < rect.bottom()
    assert rect.bottom() <= tops[next(text for text in tops if text.startswith("After"))]
    small = view.span_rect(span_of(view, "Before"))
    assert small.width() < rect.width()
    assert view.rect().contains(rect)


def test_a_click_between_two_lines_is_not_the_end_of_one(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    place = view.text().index("too fast") + 2
    middle = point_of(view, place)
    leading = inner(view).text_layout.line_height()
    for offset in (-leading / 2 + 1, 0.0, leading / 2 - 1):
        click(view, middle + QPointF(0, offset))
        assert view.selected_span().start == place


def test_clicks_land_right_with_pixels_scrolled(qtbot: QtBot) -> None:
    view = open_editor(qtbot, TEXT + "\n\nmore text" * 30)
    place = view.text().index("After") + 3
    for pixels in (7, 16, 30):
        inner(view).scroll_by(pixels)
        click(view, point_of(view, place))
        assert view.selected_span().start == place


def test_prose_stands_in_a_column_and_code_beside_its_numbers(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    view.resize(1600, 500)
    column = inner(view).text_layout.column
    assert column.width < 1000
    assert column.left == pytest.approx((viewport(view).width() - column.width) / 2, abs=1)
    view.set_text("x = 1\n" * 20, "python")
    wide = inner(view).text_layout.column
    assert wide.left < 120
    assert wide.width > 1400


def test_wrapped_lines_of_an_item_hang_under_its_text(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "- " + "word " * 40)
    layout = document_of(view).firstBlock().layout()
    assert layout.lineCount() > 2
    assert layout.lineAt(1).x() == layout.lineAt(2).x() > layout.lineAt(0).x()


def test_code_need_not_wrap(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "x = " + "1 + " * 200, "python")
    assert document_of(view).firstBlock().layout().lineCount() > 1
    view.set_wrap(False)
    view.grab()
    assert document_of(view).firstBlock().layout().lineCount() == 1
    assert inner(view).horizontalScrollBar().maximum() > 500
    view.set_language("markdown")
    view.grab()
    assert document_of(view).firstBlock().layout().lineCount() > 1


def test_numbers_are_painted_beside_code_only(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "\n\n\n", "python")
    caret_to(view, 3)
    with_numbers = view.grab().toImage()
    ground = load_theme("light").surface
    colours = {with_numbers.pixelColor(x, y).name() for x in range(5, 50) for y in range(2, 30)}
    assert colours > {ground}
    view.set_language("markdown")
    plain = view.grab().toImage()
    assert {plain.pixelColor(x, y).name() for x in range(5, 20) for y in range(2, 15)} == {ground}


def test_find_goes_round_in_both_directions_and_marks_all(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "One 😀 one\nONE two\n")
    clean = view.grab().toImage()
    assert view.find_side.go_first("one", case=False)
    assert (view.selected_span(), view.find_side.found()) == (Span(0, 3), (1, 3))
    assert view.find_side.go("one", backwards=False, case=False)
    assert (view.selected_span(), view.find_side.found()) == (Span(6, 9), (2, 3))
    assert view.find_side.go("one", backwards=False, case=False)
    assert view.find_side.go("one", backwards=False, case=False)
    assert view.selected_span() == Span(0, 3)
    assert view.find_side.go("one", backwards=True, case=False)
    assert view.selected_span() == Span(10, 13)
    assert view.find_side.go("one", backwards=False, case=True)
    assert (view.selected_span(), view.find_side.found()) == (Span(6, 9), (1, 1))
    assert not view.find_side.go("absent", backwards=False, case=False)
    assert view.find_side.found() == (0, 0)
    assert view.selected_span() == Span(6, 9)
    view.find_side.go("o", backwards=False, case=False)
    caret_to(view, 0)
    assert view.grab().toImage() != clean
    view.find_side.end()
    assert view.grab().toImage() == clean


def test_finding_follows_changes_of_the_text(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "a.b a.b")
    assert view.find_side.go_first("a.b", case=True)
    type_text(view, "xx")
    assert view.find_side.go("a.b", backwards=False, case=True)
    assert view.selected_span() == Span(3, 6)
    assert view.find_side.found() == (1, 1)


def test_marking_a_span_shows_and_leaves_no_trace(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    clean = view.grab().toImage()
    view.mark_span(span_of(view, PASSAGE))
    assert view.grab().toImage() != clean
    view.mark_span(None)
    assert view.grab().toImage() == clean


def test_theme_and_font_reach_the_screen(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    dark = load_theme("dark")
    view.set_theme(dark)
    assert view.grab().toImage().pixelColor(300, 510).name() == dark.surface
    height = inner(view).text_layout.line_height()
    font = QFont("DejaVu Sans Mono")
    font.setPointSizeF(20)
    view.set_font(font)
    assert inner(view).text_layout.line_height() > height


def test_a_screen_reader_finds_the_text_by_name(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    assert view.accessibleName()
    assert inner(view).accessibleName()


def test_another_text_ends_the_draft_and_starts_at_its_top(qtbot: QtBot) -> None:
    view = open_editor(qtbot, TEXT + "\nmore" * 90)
    view.begin_draft(span_of(view, PASSAGE))
    view.scroll_to_line(50)
    with qtbot.assertNotEmitted(view.span_touched):
        view.set_text("another", "python")
    assert view.draft_span() is None
    assert inner(view).top_line() == 0.0
    assert view.language() == "python"


def on_the_screen(view: EditorView) -> QImage:
    """What a person sees: what was painted when it had to be, not the whole painted anew."""
    QCoreApplication.processEvents()
    image = view.screen().grabWindow(view.winId()).toImage()
    return image.convertToFormat(QImage.Format.Format_RGB32)


def lit_rows(view: EditorView, image: QImage) -> list[int]:
    band = load_theme("light").current_line
    return [y for y in range(view.height()) if image.pixelColor(400, y).name() == band]


@pytest.mark.parametrize("change", ["none", "load", "font", "width", "language"])
def test_the_light_behind_the_carets_line_leaves_with_the_caret(qtbot: QtBot, change: str) -> None:
    view = open_editor(qtbot)
    on_the_screen(view)
    if change == "load":
        view.set_text("# Another\n\n\ntext\n", "markdown")
    elif change == "font":
        view.set_zoom(150)
    elif change == "width":
        view.resize(540, 480)
    elif change == "language":
        view.set_language("python")
    assert len(lit_rows(view, on_the_screen(view))) > 10
    press(view, Qt.Key.Key_Down)
    seen = on_the_screen(view)
    assert len(lit_rows(view, seen)) > 10
    assert lit_rows(view, seen) == lit_rows(view, view.grab().toImage())


def test_text_under_an_area_is_told_from_blank_ground(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    view.select_span(span_of(view, "After"))
    caret = view.caret_rect()
    assert view.span_rect(view.selected_span()).adjusted(-1, -1, 1, 1).contains(caret)
    assert view.text_under(caret.adjusted(0, 0, 40, 0)) > 30 * caret.height()
    line = round(inner(view).text_layout.line_height())
    blank_line = caret.translated(0, -line).adjusted(0, 2, 40, -2)
    assert view.text_under(blank_line) == 0
    beside = view.span_rect(span_of(view, "The end."))
    assert view.text_under(beside.translated(beside.width() + 5, 0)) == 0
