"""The heat map: its matrix against a golden one, its scale, its colours, and what is painted."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from app.panels.heat_colours import heat_colours
from app.panels.heat_picture import CellRoom, paint_heat
from app.replay import Mark, Track, read_track
from app.replay_heat import FULL_NATS, NOTHING, HeatMatrix, heat_matrix, heat_share
from app.theme import load_theme
from engine.recording import Recording
from tests.app.recordings import ACCEPTED, FREE, PINNED, SHORT, recording_of, step_of

GOLDEN = Path(__file__).parent / "golden" / "heat.txt"
SHAPES = {Mark.SETTLED: "·", Mark.PINNED: "|", Mark.CORRECTED: "×"}


def two_canvases() -> Recording:
    """Return a run that settles, corrects itself, grows shorter, and goes on in a second canvas."""
    pinned = ("keep ", 0.0, PINNED)
    one = [("The ", 0.01, ACCEPTED), pinned, ("end", 0.02, ACCEPTED), (".", 0.0, ACCEPTED)]
    return recording_of(
        [
            step_of([("a ", 4.0, FREE), pinned, ("b ", 0.05, ACCEPTED), ("c", 6.0, ACCEPTED)], 1),
            step_of([("The ", 1.0, FREE), pinned, ("end", 0.4, FREE)], 2),
            step_of(one, 3, turn_closed=False),
            step_of([*one, (" of", 2.0, FREE), (" it", 9.0, FREE)], 1, canvas=1),
            step_of([*one, (" of", 0.1, ACCEPTED), (" it", 0.2, ACCEPTED)], 2, canvas=1),
        ]
    )


def drawn(matrix: HeatMatrix) -> str:
    """Return the matrix as text: heat in tenths of the scale, with the shape of its mark."""
    shapes = {(row, column): SHAPES[mark] for row, column, mark in matrix.marks}
    lines = []
    for row in range(matrix.height):
        line = ""
        for column in range(matrix.width):
            heat = matrix.heats[row * matrix.width + column]
            tenths = "  " if heat == NOTHING else f"{round(heat / 25.4):2d}"
            bar = "│" if column in matrix.starts else " "
            line += f"{bar}{tenths}{shapes.get((row, column), ' ')}"
        lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


def track_of(recording: Recording) -> Track:
    track = read_track(recording)
    assert track is not None
    return track


def test_the_matrix_is_the_golden_one() -> None:
    assert drawn(heat_matrix(track_of(two_canvases()))) == GOLDEN.read_text(encoding="utf-8")


@given(st.floats(-1.0, 20.0), st.floats(-1.0, 20.0))
def test_more_entropy_is_never_cooler(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0.0 <= heat_share(low) <= heat_share(high) <= 1.0


def test_the_scale_tells_nearly_sure_from_sure_and_ends_where_it_says() -> None:
    assert heat_share(0.0) == 0.0
    assert heat_share(FULL_NATS) == 1.0
    assert heat_share(0.3) > 0.3


def luminance(colour: str) -> float:
    ink = QColor(colour)
    parts = (ink.redF(), ink.greenF(), ink.blueF())
    linear = [part / 12.92 if part <= 0.04 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_order_of_the_ramp_is_seen_without_hues(name: str) -> None:
    theme = load_theme(name)
    shades = [luminance(colour) for colour in heat_colours(theme)]
    assert len(shades) == 255
    if name == "light":
        shades.reverse()
    # A step of the ramp is less than a colour of the screen: rounding may turn two of them around.
    assert all(later > earlier - 0.001 for earlier, later in pairwise(shades))
    if name == "light":
        shades.reverse()
    ground = luminance(theme.surface)
    contrasts = [
        (max(ground, shade) + 0.05) / (min(ground, shade) + 0.05)
        for shade in (shades[0], shades[-1])
    ]
    assert contrasts[0] < 1.2  # the certain ones are nearly the ground
    assert contrasts[1] > 7.0


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_cell_is_painted_in_its_heat(qapp: QApplication, name: str, ratio: float) -> None:
    del qapp
    theme = load_theme(name)
    matrix = heat_matrix(track_of(SHORT))
    size = QSize(90, 60)
    picture = paint_heat(matrix, theme, size, ratio)
    assert picture.size() == size * ratio
    colours = [*heat_colours(theme), theme.surface]
    room = CellRoom(matrix, size)
    for row in range(matrix.height):
        for column in range(matrix.width):
            corner = (room.cell(row, column).topLeft() * ratio).toPoint()
            seen = picture.pixelColor(corner.x() + 4, corner.y() + 4)
            assert seen == QColor(colours[matrix.heats[row * matrix.width + column]])


def test_marks_have_shapes_of_their_own(qapp: QApplication) -> None:
    del qapp
    theme = load_theme("light")
    inks = []
    for state in (FREE, ACCEPTED, PINNED):
        track = track_of(recording_of([step_of([("a", 0.0, state)], 1)]))
        image = paint_heat(heat_matrix(track), theme, QSize(12, 12), 1.0)
        ground = image.pixel(1, 1)
        spots = {(x, y) for x in range(12) for y in range(12) if image.pixel(x, y) != ground}
        inks.append(spots)
    corrected = paint_heat(heat_matrix(track_of(SHORT)), theme, QSize(72, 72), 1.0)
    cell = corrected.copy(25, 25, 22, 22)  # without the lines that part it from its neighbours
    ground = cell.pixel(1, 1)
    inks.append({(x, y) for x in range(22) for y in range(22) if cell.pixel(x, y) != ground})
    free, dot, bar, cross = inks
    assert free == set()
    assert 1 <= len(dot) <= 16
    assert {y for _, y in bar} == set(range(12))
    assert len({x for x, _ in bar}) < 6
    assert len({x for x, _ in cross}) > 6
    assert len(cross) < 160
