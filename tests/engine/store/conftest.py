"""What the tests of downloads begin with: a checkpoint, a hub that serves it, a place for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.store.hub_stage import make_source, serving
from tests.hub_server import HubServer


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a small checkpoint, once for a module."""
    return make_source(tmp_path_factory.mktemp("hub") / "tiny")


@pytest.fixture
def hub(source: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """Serve it."""
    monkeypatch.delenv("HF_HUB_OFFLINE")
    with serving(source) as server:
        yield server


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where checkpoints are kept; not made yet."""
    monkeypatch.setenv("ANNEAL_CHECKPOINTS", str(tmp_path / "models"))
    return tmp_path / "models"
