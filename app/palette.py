"""The theme as Qt's palette, and mixtures of its colours; knows no widgets."""

from PySide6.QtGui import QColor, QPalette

from app.theme import Theme


def mix(over: str, under: str, share: float) -> str:
    """Return ``share`` (0 to 1) of the colour ``over`` laid upon ``under``, as ``#rrggbb``."""
    top, ground = QColor(over), QColor(under)
    pairs = (
        (top.red(), ground.red()),
        (top.green(), ground.green()),
        (top.blue(), ground.blue()),
    )
    return QColor(*(round(share * a + (1 - share) * b) for a, b in pairs)).name()


def build_palette(theme: Theme) -> QPalette:
    """Return the palette that makes every widget of the Fusion style follow ``theme``."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.raised,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Text: theme.text,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Accent: theme.accent,
        role.Light: theme.raised,
        role.Midlight: theme.border,
        role.Mid: theme.border,
        role.Dark: mix(theme.text, theme.border, 0.15),
        role.Shadow: mix("#000000", theme.window, 0.4),
    }
    palette = QPalette()
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    faded = QColor(mix(theme.muted, theme.window, 0.55))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, faded)
    return palette
