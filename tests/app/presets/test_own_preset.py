"""A preset's text: what it says comes back, what it must not say is refused in words."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.presets.front_matter import FrontMatter, PresetError, split_front_matter
from app.presets.own_preset import OwnPreset, read_preset, renamed_text, write_preset
from app.presets.placeholders import (
    MOST_SELECTION,
    Values,
    fill_placeholders,
)
from app.presets.preset_key import plain_key, read_key
from app.sampler_presets import Numbers, Sampler

TEXT = """---
name: Make it formal
# for letters
strength: 60 %
sampler: careful
key: alt+ctrl+1
languages: markdown, Text
author: me
---
Rewrite this for a formal letter.

It belongs to “{document_title}”.
"""
VALUES = Values("teh cat", "Markdown", "Letters")
LINE = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)
BODY = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=200)


def test_a_file_says_everything_about_a_preset() -> None:
    preset = read_preset(TEXT, "file")
    assert preset == OwnPreset(
        name="Make it formal",
        instruction="Rewrite this for a formal letter.\n\nIt belongs to “{document_title}”.",
        strength=0.6,
        sampler=Sampler("careful"),
        key="Ctrl+Alt+1",
        languages=("markdown", "text"),
    )


def test_plain_words_are_a_preset_named_after_its_file() -> None:
    preset = read_preset("Fix typos\n", "Quick fix")
    assert preset == OwnPreset("Quick fix", "Fix typos")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("strength: 140", "1 to 100 %"),
        ("strength: half", "1 to 100 %"),
        ("strength: 0 %", "1 to 100 %"),
        ("sampler: quick", "fast, balanced, careful"),
        ("sampler: max_steps=many", "whole number"),
        ("sampler: t_min=0", "from 0.01"),
        ("sampler: t_min=1, t_min=2", "twice"),
        ("key: A", "Ctrl or Alt"),
        ("key: Ctrl+Left", "ends in a letter"),
        ("key: Hyper+1", "none of Ctrl"),
        ("strength 60", "line 3"),
        ("name: other", "a second time"),
    ],
)
def test_a_value_that_makes_no_sense_is_told(line: str, words: str) -> None:
    with pytest.raises(PresetError, match=words):
        read_preset(f"---\nname: A\n{line}\n---\nFix typos\n", "file")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("---\nname: A\n", "no --- at its end"),
        ("---\nname: A\n---\n  \n", "no instruction"),
        ("", "no instruction"),
        ("Translate {selektion}", "{selection}, {language}, {document_title}"),
        ("Use {", "a single {"),
        ("Use }", "a single }"),
        ("x" * 5000, "longer than 4000"),
        (f"---\nname: {'x' * 90}\n---\nFix", "longer than 80"),
    ],
)
def test_a_text_that_is_no_preset_is_told(text: str, words: str) -> None:
    with pytest.raises(PresetError, match=words):
        read_preset(text, "file")


def test_writing_again_keeps_what_is_not_known() -> None:
    preset = read_preset(TEXT, "file")
    assert "author: me" in write_preset(preset, TEXT)
    assert "# for letters" in write_preset(preset, TEXT)
    assert read_preset(write_preset(preset, TEXT), "file") == preset
    renamed = renamed_text(TEXT, "Stiff")
    assert renamed == TEXT.replace("Make it formal", "Stiff")


def escape_braces(text: str) -> str:
    """Return plain words as an instruction whose braces mean themselves."""
    return text.replace("{", "{{").replace("}", "}}")


@given(
    st.builds(
        OwnPreset,
        name=LINE,
        instruction=BODY.map(escape_braces).filter(lambda text: bool(text.strip())),
        strength=st.none() | st.integers(1, 100).map(lambda percent: percent / 100),
        sampler=st.none()
        | st.sampled_from([Sampler("fast"), Sampler("careful"), Sampler("balanced")])
        | st.integers(1, 512).map(lambda steps: Sampler("own", Numbers(max_steps=steps))),
        key=st.sampled_from(["", "Ctrl+Alt+1", "F9", "Meta+Ctrl+Alt+Shift+Ü"]),
        languages=st.sampled_from([(), ("markdown",), ("python", "text")]),
    ),
    st.sampled_from(["", TEXT, "Old words", "---\n---\n"]),
)
def test_whatever_is_written_is_read_back(preset: OwnPreset, old: str) -> None:
    back = read_preset(write_preset(preset, old), "file")
    assert back.instruction == preset.instruction.strip()
    assert (back.name, back.strength, back.sampler, back.key, back.languages) == (
        preset.name,
        preset.strength,
        preset.sampler,
        preset.key,
        preset.languages,
    )


@given(BODY)
def test_any_text_is_split_without_losing_a_character(text: str) -> None:
    try:
        parts = split_front_matter(text)
    except PresetError:
        return
    if text.split("\n", 1)[0].rstrip() != "---":
        assert parts == FrontMatter((), text)
    else:
        assert parts.body == "" or text.endswith(parts.body)


@given(BODY)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(PresetError):
        assert read_preset(text, "file").instruction.strip()


@given(BODY)
def test_braces_that_mean_themselves_come_back(text: str) -> None:
    assert fill_placeholders(escape_braces(text), VALUES) == text


def test_placeholders_take_the_values_of_the_text() -> None:
    text = "Say “{selection}” in {language} for {document_title}, {{so}}"
    assert fill_placeholders(text, VALUES) == "Say “teh cat” in Markdown for Letters, {so}"


def test_a_selection_with_braces_is_put_in_as_it_is() -> None:
    values = Values("{language} }{", "Markdown", "{x}")
    assert fill_placeholders("{selection}", values) == "{language} }{"


def test_a_long_selection_is_cut_at_a_word() -> None:
    filled = fill_placeholders("{selection}", Values("word " * 1000, "Markdown", ""))
    assert len(filled) <= MOST_SELECTION + 1
    assert filled.endswith("word…")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("shift+ctrl+k", "Ctrl+Shift+K"),
        ("Ctrl + Alt + 1", "Ctrl+Alt+1"),
        ("f5", "F5"),
        ("Ctrl++", "Ctrl++"),
        ("  ", ""),
    ],
)
def test_a_key_has_one_spelling(typed: str, key: str) -> None:
    assert read_key(typed) == key
    assert read_key(key) == key


def test_any_command_key_can_be_compared() -> None:
    assert plain_key("Ctrl+Shift+Z") == read_key("shift+ctrl+z")
    assert plain_key("Esc") == "Esc"
