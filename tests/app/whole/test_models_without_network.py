"""The page Models without a network: what needs one is shut with the reason, the rest goes on."""

from pathlib import Path

import pytest

from app.models.course import Press
from engine.jobs import JobDone, JobFailed
from tests.app.hands import click
from tests.app.models.playing import FakeProgram
from tests.app.whole.models_stage import ModelsStage, fetched, place, quantized
from tests.app.whole.stage import Stage

BIG = "diffusiongemma-26B-A4B-it"


@pytest.fixture
def models(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelsStage:
    return ModelsStage(stage, FakeProgram(tmp_path / "fake", monkeypatch))


def test_without_network_the_download_is_shut_and_what_is_fetched_stops(
    models: ModelsStage,
) -> None:
    page = models.open()
    click(page.get.download)
    models.program.play("models-download", fetched(12.4))
    models.wait_for_words("23 %")
    models.stage.program.network.set_offline(True)
    models.wait_for_words("Paused")
    models.press(Press.CANCEL)
    models.wait(lambda: not page.courses)
    assert not page.get.download.isEnabled()
    assert "Work without network" in page.get.download.toolTip()


@pytest.mark.parametrize("ends", ["paused", "failed"])
def test_without_network_what_was_begun_cannot_go_on_and_says_why(
    models: ModelsStage, ends: str
) -> None:
    page = models.open()
    click(page.get.download)
    models.program.play("models-download", fetched(12.4))
    models.wait_for_words("23 %")
    if ends == "paused":
        models.stage.program.network.set_offline(True)  # which pauses it
        models.wait_for_words("Paused")
    else:
        models.program.play("models-download", JobFailed("OSError", "gone"), end=True)
        models.wait(models.course.buttons[Press.TRY_AGAIN].isVisible)
        models.stage.program.network.set_offline(True)
    press = Press.CONTINUE if ends == "paused" else Press.TRY_AGAIN
    button = models.course.buttons[press]
    models.wait(button.isVisible)
    assert not button.isEnabled()
    for words in (button.toolTip(), button.accessibleDescription(), models.course.text()):
        assert "Work without network" in words
    models.course.take_keyboard()
    assert not button.hasFocus()
    click(button)
    assert len([call for call in models.program.calls if "download" in call]) == 1
    models.stage.program.network.set_offline(False)
    assert button.isEnabled()
    assert "Work without network" not in models.course.text()


def test_making_four_bits_goes_on_without_network(models: ModelsStage) -> None:
    page = models.open()
    click(page.get.download)
    models.program.play("models-download", JobDone(place(BIG), "whole"), end=True)
    models.program.play("models-quantize", quantized(0.5))
    models.wait_for_words("50 %")
    models.stage.program.network.set_offline(True)
    models.press(Press.PAUSE)
    models.wait_for_words("Paused")
    assert models.course.buttons[Press.CONTINUE].isEnabled()
    assert "Work without network" not in models.course.text()
