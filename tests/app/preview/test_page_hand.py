from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.preview.page_view import PageView
from tests.app.hands import double_click
from tests.app.preview.pages import LONG, link_point, places

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


def drag(page: PageView, start: QPoint, end: QPoint) -> None:
    port = page.viewport()
    QTest.mousePress(port, LEFT, PLAIN, start)
    QTest.mouseMove(port, end)
    page._hand.drag(QPointF(end), float(port.height()))
    QTest.mouseRelease(port, LEFT, PLAIN, end)


def test_text_is_selected_across_blocks_and_copied_plain(page: PageView) -> None:
    page.set_source("# Head\n\nOne *two* three.\n\n- a\n- b\n\nEnd.\n", "markdown")
    drag(page, QPoint(1, 40), QPoint(690, 400))
    assert page.selected_text() == "Head\n\nOne two three.\n\n- a\n- b\n\nEnd."
    QTest.keyClick(page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == page.selected_text()
    QTest.mouseClick(page.viewport(), LEFT, PLAIN, QPoint(300, 550))
    assert not page.has_selection()


def test_a_selection_outlives_changes_around_it_and_in_its_block(page: PageView) -> None:
    page.set_source("First.\n\nSecond one.\n\nThird.\n", "markdown")
    second = places(page)["Second one.\n\n"]
    at = QPoint(int(page._flow.left) + 3, int(second) + 8)
    double_click(page.viewport(), at)
    assert page.selected_text() == "Second"
    page.set_source("Zeroth.\n\nFirst!\n\nSecond one.\n\nThird.\n", "markdown")
    assert page.selected_text() == "Second"
    page.set_source("Zeroth.\n\nFirst!\n\nA new second. Second two.\n\nThird.\n", "markdown")
    assert page.selected_text() == "Second"
    page.set_source("Zeroth.\n\nFirst!\n\nThird.\n", "markdown")
    assert page.selected_text() == ""
    page.set_source("x = 1\n", "python")
    assert not page.has_selection()


def test_a_third_click_takes_the_block(page: PageView) -> None:
    page.set_source("First.\n\nSecond one.\n", "markdown")
    at = QPoint(int(page._flow.left) + 3, int(places(page)["Second one.\n"]) + 8)
    QTest.mouseDClick(page.viewport(), LEFT, PLAIN, at)  # the click after it lets go
    QTest.mouseClick(page.viewport(), LEFT, PLAIN, at)
    assert page.selected_text() == "Second one."


def test_everything_can_be_selected_seen_or_not(page: PageView) -> None:
    page.set_source(LONG, "markdown")
    QTest.keyClick(page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    text = page.selected_text()
    assert text.startswith("Section 0\n\nA paragraph with emphasis, code and a link")
    assert text.rstrip().endswith("return 119")
    assert text.count("- another point") == 120


def test_a_link_is_a_signal_and_only_where_it_is_clicked(page: PageView, qtbot: QtBot) -> None:
    page.set_source("See [that](https://example.org/x) and more words.\n", "markdown")
    at = link_point(page, "https://example.org/x")
    with qtbot.waitSignal(page.link_activated) as heard:
        QTest.mouseClick(page.viewport(), LEFT, PLAIN, at)
    assert heard.args == ["https://example.org/x"]
    with qtbot.assertNotEmitted(page.link_activated):
        drag(page, at, QPoint(at.x() + 60, at.y()))
    QTest.mouseMove(page.viewport(), QPoint(2, 2))
    QTest.mouseMove(page.viewport(), at)
    qtbot.waitUntil(lambda: page.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor)


def test_links_inside_of_the_page_scroll(page: PageView, qtbot: QtBot) -> None:
    text = f"[down](#section-77) note[^n]\n\n{LONG}\n\n[^n]: The note.\n"
    page.set_source(text, "markdown")
    with qtbot.assertNotEmitted(page.link_activated):
        QTest.mouseClick(page.viewport(), LEFT, PLAIN, link_point(page, "#section-77"))
    assert "## Section 77\n\n" in places(page)
    assert places(page)["## Section 77\n\n"] < 60
    page.scroll_to_line(0.0)
    QTest.mouseClick(page.viewport(), LEFT, PLAIN, link_point(page, "#fn:n"))
    assert page._flow.scroll == page._flow.farthest
    QTest.mouseClick(page.viewport(), LEFT, PLAIN, link_point(page, "#fnref:n"))
    assert page.top_line() < 1.0
    assert not page.scroll_to_anchor("nowhere")


def test_links_are_reached_by_keyboard(page: PageView, qtbot: QtBot) -> None:
    page.set_source("[one](https://a.org) and [two](https://b.org)\n", "markdown")
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Tab)
    QTest.keyClick(page, Qt.Key.Key_Tab)
    with qtbot.waitSignal(page.link_activated) as heard:
        QTest.keyClick(page, Qt.Key.Key_Return)
    assert heard.args == ["https://b.org"]


def test_keys_scroll(page: PageView) -> None:
    page.set_source(LONG, "markdown")
    bar = page.verticalScrollBar()
    seen = [bar.value()]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_PageDown, Qt.Key.Key_End):
        QTest.keyClick(page, key)
        seen.append(bar.value())
    assert seen == sorted(set(seen))
    assert bar.value() == bar.maximum()
    QTest.keyClick(page, Qt.Key.Key_Home)
    assert bar.value() == 0
