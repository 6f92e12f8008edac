"""A guess at how high a block will be, for blocks that nobody has looked at yet."""

from app.preview.blocks import Block
from app.preview.typography import Typography


def estimate_height(block: Block, typography: Typography, column: float) -> float:
    """Return a guess at the height of ``block`` in whole pixels.

    Args:
        block: what stands there.
        typography: in which it will be set.
        column: width of the text in pixels.
    """
    if block.kind in ("blank", "definition", "note"):
        return 0.0
    px = typography.pixels
    if block.kind in ("fence", "code", "front", "lines", "html"):
        return px(1.4) * block.lines
    across = max(column / (typography.em * 0.52), 8.0)
    lines = max(1.0, len(block.source) / across)
    if block.kind in ("pending", "notes", "table", "item", "quote"):
        lines = max(lines, block.lines)
    return float(round(px(1.6) * lines + px(0.4)))
