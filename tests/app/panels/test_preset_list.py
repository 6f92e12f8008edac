"""Which presets fit what is typed."""

from app.panels.preset_list import matching_presets
from engine.presets import Preset, starter_presets

TIGHTEN = Preset("tighten", "Tighten", "Tighten", 0.5, (), ("Tighten", "Make it shorter"))
TABLE = Preset("table", "Make a table", "Make a table", 1.0, ("markdown",))
BULLETS = Preset("bullets", "Turn into a bullet list", "Turn into a bullet list", 1.0, ())
PYTHON = Preset("repair-python", "Repair the Python", "Repair the Python", 0.3, ("python",))
ALL = (TIGHTEN, TABLE, BULLETS, PYTHON)


def test_everything_for_the_language_fits_an_empty_line() -> None:
    assert matching_presets(ALL, "", "markdown") == [TIGHTEN, TABLE, BULLETS]
    assert matching_presets(ALL, "  ", "python") == [PYTHON, TIGHTEN, BULLETS]


def test_a_title_that_begins_so_comes_before_one_with_such_a_word() -> None:
    assert matching_presets(ALL, "t", "markdown") == [TIGHTEN, BULLETS, TABLE]


def test_other_wordings_count_and_case_does_not() -> None:
    assert matching_presets(ALL, "SHORTER", "markdown") == [TIGHTEN]


def test_nothing_fits_free_words() -> None:
    assert matching_presets(ALL, "translate to French", "markdown") == []


def test_each_language_gets_what_makes_sense_in_it() -> None:
    def titles(text: str, language: str) -> list[str]:
        return [preset.title for preset in matching_presets(starter_presets(), text, language)]

    assert titles("rep", "python")[0] == "Repair the Python"
    assert titles("rep", "markdown")[0] == "Repair the Markdown"
    assert titles("", "python")[0] == "Repair the Python"
    assert not {"Make a table", "Turn into a bullet list"} & set(titles("", "python"))
    assert "Turn into a bullet list" in titles("", "text")
    assert "Repair the Python" not in titles("", "markdown")
