"""Bars and panels give way: none of them says how large the window is."""

from dataclasses import replace

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.review import review_draft
from app.style import build_style_sheet
from app.theme import load_theme
from tests.app.fake_engine import make_draft, make_request

TURNS = ("Fix spelling and punctuation", "Turn into a numbered list", "Make it much shorter") * 3


def test_a_window_of_900_by_600_stays_so_with_everything_open(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    theme = load_theme("light")
    window.setStyleSheet(build_style_sheet(theme))
    window.set_theme(theme)
    window.resize(900, 600)
    with qtbot.waitExposed(window):
        window.show()
    draft = replace(make_draft(1, "The cat sat on the mat!"), converged=False)
    window.review_bar.show_review(review_draft(make_request("Teh cat sat on teh mat."), draft))
    window.show_review()
    window.draft_line.show_turns(TURNS)
    window.draft_line.show_variant(0, 4, running=False)
    window.open_side(window.history, 320)
    window.open_drawer(window.replay)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (900, 600)
    least = window.minimumSizeHint()
    assert least.width() < 700
    assert least.height() <= 600
    accept = window.review_bar.button("accept")
    assert window.review_bar.rect().contains(accept.geometry())
    assert window.rect().contains(window.foot.geometry())
    window.finish_close()
