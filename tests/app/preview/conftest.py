"""A page on a screen that nobody sees."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.preview.page_view import PageView
from app.theme import load_theme


@pytest.fixture
def page(qtbot: QtBot) -> PageView:
    view = PageView(load_theme("light"))
    qtbot.addWidget(view)
    view.resize(700, 600)
    view.show()
    qtbot.waitExposed(view)
    return view


@pytest.fixture
def settled(qtbot: QtBot) -> Callable[[PageView], None]:
    def wait(page: PageView) -> None:
        qtbot.waitUntil(lambda: page.is_settled, timeout=20_000)

    return wait
