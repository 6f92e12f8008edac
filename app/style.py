"""The look of the chrome as one Qt style sheet made from the theme; knows no widget by class.

Widgets ask for a look by object name (``card``, ``bar``) or by the dynamic properties ``look``
("primary", "quiet", "danger") and ``tone`` ("muted", "warning", "error", "strong"), so that no
widget holds a colour. Sizes follow one grid of 4 px.
"""

from string import Template

from app.palette import mix
from app.theme import Theme

_SHEET = Template("""
* { dialogbuttonbox-buttons-have-icons: 0; }
QToolTip { color: $text; background: $raised; border: 1px solid $border; padding: 4px 6px; }
QMainWindow, QDialog, QMessageBox { background: $window; }

QMenuBar { background: $window; color: $text; padding: 2px 6px; }
QMenuBar::item { background: transparent; padding: 4px 9px; border-radius: 5px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover; }
QMenu { background: $surface; color: $text; border: 1px solid $border; padding: 5px; }
QMenu::item { padding: 5px 28px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $faded; }
QMenu::separator { height: 1px; background: $border; margin: 5px 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 6px; }

QSplitter::handle { background: $border; }
QSplitter::handle:hover { background: $accent; }

QTabBar { background: $window; border: none; outline: none; qproperty-drawBase: 0; }
QTabBar::tab { background: $window; color: $muted; border: none; border-right: 1px solid $border;
    border-top: 2px solid transparent; border-bottom: 1px solid $border;
    padding: 7px 8px 7px 14px; }
QTabBar::tab:hover { color: $text; background: $hover; }
QTabBar::tab:selected { color: $text; background: $surface; border-top: 2px solid $accent;
    border-bottom: 1px solid $surface; }
QTabBar::tab:selected:focus { background: $checked; border-bottom: 2px solid $accent; }
QTabBar QToolButton { background: $window; border: none; }
QTabBar #tab_close { background: transparent; padding: 2px; }
QTabBar #tab_close:hover { background: $hover; }

#tabs { background: $window; border-bottom: 1px solid $border; }
#side { background: $window; }
#side QTextEdit { background: $surface; color: $text; border: none;
    border-bottom: 1px solid $border; selection-background-color: $selection;
    selection-color: $text; }
#bar, #foot { background: $window; border-top: 1px solid $border; }
#card { background: $raised; border: 1px solid $card_edge; border-radius: 10px; }
#variant { background: $surface; border: 1px solid $border; border-radius: 8px; }
#variant[current="true"] { border: 2px solid $accent; }
#variant QTextEdit { background: transparent; border: none; color: $text; }
#placeholder, #sheet { background: $surface; }
#box { background: $raised; border: 1px solid $border; border-radius: 8px; }
#ask { background: $surface; border: 1px solid $accent; border-radius: 6px; }
#line { background: $border; border: none; }
#badge { color: $text; background: $checked; border-radius: 8px; padding: 1px 8px; }

QLabel { background: transparent; color: $text; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="warning"] { color: $warning; }
QLabel[tone="error"] { color: $error; }
QLabel[tone="strong"] { color: $text; font-weight: 600; }
QLabel#key { color: $muted; background: $hover; border: 1px solid $border; border-radius: 4px;
    padding: 0 5px; }

QPushButton { color: $text; background: $surface; border: 1px solid $border; border-radius: 6px;
    padding: 5px 12px; min-height: 16px; outline: none; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton:disabled { color: $faded; }
QPushButton:default, QPushButton[look="primary"] { color: $on_accent; background: $accent;
    border: 1px solid $accent; }
QPushButton[look="primary"] { font-weight: 600; }
QPushButton:default:disabled { color: $faded; background: $surface; border: 1px solid $border; }
QPushButton:default:hover, QPushButton[look="primary"]:hover { background: $accent_hover; }
QPushButton:default:focus, QPushButton[look="primary"]:focus { border: 1px solid $text; }
QPushButton[look="primary"]:disabled { color: $faded; background: $hover;
    border: 1px solid $border; }
QPushButton[look="quiet"] { background: transparent; border: 1px solid transparent; }
QPushButton[look="quiet"]:hover { background: $hover; }
QPushButton[look="quiet"]:focus { border: 1px solid $accent; }
QPushButton[look="quiet"]:checked { background: $checked; border: 1px solid $accent; }

QPushButton[look="link"] { color: $accent; background: transparent; text-align: left;
    border: 1px solid transparent; padding: 1px 0; text-decoration: underline; }
QPushButton[look="link"]:focus { border: 1px solid $accent; }

QPushButton[bare="true"] { padding: 5px 6px; }

QPushButton[look="turn"] { background: transparent; border: 1px solid transparent;
    padding: 2px 8px; }
QPushButton[look="turn"]:hover { background: $hover; }
QPushButton[look="turn"]:focus { border: 1px solid $accent; }
QPushButton[look="turn"]:checked { background: $checked; border: 1px solid $accent; }

QToolButton { color: $muted; background: transparent; border: 1px solid transparent;
    border-radius: 5px; padding: 4px; }
QToolButton:hover { background: $hover; color: $text; }
QToolButton:pressed { background: $pressed; }
QToolButton:focus { border: 1px solid $accent; }
QToolButton:checked { background: $checked; color: $text; border: 1px solid $accent; }
#model { padding: 1px 3px; border-radius: 4px; }
#fact { padding: 2px 3px 0 3px; border-radius: 4px; }

ChoiceBox { color: $text; background: $surface; border: 1px solid $border; border-radius: 6px;
    padding: 5px 6px 5px 8px; }
ChoiceBox::drop-down { border: none; width: 22px; }
ChoiceBox:hover { background: $hover; }
ChoiceBox:focus { border: 1px solid $accent; }
ChoiceBox:disabled { color: $faded; }
ChoiceBox QAbstractItemView { color: $text; background: $surface; border: 1px solid $border;
    selection-background-color: $checked; selection-color: $text; }

QLineEdit { color: $text; background: $surface; border: 1px solid $border; border-radius: 6px;
    padding: 5px 8px; selection-background-color: $selection; selection-color: $text; }
QLineEdit:focus { border: 1px solid $accent; }
#card QScrollBar { background: transparent; }
#card QLineEdit, #card QLineEdit:focus { background: transparent; border: none; padding: 2px; }

#float { color: $text; background: $raised; border: 1px solid $card_edge; border-radius: 11px;
    padding: 3px 10px; }
#float:hover { background: $hover; border: 1px solid $accent; }

QPlainTextEdit { color: $text; background: $surface; border: none;
    selection-background-color: $selection; selection-color: $text; }

QListView { background: transparent; border: none; color: $text; outline: none; }
QListView:window { background: $surface; border: 1px solid $border; }
#framed, QPlainTextEdit#field { background: $surface; border: 1px solid $border;
    border-radius: 6px; padding: 4px; }
#framed:focus, QPlainTextEdit#field:focus { border: 1px solid $accent; }
QListView QLineEdit { padding: 0 4px; }
QListView::item { padding: 5px 8px; border-radius: 5px; }
QListView::item:hover { background: $hover; }
QListView::item:selected { background: $checked; color: $text; }
QListView#pages::item { padding: 4px 7px; border: 1px solid transparent; }
QListView#pages::item:selected:focus { border: 1px solid $accent; }

QCheckBox { color: $text; background: transparent; spacing: 8px; }
QCheckBox:disabled { color: $faded; }

QSlider { min-height: 18px; }
QSlider::groove:horizontal { background: $thumb; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { background: $surface; border: 2px solid $accent; width: 10px;
    margin: -5px 0; border-radius: 7px; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: $accent; }
QSlider::groove:horizontal:disabled, QSlider::sub-page:horizontal:disabled { background: $border; }
QSlider::handle:horizontal:disabled { background: $raised; border: 2px solid $border; }

QProgressBar { background: $border; border: none; max-height: 2px; min-height: 2px; }
QProgressBar::chunk { background: $accent; }
QProgressBar#wide { max-height: 6px; min-height: 6px; border-radius: 3px; }
QProgressBar#wide::chunk { border-radius: 3px; }

QScrollBar:vertical { background: $surface; width: 12px; margin: 0; }
QScrollBar:horizontal { background: $surface; height: 12px; margin: 0; }
QScrollBar::handle { background: $thumb; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $thumb_hover; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def build_style_sheet(theme: Theme) -> str:
    """Return the style sheet of the whole program in the colours of ``theme``."""
    return _SHEET.substitute(
        window=theme.window,
        surface=theme.surface,
        raised=theme.raised,
        border=theme.border,
        text=theme.text,
        muted=theme.muted,
        accent=theme.accent,
        on_accent=theme.on_accent,
        selection=theme.selection,
        warning=theme.warning,
        error=theme.error,
        hover=mix(theme.text, theme.window, 0.07),
        pressed=mix(theme.text, theme.window, 0.13),
        checked=mix(theme.accent, theme.surface, 0.16),
        faded=mix(theme.muted, theme.window, 0.55),
        card_edge=mix(theme.text, theme.border, 0.14),
        accent_hover=mix(theme.text, theme.accent, 0.12),
        thumb=mix(theme.muted, theme.surface, 0.32),
        thumb_hover=mix(theme.muted, theme.surface, 0.6),
    )
