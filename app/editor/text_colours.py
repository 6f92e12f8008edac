"""The colours of a text that Qt itself paints; knows no text."""

from PySide6.QtGui import QColor, QPalette

from app.theme import Theme


def text_palette(palette: QPalette, theme: Theme) -> QPalette:
    """Return ``palette`` with the colours of ``theme`` for text, ground and selection."""
    role = QPalette.ColorRole
    coloured = QPalette(palette)
    coloured.setColor(role.Base, QColor(theme.surface))
    coloured.setColor(role.Text, QColor(theme.text))
    coloured.setColor(role.Highlight, QColor(theme.selection))
    coloured.setColor(role.HighlightedText, QColor(theme.text))
    return coloured
