"""Icons, palette, style sheet and the theme that follows the system."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit
from pytestqt.qtbot import QtBot

from app.appearance import Appearance
from app.icons import icon_folder, tinted_pixmap
from app.languages import language_of
from app.palette import build_palette, mix
from app.style import build_style_sheet
from app.theme import load_theme


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    palette, sheet = qapp.palette(), qapp.styleSheet()
    yield qapp
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)


@pytest.mark.parametrize("path", sorted(icon_folder().glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_draws_in_the_colour_that_is_asked_for(qapp: QApplication, path: Path) -> None:
    del qapp
    image = tinted_pixmap(path.stem, "#ff0000", 32).toImage()
    colours = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
    drawn = [colour for colour in colours if colour.alpha() > 200]
    assert drawn
    if path.stem not in ("anneal", "anneal_small"):
        assert all(colour.red() > 200 and colour.green() < 60 for colour in drawn)


def test_a_mixture_lies_between_its_colours() -> None:
    assert mix("#ffffff", "#000000", 0.0) == "#000000"
    assert mix("#ffffff", "#000000", 1.0) == "#ffffff"
    assert mix("#ff0000", "#0000ff", 0.5) == "#800080"


@pytest.mark.parametrize("name", ["light", "dark"])
def test_palette_and_sheet_take_every_colour_from_the_theme(name: str) -> None:
    theme = load_theme(name)
    palette = build_palette(theme)
    assert palette.color(QPalette.ColorRole.Base) == QColor(theme.surface)
    assert palette.color(QPalette.ColorRole.Text) == QColor(theme.text)
    sheet = build_style_sheet(theme)
    assert theme.accent in sheet
    assert "$" not in sheet


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    shares = (0.2126, 0.7152, 0.0722)
    ink = QColor(colour)
    parts = [ink.redF(), ink.greenF(), ink.blueF()]
    linear = [
        part / 12.92 if part <= 0.03928 else math.pow((part + 0.055) / 1.055, 2.4) for part in parts
    ]
    return math.fsum(share * part for share, part in zip(shares, linear, strict=True))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_letters_stand_out_from_what_is_behind_them(name: str) -> None:
    theme = load_theme(name)
    pairs = [
        (theme.text, theme.surface, 7.0),
        (theme.muted, theme.surface, 4.5),
        (theme.accent, theme.surface, 4.5),
        (theme.token_free, theme.draft, 4.5),
        (theme.token_settled, theme.draft, 7.0),
        (theme.token_pinned, theme.draft, 4.5),
        (theme.added_text, theme.added, 4.5),
        (theme.removed_text, theme.removed, 4.5),
        (theme.warning, theme.window, 4.5),
        (theme.error, theme.window, 4.5),
    ]
    for letters, ground, least in pairs:
        darker, lighter = sorted((luminance(letters), luminance(ground)))
        assert (lighter + 0.05) / (darker + 0.05) >= least, (letters, ground)


def test_a_chosen_theme_is_applied_at_once_and_told_once(
    qtbot: QtBot, application: QApplication
) -> None:
    appearance = Appearance(application, "light")
    assert appearance.theme.name == "light"
    with qtbot.waitSignal(appearance.theme_changed) as changed:
        appearance.choose("dark")
    assert changed.args is not None
    assert changed.args[0].name == "dark"
    window = application.palette().color(QPalette.ColorRole.Window)
    assert window == QColor(load_theme("dark").window)
    with qtbot.assertNotEmitted(appearance.theme_changed):
        appearance.choose("dark")


def test_an_unknown_theme_is_refused(application: QApplication) -> None:
    with pytest.raises(ValueError, match="sepia"):
        Appearance(application, "light").choose("sepia")


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("notes.md", "markdown"),
        ("README", "markdown"),
        ("tool.PY", "python"),
        ("Makefile", "make"),
        ("Cargo.toml", "toml"),
        ("letter.txt", "text"),
        ("no-suffix", "text"),
    ],
)
def test_the_language_comes_from_the_name(name: str, language: str) -> None:
    assert language_of(Path("folder") / name) == language


def test_a_text_without_a_file_is_markdown() -> None:
    assert language_of(None) == "markdown"


def test_every_language_of_the_table_is_known_to_pygments() -> None:
    from pygments.lexers import get_lexer_by_name

    from app.languages import _BY_NAME, _BY_SUFFIX

    for name in {*_BY_SUFFIX, *_BY_NAME.values()}:
        get_lexer_by_name(name)


def test_the_system_is_followed_until_the_person_chooses(
    qtbot: QtBot, application: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def system_turns(scheme: Qt.ColorScheme) -> None:
        monkeypatch.setattr(QStyleHints, "colorScheme", lambda _hints: scheme)
        application.styleHints().colorSchemeChanged.emit(scheme)

    appearance = Appearance(application, "system")
    system_turns(Qt.ColorScheme.Light)
    with qtbot.waitSignal(appearance.theme_changed):
        system_turns(Qt.ColorScheme.Dark)
    assert appearance.theme.name == "dark"
    appearance.choose("light")
    with qtbot.assertNotEmitted(appearance.theme_changed):
        system_turns(Qt.ColorScheme.Light)
        system_turns(Qt.ColorScheme.Dark)
    assert appearance.theme.name == "light"


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_list_in_a_window_of_its_own_is_no_hole(
    application: QApplication, qtbot: QtBot, name: str
) -> None:
    """What completes a line, as in the system's question for a file."""
    theme = load_theme(name)
    application.setStyleSheet(build_style_sheet(theme))
    line = QLineEdit()
    qtbot.addWidget(line)
    completer = QCompleter(["pictures", "pieces"])
    line.setCompleter(completer)
    line.show()
    completer.setCompletionPrefix("pi")
    completer.complete()
    popup = completer.popup()
    assert popup is not None
    popup.resize(200, 60)
    assert popup.grab().toImage().pixelColor(150, 50) == QColor(theme.surface)
    popup.close()
