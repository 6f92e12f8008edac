"""A person's own folders, and packages to install into them; sizes in bytes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.paths import runtimes_folder
from engine.runtime import places
from engine.runtime.build import Wish
from engine.runtime.fetch import Source
from engine.runtime.here import platform_name, python_tag
from engine.runtime.lock import Lock
from engine.runtime.places import CURRENT, MARKER
from tests.engine.runtime.wheel_stage import Manners, index_of, make_lock

KB = 1000


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the person's own data in a folder of the test's."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("UV_HTTP_RETRIES", "77")  # a person's own, which must not count
    monkeypatch.delenv("ANNEAL_PACKAGE_INDEX", raising=False)
    # It waits for whatever else the machine writes.
    monkeypatch.setattr("engine.runtime.switch.os.sync", lambda: None)
    return tmp_path / "data"


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    return tmp_path / "wheels"


@pytest.fixture
def lock(wheels: Path) -> Lock:
    return make_lock(wheels, alpha=40 * KB, beta=3000 * KB, gamma=1500 * KB)


@pytest.fixture
def served(wheels: Path, lock: Lock) -> Iterator[tuple[Wish, Manners]]:
    """Serve the packages; yields the wish to install them, and the index's manners."""
    with index_of(wheels) as (address, manners):
        yield Wish(lock, Source(index=address)), manners


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a packaged program, with a runtime of its own."""
    folder = tmp_path / "bundle"
    resources = folder / "_internal" / "resources"
    monkeypatch.setattr(places, "resource_folder", lambda: resources)
    (resources / "runtime").mkdir(parents=True)
    (folder / "runtime").mkdir()
    lock = resources / "runtime" / f"{platform_name()}.json"
    lock.write_text(json.dumps({"id": "this one"}))
    return folder


@pytest.fixture
def installed(bundle: Path) -> Path:
    """A whole runtime that is switched on."""
    assert bundle.is_dir()
    folder = runtimes_folder() / "one"
    folder.mkdir(parents=True)
    marker = {"lock_id": "this one", "python": python_tag(), "platform": platform_name()}
    (folder / MARKER).write_text(json.dumps(marker | {"nbytes": 5}))
    (folder.parent / CURRENT).write_text(json.dumps({"folder": "one"}))
    return folder
