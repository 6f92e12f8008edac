"""Words that wrap, names and paths without a space among them too; knows no model."""

import re
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

_JOINT: Final = "\u200b"  # has no width; a line may end there
_LONG: Final = 24  # letters without a space
_LONG_WORD: Final = re.compile(rf"\S{{{_LONG},}}")
_PIECE: Final = re.compile(rf"[^/\\_.\-]{{0,{_LONG}}}[/\\_.\-]|[^/\\_.\-]{{1,{_LONG}}}")


class WrappedLabel(QLabel):
    """A label as high as its words need in the width that it has.

    ``QLabel`` is never narrower than its longest word, and a path can be wider than the window.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        """Show ``text``."""
        super().setText(jointed(text))
        self.setAccessibleName(text)

    def text(self) -> str:
        """Return the words as they were given."""
        return super().text().replace(_JOINT, "")


def jointed(text: str) -> str:
    """Return ``text`` with places in its long words at which a line may end."""
    return _LONG_WORD.sub(lambda word: _JOINT.join(_PIECE.findall(word[0])), text)
