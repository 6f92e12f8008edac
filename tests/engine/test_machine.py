"""What a machine lacks is said in words that name what to do."""

from pathlib import Path

import pytest

from engine.machine import kernel_hindrance


def test_a_missing_compiler_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.machine.shutil.which", lambda _: None)
    monkeypatch.delenv("CC", raising=False)
    assert "no gcc and no clang: install gcc" in kernel_hindrance()
    monkeypatch.setenv("CC", "mycc")
    assert "there is no mycc" in kernel_hindrance()


def test_missing_headers_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("engine.machine.shutil.which", lambda name: f"/bin/{name}")
    monkeypatch.setattr("engine.machine.sysconfig.get_path", lambda _: str(tmp_path))
    assert str(tmp_path / "Python.h") in kernel_hindrance()
    (tmp_path / "Python.h").touch()
    assert kernel_hindrance() == ""
