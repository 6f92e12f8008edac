"""What marks the program on Windows and macOS, and Anneal.app put together: only read back."""

import ast
import re
from pathlib import Path

import pytest
from PIL.IcnsImagePlugin import IcnsFile
from PIL.IcoImagePlugin import IcoFile
from PySide6.QtWidgets import QApplication

import program_marks
from engine.runtime.places import bundled_folder
from program_marks import ICON_FILES, MACOS_SIZES, WINDOWS_SIZES, version_text, windows_numbers
from putting_together import InTheWayError, put_app_together, put_together

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def marks(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    del qapp
    folder = tmp_path_factory.mktemp("marks")
    assert program_marks.main([str(folder), "1.2.3rc1"]) == 0
    return folder


def test_the_icon_of_windows_holds_each_size_as_it_was_drawn(marks: Path) -> None:
    drawings = program_marks.draw()
    with (marks / "anneal.ico").open("rb") as file:
        icon = IcoFile(file)
        assert icon.sizes() == {(size, size) for size in WINDOWS_SIZES}
        for size in WINDOWS_SIZES:
            held = icon.getimage((size, size)).convert("RGBA")
            assert held.tobytes() == drawings[size].tobytes()


def test_the_icon_of_macos_holds_each_size_as_it_was_drawn(marks: Path) -> None:
    drawings = program_marks.draw()
    with (marks / "anneal.icns").open("rb") as file:
        icon = IcnsFile(file)
        found = icon.itersizes()
        assert {wide * scale for wide, _, scale in found} == set(MACOS_SIZES)
        for wide, high, scale in found:
            held = icon.getimage((wide, high, scale)).convert("RGBA")
            assert held.tobytes() == drawings[wide * scale].tobytes()


def test_the_specification_names_what_is_made(marks: Path) -> None:
    specification = (ROOT / "packaging/anneal.spec").read_text(encoding="utf-8")
    named = set(re.findall(r'"(anneal\.ic\w+|version\.txt)"', specification))
    assert named == {path.name for path in marks.iterdir()} == {*ICON_FILES, "version.txt"}
    installer = (ROOT / "packaging/windows/anneal.iss").read_text(encoding="utf-8")
    assert "SetupIconFile=..\\..\\build\\bundle\\anneal.ico" in installer


def test_the_version_is_in_the_words_that_pyinstaller_reads(marks: Path) -> None:
    tree = ast.parse((marks / "version.txt").read_text(encoding="utf-8"), mode="eval")
    calls: dict[str, list[ast.Call]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            calls.setdefault(node.func.id, []).append(node)
    structures = {"VSVersionInfo", "FixedFileInfo", "StringFileInfo", "VarFileInfo", "VarStruct"}
    assert set(calls) == structures | {"StringTable", "StringStruct"}
    (fixed,) = calls["FixedFileInfo"]
    values = {each.arg: ast.literal_eval(each.value) for each in fixed.keywords}
    assert values["filevers"] == values["prodvers"] == (1, 2, 3, 0)
    assert values["flags"] == 2
    rows = [[ast.literal_eval(word) for word in call.args] for call in calls["StringStruct"]]
    told = dict(rows)
    assert told["ProductVersion"] == told["FileVersion"] == "1.2.3rc1"


def test_a_release_has_no_flag_and_its_numbers_are_four() -> None:
    assert "flags=0," in version_text("0.2")
    assert windows_numbers("0.2") == (0, 2, 0, 0)
    assert windows_numbers("1.2.3.4rc2") == (1, 2, 3, 4)
    with pytest.raises(ValueError, match="numbers"):
        windows_numbers("next")


@pytest.fixture
def parts(tmp_path: Path) -> tuple[Path, Path]:
    frozen, runtime = tmp_path / "frozen", tmp_path / "runtime"
    for file in (frozen / "_internal/a", frozen / "Contents/MacOS/anneal", runtime / "torch/b.py"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("text", encoding="utf-8")
    (frozen / "Contents/Frameworks/resources").mkdir(parents=True)
    return frozen, runtime


def test_an_application_holds_the_plain_folder_where_the_program_looks(
    parts: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "Anneal.app"
    for _ in range(2):
        put_app_together(out, *parts)
    assert (out / "Contents/Resources/runtime/torch/b.py").is_file()
    assert (out / "Contents/Frameworks/runtime").readlink() == Path("../Resources/runtime")
    resources = out / "Contents/Frameworks/resources"
    monkeypatch.setattr("engine.runtime.places.resource_folder", lambda: resources)
    assert bundled_folder() == out / "Contents/Frameworks/runtime"
    # It is signed afterwards: what it was made of must not change with it.
    assert (out / "Contents/MacOS/anneal").stat().st_nlink == 1


def test_a_bundle_replaces_a_bundle_and_nothing_else(
    parts: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for _ in range(2):
        put_together(out, *parts)
    assert (out / "runtime/torch/b.py").is_file()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.md").write_text("mine", encoding="utf-8")
    for put in (put_together, put_app_together):
        with pytest.raises(InTheWayError, match="left as it is"):
            put(mine, *parts)
    assert [path.name for path in mine.iterdir()] == ["letter.md"]
    assert not mine.with_name("mine.new").exists()
