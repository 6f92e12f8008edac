"""A page under test: a long document, and where on the screen its parts are."""

from PySide6.QtCore import QPoint

from app.preview.page_view import PageView

SECTION = """## Section {number}

A paragraph with *emphasis*, `code` and a [link](https://example.org/{number}) that goes on
for a second line before it ends.

- one point
- another point

```python
def section_{number}() -> int:
    return {number}
```

"""
LONG = "".join(SECTION.format(number=number) for number in range(120))


def places(page: PageView) -> dict[str, float]:
    """Return where each block that is seen begins, by its source."""
    return {seen.slot.block.source: seen.y for seen in page._flow.seen()}


def colours_of(page: PageView, every: int = 4) -> set[str]:
    image = page.viewport().grab().toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), every)
        for y in range(0, image.height(), every)
    }


def link_point(page: PageView, href: str) -> QPoint:
    for seen in page._flow.seen():
        look = page._flow.look(seen.slot)
        for position, run in look.links() if look is not None else []:
            if run.href == href and look is not None:
                corner = look.areas(position, position + 1)[0].center()
                return QPoint(int(corner.x() + page._flow.left), int(corner.y() + seen.y))
    raise AssertionError(f"no link to {href} is seen")
