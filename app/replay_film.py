"""Pictures become an animated WebP or GIF; knows no Qt, no steps and no files."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from PIL import Image, ImageColor


class FilmKind(StrEnum):
    """The formats, by the ending of their files."""

    WEBP = "webp"
    GIF = "gif"


@dataclass(frozen=True, slots=True)
class FilmPicture:
    """One picture.

    Attributes:
        width: pixels.
        height: pixels.
        data: three bytes a pixel, red, green and blue, row by row without gaps.
    """

    width: int
    height: int
    data: bytes


_SHORTEST = {FilmKind.WEBP: 10, FilmKind.GIF: 20}  # ms: below, players take a time of their own
_COLOURS = 128  # that a GIF takes from its first picture: inks and their smoothed edges


def encode_film(
    kind: FilmKind,
    pictures: Iterator[FilmPicture],
    seconds: Sequence[float],
    inks: Sequence[str] = (),
) -> bytes:
    """Return the film as the bytes of a file; it begins again when it is over.

    Args:
        kind: its format.
        pictures: one or more, all of one size; they are taken one by one.
        seconds: how long each is shown; times that the format cannot hold become the nearest.
        inks: colours (``#rrggbb``) that a GIF must be able to show, 100 at most, though its first
            picture may have none of them.
    """
    shortest = _SHORTEST[kind]
    times = [max(shortest, round(each * 1000)) for each in seconds]
    images: Iterator[Image.Image] = (_image(picture) for picture in pictures)
    out = io.BytesIO()
    if kind is FilmKind.WEBP:
        first = next(images)
        first.save(
            out, "WEBP", save_all=True, append_images=images, duration=times, loop=0,
            lossless=True, quality=40, method=2,
        )  # fmt: skip
    else:
        images = _with_one_palette(images, inks)
        first = next(images)
        # GIF counts in hundredths of a second.
        first.save(
            out, "GIF", save_all=True, append_images=images,
            duration=[round(each, -1) for each in times], loop=0, optimize=False,
        )  # fmt: skip
    return out.getvalue()


def _image(picture: FilmPicture) -> Image.Image:
    return Image.frombytes("RGB", (picture.width, picture.height), picture.data)


def _with_one_palette(images: Iterator[Image.Image], inks: Sequence[str]) -> Iterator[Image.Image]:
    """Yield the images in the colours of the first one and ``inks``: one each would flicker."""
    first = next(images)
    seen = first.quantize(_COLOURS, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    wanted = [channel for ink in inks for channel in ImageColor.getrgb(ink)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([*wanted, *seen])
    for image in chain((first,), images):
        yield image.quantize(palette=palette, dither=Image.Dither.NONE)
