"""The sizes of the hicolor theme, each sharp and seen on light and dark grounds."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from app.icons import icon_folder
from app.start import DESKTOP_ID
from icons import SIZES, render


@pytest.fixture(scope="module")
def rendered(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    del qapp
    folder = tmp_path_factory.mktemp("icons")
    files = render(folder)
    assert sorted(files) == sorted(file for file in folder.rglob("*") if file.is_file())
    return folder


def image_of(folder: Path, size: int) -> QImage:
    return QImage(str(folder / f"hicolor/{size}x{size}/apps/{DESKTOP_ID}.png"))


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of WCAG 2."""

    def luminance(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_theme_has_every_size_from_16_to_512() -> None:
    assert {16, 22, 24, 32, 48, 64, 128, 256, 512} <= set(SIZES)


@pytest.mark.parametrize("size", SIZES)
def test_an_icon_is_as_large_as_its_folder_says(rendered: Path, size: int) -> None:
    image = image_of(rendered, size)
    assert (image.width(), image.height()) == (size, size)
    assert image.hasAlphaChannel()
    assert image.pixelColor(0, 0).alpha() < 128
    assert image.pixelColor(size // 2, size // 8).alpha() == 255


def test_the_scalable_icon_is_the_drawing_of_the_window(rendered: Path) -> None:
    scalable = rendered / f"hicolor/scalable/apps/{DESKTOP_ID}.svg"
    assert scalable.read_bytes() == (icon_folder() / "anneal.svg").read_bytes()


def test_the_lines_of_the_smallest_icon_lie_on_pixels(rendered: Path) -> None:
    image = image_of(rendered, 16)
    rows = [image.pixelColor(4, y) for y in range(2, 6)]
    assert rows[0] == rows[3]
    assert rows[1] == rows[2]
    assert contrast(rows[0], rows[1]) > 7


@pytest.mark.parametrize("size", [16, 22, 24, 32, 48, 128, 256])
@pytest.mark.parametrize("ground", ["#fafafa", "#1e1e1e"])
def test_the_edge_is_seen_on_both_grounds(rendered: Path, size: int, ground: str) -> None:
    """On a dark ground the rim, on a light one the rim or the dark field."""
    image = image_of(rendered, size)
    top = [image.pixelColor(size // 2, y) for y in range(max(2, size // 10))]
    solid = [colour for colour in top if colour.alpha() > 200]
    assert max(contrast(colour, QColor(ground)) for colour in solid) >= 2.5
