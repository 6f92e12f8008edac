"""Films of a replay: opened again, their pictures and times counted."""

import io
from dataclasses import replace
from itertools import pairwise

import pytest
from PIL import Image, ImageSequence
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication

from app.editor.draft_film import FilmLook, paint_film
from app.replay_film import FilmKind, FilmPicture, encode_film
from app.theme import load_theme
from tests.app.recordings import FREE, SHORT, recording_of, step_of

INKS = ((250, 250, 250), (10, 20, 30), (200, 60, 10))


def picture(number: int) -> FilmPicture:
    """Return a picture with a stripe that goes on from picture to picture."""
    rows = bytes(
        channel
        for _ in range(8)
        for x in range(12)
        for channel in (INKS[1] if x == number else INKS[2] if x > 8 else INKS[0])
    )
    return FilmPicture(12, 8, rows)


@pytest.mark.parametrize("kind", FilmKind)
def test_a_film_has_every_picture_for_its_time_and_begins_again(kind: FilmKind) -> None:
    seconds = (0.1, 0.25, 0.001, 2.0)
    data = encode_film(kind, (picture(number) for number in range(4)), seconds)
    film = Image.open(io.BytesIO(data))
    assert film.format == kind.name
    assert film.size == (12, 8)
    assert film.info["loop"] == 0
    times, stripes = [], []
    for frame in ImageSequence.Iterator(film):
        image = frame.convert("RGB")
        times.append(frame.info["duration"])
        stripes.append([x for x in range(9) if image.getpixel((x, 4)) == INKS[1]])
        assert image.getpixel((10, 0)) == INKS[2]
    assert stripes == [[0], [1], [2], [3]]
    shortest = 10 if kind is FilmKind.WEBP else 20
    assert times == pytest.approx([100, 250, shortest, 2000], abs=5)


def test_every_step_is_painted_in_the_theme_with_its_words_under_it(qapp: QApplication) -> None:
    del qapp
    for name in ("light", "dark"):
        theme = load_theme(name)
        look = FilmLook(theme, QFont("DejaVu Sans Mono", 11), 480, 1.0)
        images = list(paint_film(SHORT, SHORT.steps, ("one", "two", "three"), look))
        assert len(images) == 3
        assert len({image.size().toTuple() for image in images}) == 1
        assert images[0].width() == 480
        assert all(image.pixelColor(2, 2) == QColor(theme.surface) for image in images)
        assert all(one != other for one, other in pairwise(images))


def test_the_code_of_a_fence_is_coloured_as_code(qapp: QApplication) -> None:
    del qapp
    theme = load_theme("light")
    look = FilmLook(theme, QFont("DejaVu Sans Mono", 14), 480, 1.0)
    plain = recording_of([step_of([("return None", 0.0, FREE)], 1)])
    fenced = replace(plain, request=replace(plain.request, before="```python\n"))
    painted = [
        next(iter(paint_film(recording, recording.steps, ("",), look)))
        for recording in (plain, fenced)
    ]
    assert painted[0] != painted[1]


def test_a_gif_shows_an_ink_that_its_first_picture_has_not() -> None:
    plain = FilmPicture(12, 8, bytes(INKS[0]) * 96)
    marked = FilmPicture(12, 8, bytes(INKS[0]) * 95 + bytes((217, 119, 6)))
    data = encode_film(FilmKind.GIF, iter((plain, marked)), (0.1, 0.1), ("#d97706",))
    film = Image.open(io.BytesIO(data))
    film.seek(1)
    assert film.convert("RGB").getpixel((11, 7)) == (217, 119, 6)
