"""What a replay says of a step, of a token and of its scale; pure words, no Qt."""

from app.replay import Cell, Frame, Mark, Track

_SHOWN = 24  # characters of a token's text
_MARKS = {
    Mark.FREE: "free",
    Mark.SETTLED: "settled",
    Mark.PINNED: "pinned",
    Mark.CORRECTED: "corrected in this step",
}


def step_words(track: Track, index: int) -> tuple[str, ...]:
    """Return what frame ``index`` is, the most important first."""
    frame = track.frames[index]
    words = [f"Step {frame.number} of {len(track.frames)}"]
    if frame.step.pieces > 1:
        words.append(f"piece {frame.step.piece + 1}, its step {frame.step.step}")
    elif len(track.canvas_starts) > 1:
        words.append(f"canvas {frame.step.canvas + 1}, its step {frame.step.step}")
    words += [
        f"temperature {frame.step.temperature:.2f}",
        f"{frame.settled} of {frame.tokens} settled",
        "1 correction" if frame.corrections == 1 else f"{frame.corrections} corrections",
    ]
    return tuple(words)


def cell_words(frame: Frame, position: int) -> str:
    """Return what stands at ``position`` at the step of ``frame``, "" where nothing does."""
    cell = frame.cell_at(position)
    if cell is None:
        return ""
    place = f"Position {position + 1}, step {frame.number}"
    if cell.gone:
        return f"{place}\nIts settled token is gone: corrected in this step"
    return f"{_quoted(cell)} · {_MARKS[cell.mark]}\nEntropy {cell.entropy:.2f} nats\n{place}"


def _quoted(cell: Cell) -> str:
    text = cell.text.replace("\n", "⏎").replace("\t", "⇥")
    if not text:
        return "No character of its own"
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[:_SHOWN]}…”"
