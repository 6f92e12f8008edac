"""What lies open in the bundle: compiled beforehand, and anew where a person changed it."""

import subprocess
import sys
from pathlib import Path

from frozen_contents import keeps
from open_modules import compiled

ASK = "import sys; sys.path.insert(0, sys.argv[1]); import PySide6; print(PySide6.x, end='')"


def said(folder: Path) -> str:
    return subprocess.run(
        [sys.executable, "-I", "-B", "-c", ASK, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_open_modules_are_compiled_and_no_others(tmp_path: Path) -> None:
    source = tmp_path / "source.py"
    source.write_text("x = 1\n", encoding="utf-8")
    files = [
        ("PySide6/__init__.py", str(source), "DATA"),
        ("shiboken6\\_config.py", str(source), "DATA"),
        ("PySide6/py.typed", str(source), "DATA"),
        ("engine/kernels/one.py", str(source), "DATA"),
    ]
    made = compiled(files, tmp_path / "made")
    tag = sys.implementation.cache_tag
    assert [to for to, _, _ in made] == [
        f"PySide6/__pycache__/__init__.{tag}.pyc",
        f"shiboken6/__pycache__/_config.{tag}.pyc",
    ]
    for _, file, kind in made:
        data = Path(file).read_bytes()
        assert kind == "DATA"
        # By hash, and held against the source; nothing tells where that lay when it was compiled.
        assert data[4:8] == b"\x03\0\0\0"
        assert str(tmp_path).encode() not in data


def test_a_changed_one_is_what_the_next_start_runs(tmp_path: Path) -> None:
    module = tmp_path / "PySide6/__init__.py"
    module.parent.mkdir()
    module.write_text("x = 'as it came'\n", encoding="utf-8")
    compiled([("PySide6/__init__.py", str(module), "DATA")], tmp_path)
    assert said(tmp_path) == "as it came"
    module.write_text("x = 'as I like'\n", encoding="utf-8")
    assert said(tmp_path) == "as I like"


def test_what_pyside_brings_besides_for_developers_stays_out() -> None:
    assert keeps("PySide6/__init__.py")
    assert not keeps("PySide6/scripts/deploy.py")
