from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.preview.pictures import PictureStore, local_path

FOLDER = Path("/documents")


@pytest.mark.parametrize(
    "source",
    [
        "https://example.com/a.png",
        "http://example.com/a.png",
        "HTTPS://EXAMPLE.COM/a.png",
        "ftp://example.com/a.png",
        "//example.com/a.png",
        "\\\\server\\share\\a.png",
        "file://server/share/a.png",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "http://[",
    ],
)
def test_what_lies_on_another_machine_is_no_file(source: str) -> None:
    assert local_path(source, FOLDER) is None


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("a.png", FOLDER / "a.png"),
        ("../up/a.png", FOLDER / "../up/a.png"),
        ("with%20space.png", FOLDER / "with space.png"),
        ("/root/a.png", Path("/root/a.png")),
        ("file:///root/a.png", Path("/root/a.png")),
        ("a.png?raw=true#part", FOLDER / "a.png"),
    ],
)
def test_what_lies_on_this_machine_is_a_file(source: str, path: Path) -> None:
    assert local_path(source, FOLDER) == path


def test_a_document_without_a_folder_finds_absolute_paths_alone() -> None:
    assert local_path("a.png", None) is None
    assert local_path("/a.png", None) == Path("/a.png")


@pytest.fixture
def store(tmp_path: Path) -> PictureStore:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(tmp_path / "a.png"))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    made = PictureStore()
    made.folder = tmp_path
    return made


def test_a_picture_is_known_by_its_size_and_decoded_when_it_is_asked_for(
    store: PictureStore, qtbot: QtBot
) -> None:
    picture = store.find("a.png")
    assert picture is not None
    assert picture.size == QSize(40, 20)
    size = QSize(20, 10)
    assert store.image(picture, size) is None
    with qtbot.waitSignal(store.picture_loaded):
        pass
    image = store.image(picture, size)
    assert image is not None
    assert image.size() == size
    assert image.pixelColor(5, 5).name() == "#ff0000"


@pytest.mark.parametrize("source", ["absent.png", "broken.png", "", ".", "x" * 5000, "a\0b"])
def test_what_is_no_picture_is_not_found(store: PictureStore, source: str) -> None:
    assert store.find(source) is None
