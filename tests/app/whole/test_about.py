"""About in the window: four pages, the licences of all, by keyboard alone and by mouse alone."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QListWidget, QPlainTextEdit, QPushButton

from app.dialogs.about import AboutDialog
from app.licences.installed import installed, package_notice
from app.licences.notice import Kind, LicenceText, Notice, write_notices
from app.preview.page_view import PageView
from tests.app.whole.stage import Stage, focused

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
PATIENCE = 60_000  # ms; a loaded machine is no failure


def opened(stage: Stage) -> AboutDialog:
    """Open it by keys alone, and wait for the licences."""
    stage.press("Ctrl+Shift+P")
    stage.type("about anneal")
    stage.press("Return")
    return found(stage)


def found(stage: Stage) -> AboutDialog:
    dialog = stage.program.window.findChild(AboutDialog)
    assert isinstance(dialog, AboutDialog)
    stage.qtbot.waitUntil(lambda: bool(dialog.licences.shown_names()), timeout=PATIENCE)
    return dialog


def text_of(dialog: AboutDialog) -> str:
    text = dialog.licences.findChild(QPlainTextEdit)
    assert isinstance(text, QPlainTextEdit)
    return text.toPlainText()


def button(dialog: AboutDialog, words: str) -> QPushButton:
    return next(
        one for one in dialog.findChildren(QPushButton) if words in one.text().replace("&", "")
    )


def test_by_keyboard_every_page_and_a_search(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "Some words.\n")
    dialog = opened(stage)
    assert not dialog.isModal()
    assert dialog.pages.currentIndex() == 0
    stage.press("Right")
    assert dialog.pages.currentIndex() == 1
    stage.press("Tab")
    assert "Apache License" in focused().property("plainText")
    stage.press("Alt+O")
    assert dialog.pages.currentIndex() == 2
    dialog.licences.search_line.setFocus()
    stage.type("tokenizers")
    assert "tokenizers" in dialog.licences.shown_names()
    assert "Pygments" not in dialog.licences.shown_names()
    stage.press("Down")
    assert isinstance(focused(), QListWidget)
    stage.press("Home")
    dialog.licences.search_line.setFocus()
    stage.press("Esc")
    assert dialog.isVisible()
    assert len(dialog.licences.shown_names()) > 40
    stage.press("Esc")
    assert stage.program.window.findChild(AboutDialog) is None or not dialog.isVisible()
    assert stage.text == "Some words.\n"


def test_a_search_finds_names_licences_and_texts(stage: Stage) -> None:
    dialog = opened(stage)
    page = dialog.licences
    for query, name in (
        ("pygments", "Pygments"),
        ("mit-cmu", "pillow"),
        ("aho-corasick", "tokenizers"),
        ("neither the name", "torch"),
        ("harfbuzz", "Qt"),
    ):
        page.search_line.setText(query)
        assert name in page.shown_names(), query
    page.search_line.setText("zzz nowhere")
    assert page.shown_names() == []
    assert text_of(dialog) == ""
    assert "Nothing has these words" in words(dialog)
    dialog.close()


def words(dialog: AboutDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_by_mouse_the_licence_of_a_package_and_its_source(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def open_url(url: QUrl) -> bool:
        asked.append(url.toString())
        return True

    monkeypatch.setattr("app.help.QDesktopServices.openUrl", open_url)
    stage.program.window.commands.about.trigger()
    dialog = found(stage)
    bar = dialog.pages.tabBar()
    QTest.mouseClick(bar, LEFT, PLAIN, bar.tabRect(2).center())
    page = dialog.licences
    listed = page.findChild(QListWidget)
    assert isinstance(listed, QListWidget)
    place = page.shown_names().index("markdown-it-py")
    listed.scrollToItem(listed.item(place))
    QTest.mouseClick(
        listed.viewport(), LEFT, PLAIN, listed.visualItemRect(listed.item(place)).center()
    )
    assert "Permission is hereby granted" in text_of(dialog)
    assert asked == []
    QTest.mouseClick(button(dialog, "https://"), LEFT, PLAIN, QPoint(20, 8))
    assert asked == ["https://github.com/executablebooks/markdown-it-py"]
    close = dialog.findChild(QDialogButtonBox)
    assert isinstance(close, QDialogButtonBox)
    stage.click(close.buttons()[0])
    assert not dialog.isVisible()


def test_it_says_what_runs_here_and_copies_it(stage: Stage) -> None:
    dialog = opened(stage)
    said = words(dialog)
    assert "Nothing that you write leaves this machine" in said
    for name in ("torch", "pyside6-essentials"):
        assert installed()[name].version in said
    stage.click(button(dialog, "Copy these lines"))
    copied = QGuiApplication.clipboard().text()
    assert f"PySide6        {installed()['pyside6-essentials'].version}\n" in copied
    assert copied.startswith("Version ")
    dialog.close()


def test_the_page_about_qt_names_its_folders_and_how_to_replace_it(stage: Stage) -> None:
    dialog = opened(stage)
    dialog.pages.setCurrentIndex(3)
    page = dialog.pages.currentWidget()
    assert isinstance(page, PageView)
    page.select_all()
    said = page.selected_text()
    assert "How to replace them" in said
    assert str(installed()["pyside6-essentials"].locate_file("PySide6")) in said.replace("\n", "")
    dialog.close()


def as_installed(name: str) -> Notice:
    return package_notice(installed()[name])


def test_a_package_shows_what_it_carries_and_what_is_installed_beside_it(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = (LicenceText("copyright", "Free for all."),)
    library = Notice("libfree1", "3-1", "MIT", Kind.LIBRARY, note="From Debian.", texts=texts)
    same = replace(as_installed("pillow"), texts=texts)
    old = Notice("tokenizers", "0.0.1", "Apache-2.0", Kind.PACKAGE, texts=texts)
    write_notices(tmp_path, [library, old, same])
    monkeypatch.setattr("app.licences.gather.carried_folder", lambda: tmp_path)
    dialog = opened(stage)
    dialog.licences.choose("libfree1")
    assert "From Debian." in text_of(dialog)
    assert "Free for all." in text_of(dialog)
    dialog.licences.choose("tokenizers")
    assert installed()["tokenizers"].version in words(dialog)
    assert dialog.licences.shown_names().count("tokenizers") == 1
    # What was looked at when the package was built counts for the same version.
    dialog.licences.choose("pillow")
    assert "Free for all." in text_of(dialog)
    dialog.close()


def test_what_cannot_be_read_is_told(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "third-party.json").write_text("{}")
    monkeypatch.setattr("app.licences.gather.carried_folder", lambda: tmp_path)
    stage.program.window.commands.about.trigger()
    dialog = stage.program.window.findChild(AboutDialog)
    assert isinstance(dialog, AboutDialog)
    stage.qtbot.waitUntil(lambda: "cannot be read" in words(dialog), timeout=PATIENCE)
    dialog.close()


def test_every_line_has_room_and_the_theme_follows(stage: Stage) -> None:
    dialog = opened(stage)
    page = dialog.pages.currentWidget()
    assert page is not None
    for label in page.findChildren(QLabel):
        if label.text() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width())
    stage.program.window.commands.theme_dark.trigger()
    stage.program.window.commands.theme_light.trigger()
    stage.program.window.commands.about.trigger()
    assert len(stage.program.window.findChildren(AboutDialog)) == 1
    dialog.close()
