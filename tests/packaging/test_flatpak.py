"""The Flatpak's manifest, as far as a system without flatpak-builder can judge it."""

import re
from pathlib import Path

import pytest

from app.start import DESKTOP_ID
from shares import BUNDLE, ROOT

FILE = ROOT / f"packaging/flatpak/{DESKTOP_ID}.yml"


@pytest.fixture(scope="module")
def manifest() -> dict[str, object]:
    yaml = pytest.importorskip("yaml")
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


def test_it_is_the_same_program(manifest: dict[str, object]) -> None:
    assert manifest["app-id"] == DESKTOP_ID
    assert manifest["command"] == "anneal"
    assert isinstance(manifest["runtime-version"], str)


def test_every_permission_has_its_reason() -> None:
    """Those that every windowed program has aside, a comment stands before each."""
    text = FILE.read_text(encoding="utf-8")
    plain = {"--share=ipc", "--socket=wayland", "--socket=fallback-x11"}
    lines = text.splitlines()
    asked = {line.strip("- "): at for at, line in enumerate(lines) if re.match(r" +- --", line)}
    permissions = {f"--{name}": at for name, at in asked.items()}
    assert plain | {"--share=network", "--filesystem=host", "--device=dri"} == set(permissions)
    for name, at in permissions.items():
        assert name in plain or lines[at - 1].lstrip().startswith("#")


def test_its_sources_are_what_the_other_packages_use(manifest: dict[str, object]) -> None:
    modules = manifest["modules"]
    assert isinstance(modules, list)
    paths = {source["path"] for source in modules[0]["sources"]}
    assert {(FILE.parent / path).resolve() for path in paths} == {BUNDLE, ROOT / "build/shares"}
    assert Path("/app/lib/anneal") == Path(modules[0]["build-commands"][1].split()[-1])
