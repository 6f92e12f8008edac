"""A page as lines that a person can read and compare: each block with its text, kind and colours.

Written from what is laid out, not from the source: it is what the painter would be given.
"""

from collections.abc import Callable
from dataclasses import fields

from PySide6.QtGui import QColor, QFont, QTextCharFormat

from app.preview.page_view import PageView
from app.preview.text_leaf import TextLeaf
from app.theme import Theme


def drawn_page(page: PageView, theme: Theme) -> list[str]:
    """Return the blocks of ``page`` from the first to the last, colours by name and number."""
    names: dict[str, str] = {}
    for field in fields(theme):
        value = getattr(theme, field.name)
        if isinstance(value, str):
            names.setdefault(value, field.name)

    def colour(value: QColor) -> str:
        if value.alpha() == 0:
            return "unseen"
        plain = value.name()
        shade = "" if value.alpha() == 255 else f"@{value.alphaF():.2f}"
        return f"{names.get(plain, 'unnamed')} {plain}{shade}"

    lines: list[str] = []
    for index, slot in enumerate(page._flow.source.stack):
        look = page._flow.look_at(index)
        if look is None:
            raise AssertionError(f"a block that is not laid out: {slot.block}")
        drafted = " (draft)" if slot.drafted else ""
        lines.append(f"{slot.block.kind}{drafted}")
        for mark in look.marks:
            tones = [
                colour(getattr(mark, name))
                for name in ("colour", "line", "fill", "tick")
                if hasattr(mark, name)
            ]
            lines.append(f"  {type(mark).__name__.lower()}: {', '.join(tones)}")
        lines.extend(f"  label {label.text!r} {colour(label._ink)}" for label in look.labels)
        for leaf in look.leaves:
            lines.append(f"  {leaf.text!r} {colour(leaf._ink)}")
            lines.extend(f"    {part}" for part in _parts(leaf, colour))
    return lines


def _parts(leaf: TextLeaf, colour: Callable[[QColor], str]) -> list[str]:
    """Return the stretches of a text that look different from the rest of it."""
    found: list[str] = []
    units = leaf.text.encode("utf-16-le")
    for part in leaf._layout.formats():
        form: QTextCharFormat = part.format
        text = units[2 * part.start : 2 * (part.start + part.length)].decode("utf-16-le")
        looks = []
        if form.hasProperty(QTextCharFormat.Property.ForegroundBrush):
            looks.append(colour(form.foreground().color()))
        looks += ["bold"] * (form.fontWeight() > QFont.Weight.Medium)
        looks += ["italic"] * form.fontItalic()
        looks += ["struck"] * form.fontStrikeOut()
        looks += ["underlined"] * form.fontUnderline()
        if looks:
            found.append(f"{text!r} {', '.join(looks)}")
    for _, pill in leaf._pill_areas:
        edge = "" if pill.edge is None else f", edge {colour(pill.edge)}"
        found.append(f"pill {leaf.text[pill.start : pill.end]!r} {colour(pill.colour)}{edge}")
    return found
