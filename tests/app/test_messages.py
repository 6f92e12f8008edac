"""Every error has words that say what happened and what a person can do."""

import importlib
from pathlib import Path

import pytest

from app.messages import edit_problem, kind_of, load_problem, loading_note
from engine.errors import CheckpointDamagedError, CheckpointError, EngineError

FOLDER = Path("/models/x")
GENERAL_LOAD = load_problem("", FOLDER).happened
GENERAL_EDIT = edit_problem("").happened


def kinds(root: type[Exception]) -> set[type[Exception]]:
    """Return all classes below ``root``."""
    return {root} | {inner for child in root.__subclasses__() for inner in kinds(child)}


LOAD_KINDS = sorted(kind.__name__ for kind in kinds(CheckpointError))
EDIT_KINDS = sorted(kind.__name__ for kind in kinds(EngineError) - kinds(CheckpointError))


@pytest.mark.parametrize("kind", LOAD_KINDS)
def test_every_load_error_has_words_of_its_own(kind: str) -> None:
    message = load_problem(kind, FOLDER, " detail ")
    assert message.happened != GENERAL_LOAD
    assert str(FOLDER) in message.text
    assert "{" not in message.text
    assert message.advice
    assert message.detail == "detail"
    assert kind not in message.text


@pytest.mark.parametrize("kind", EDIT_KINDS)
def test_every_edit_error_has_words_of_its_own(kind: str) -> None:
    message = edit_problem(kind)
    assert message.happened != GENERAL_EDIT
    assert message.advice
    assert kind not in message.text


def test_a_span_that_is_too_long_need_not_be_a_selection_nor_several_paragraphs() -> None:
    message = edit_problem("SpanTooLargeError")
    assert "selection" not in message.text
    assert "paragraph" not in message.text


def test_a_module_that_is_not_there_is_a_library_that_is_missing() -> None:
    with pytest.raises(ImportError) as caught:
        importlib.import_module("no_such_module_anywhere")
    assert type(caught.value) is ModuleNotFoundError
    message = load_problem(kind_of(caught.value), FOLDER, str(caught.value))
    assert "library" in message.happened
    assert message.advice.endswith("install Anneal again.")
    assert "no_such_module_anywhere" in message.detail


def test_an_error_that_nobody_has_words_for_keeps_its_name() -> None:
    assert kind_of(ZeroDivisionError()) == "ZeroDivisionError"
    assert kind_of(CheckpointDamagedError("cut off")) == "CheckpointDamagedError"


def test_what_is_loaded_instead_is_named() -> None:
    assert "“starter”" in load_problem("CheckpointError", FOLDER, instead="starter").text


def test_an_unknown_error_is_named() -> None:
    assert "ZeroDivisionError" in edit_problem("ZeroDivisionError", "oh").text
    assert "ZeroDivisionError" in load_problem("ZeroDivisionError", FOLDER).text


def test_loading_names_the_model() -> None:
    assert loading_note("weights", "starter") == "Loading starter: reading its weights"
    assert loading_note("first step", "big") == "Loading big: getting ready for the first step"
    assert loading_note("something new", "") == "Loading the model"
