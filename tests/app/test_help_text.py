"""The help is true: every key and command that it names exists, and every link leads somewhere."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.actions import build_actions, plain_text, shown_key
from app.help_pictures import MARKS, draw_marks, picture_name
from app.help_text import MARKS_CHAPTER, Command, chapters, filled, holding, read_help
from app.panels import brush_keys
from app.panels.instruction_keys import shown_keys
from app.panels.replay_drawer import shown_keys as replay_keys
from app.preview.blocks import Block
from app.preview.content import content_of
from app.preview.environment import View
from app.preview.nodes import Source
from app.preview.parsing import parse_blocks
from app.theme import load_theme

# Keys that every list and line takes; all others are those of a panel that has the keyboard.
COMMON_KEYS = {"Up", "Down", "Enter", "Tab", "Delete", "Ctrl+F"}
TABLE = (("Rewrite", (("Rewrite", "Ctrl+K"), ("Next variant", "Ctrl+]"), ("No key", ""))),)


@pytest.fixture
def commands(qtbot: QtBot) -> dict[str, Command]:
    window = QWidget()
    qtbot.addWidget(window)
    actions = build_actions(window)
    found = ((name, getattr(actions, name)) for name in type(actions).__slots__)
    return {name: Command(plain_text(one), shown_key(one)) for name, one in found}


def test_every_command_and_key_that_the_help_names_is_there(commands: dict[str, Command]) -> None:
    text = filled(read_help(), commands, TABLE)
    assert "{key" not in text
    assert "{word" not in text
    assert "{keys}" not in text


def test_keys_that_are_written_out_are_those_of_a_panel() -> None:
    written = set(re.findall(r"<kbd>(.*?)</kbd>", read_help()))
    panels = (*shown_keys(), *replay_keys(), *brush_keys.shown_keys())
    # All others are named by their command, so that they are true when it gets another key.
    assert written <= COMMON_KEYS | {key for _, keys in panels for key in keys.split(", ")}


def test_every_link_of_the_help_leads_to_a_chapter_and_every_picture_is_drawn() -> None:
    text = read_help()
    anchors = {chapter.anchor for chapter in chapters(text)}
    links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)]*)\)", text)
    assert links
    assert all(link.removeprefix("#") in anchors for link in links)
    assert len(anchors) == len(chapters(text))
    assert MARKS_CHAPTER in anchors
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]*)\)", text)
    assert sorted(pictures) == sorted(picture_name(mark) for mark in MARKS)


def test_every_chapter_is_rendered_and_none_is_markup(commands: dict[str, Command]) -> None:
    text = filled(read_help(), commands, TABLE)
    found = chapters(text)
    assert len(found) >= 12
    for chapter in found:
        blocks = parse_blocks(chapter.text, at_start=False)
        assert len(blocks) > 1, chapter.title
        for block in blocks:
            nodes = content_of(block, View())
            assert not any(isinstance(node, Source) for node in nodes), chapter.title
            if block.kind != "fence":
                assert not _left_over(block), block.source
    assert [line for line in text.split("\n") if line.startswith("## ")] == [
        text.split("\n")[chapter.line] for chapter in found
    ]


def _left_over(block: Block) -> list[str]:
    """Return marks that a reader would see because they mean nothing."""
    return [mark for mark in ("](", "**", "<kbd>") if mark in _shown(block)]


def _shown(block: Block) -> str:
    return repr(
        [getattr(getattr(node, "words", None), "text", "") for node in content_of(block, View())]
    )


def test_brackets_of_a_key_are_no_link_and_a_row_without_a_key_is_left_out() -> None:
    text = filled("{keys}", {}, TABLE)
    assert "Ctrl+\\]" in text
    assert "No key" not in text
    assert content_of(parse_blocks(text)[-1], View())


def test_a_command_that_is_gone_or_has_no_key_is_told() -> None:
    with pytest.raises(ValueError, match="not there: gone"):
        filled("{key:gone}", {}, ())
    with pytest.raises(ValueError, match="has none: bare"):
        filled("{key:bare}", {"bare": Command("Bare", "")}, ())
    assert filled("{word:bare}", {"bare": Command("Bare", "")}, ()) == "Bare"


def test_chapters_are_found_by_all_words_of_a_search() -> None:
    found = chapters("intro\n\n## One\n\nred and Green\n\n## Two\n\ngreen\n")
    assert [chapter.title for chapter in holding(found, "GREEN")] == ["One", "Two"]
    assert [chapter.title for chapter in holding(found, "green red")] == ["One"]
    assert holding(found, "blue") == []
    assert len(holding(found, "")) == 2
    assert chapters("") == []


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_mark_is_drawn_and_told_from_the_others_by_its_shape(
    qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    theme = load_theme(name)
    draw_marks(theme, tmp_path)
    inks = {}
    for mark in MARKS:
        image = QImage(str(tmp_path / picture_name(mark)))
        ground = QColor(theme.draft)
        inks[mark] = frozenset(
            (x, y)
            for x in range(image.width())
            for y in range(image.height())
            if abs(image.pixelColor(x, y).lightness() - ground.lightness()) > 60
        )
    assert all(inks.values())
    assert len(set(inks.values())) == len(MARKS)
    del qtbot


def test_the_wedge_of_a_corrected_word_is_in_its_picture(qtbot: QtBot, tmp_path: Path) -> None:
    theme = load_theme("light")
    draw_marks(theme, tmp_path)
    image = QImage(str(tmp_path / picture_name("corrected")))
    colours = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    assert theme.token_corrected in colours
    del qtbot
