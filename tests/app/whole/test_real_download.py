"""The whole way with the real program: Download, pause, go on, 4 bits, use it, a rewrite with it.

The hub is a server on this machine that has a small checkpoint.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.edit_flow import FlowState
from app.engine_loading import load_engine
from app.models import get_offer
from app.models.course import Press
from app.models.get_offer import DownloadFigures, read_figures
from app.models.models_page import ModelsPage
from app.settings import Settings
from tests.app.hands import click
from tests.app.whole.stage import Stage, running_editor
from tests.engine.store.hub_stage import make_source, serving
from tests.hub_server import REPO, Fault, HubServer
from tests.patience import MODEL_MS

pytestmark = [pytest.mark.loopback, pytest.mark.slow]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    with serving(make_source(tmp_path / "source")) as server:
        yield server


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the box offer the small checkpoint in place of the 26B model."""
    folder = tmp_path / "models"

    def small(given: object) -> DownloadFigures:
        figures = read_figures(given)
        room = 10**12
        return replace(figures, repo=REPO, place=folder / "mine", nbytes=1000, free_bytes=room)

    monkeypatch.setattr(get_offer, "read_figures", small)
    monkeypatch.setenv("ANNEAL_CHECKPOINTS", str(folder))
    return folder


@pytest.fixture
def real(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, hub: HubServer, models: Path
) -> Iterator[Stage]:
    settings = Settings(
        theme="light", set_up_seen=True, model_mirror=hub.url, models_folder=str(models)
    )
    with running_editor(qtbot, qapp, tmp_path, settings, load_engine) as stage:
        yield stage


def test_download_pause_continue_quantize_use_and_rewrite(
    real: Stage, hub: HubServer, models: Path, tmp_path: Path
) -> None:
    hub.fail(Fault("stall", "00002-of-00003.safetensors"))
    real.press("Ctrl+Shift+M")
    window = real.program.models.view.window
    assert window is not None
    page = window.page("Models")
    assert isinstance(page, ModelsPage)

    def says(*words: str) -> None:
        def said() -> bool:
            boxes = list(page.courses.values())
            return bool(boxes) and all(word in boxes[0].text() for word in words)

        real.qtbot.waitUntil(said, timeout=MODEL_MS)

    real.qtbot.waitUntil(page.get.isVisible, timeout=MODEL_MS)
    click(page.get.remove, QPoint(10, page.get.remove.height() // 2))
    click(page.get.download)
    real.qtbot.waitUntil(hub.stalled.is_set, timeout=MODEL_MS)
    (box,) = page.courses.values()
    click(box.buttons[Press.PAUSE])
    says("Paused")
    hub.mend()
    click(box.buttons[Press.CONTINUE])
    says("mine is removed")
    target = models / "mine-4bit"
    assert [path.name for path in models.iterdir()] == [target.name]
    click(box.buttons[Press.USE])
    queue = real.program.queue
    real.qtbot.waitUntil(
        lambda: queue.info is not None and queue.info.folder == target, timeout=MODEL_MS
    )
    window.close()
    real.qtbot.waitUntil(real.program.window.isActiveWindow, timeout=MODEL_MS)
    real.open(tmp_path / "a.md", "Some old words.\n")
    real.ask("tighten")
    real.qtbot.waitUntil(lambda: real.state is FlowState.REVIEWING, timeout=MODEL_MS)
    real.press("Ctrl+Return")
    real.press("Ctrl+Z")
    assert real.text == "Some old words.\n"
    assert os.environ["HF_HUB_OFFLINE"] == "1"  # this very process never asked the hub
