"""How often a run corrected itself, counted over its steps; pure, knows no model and no torch.

A token is settled from the step that accepts it for as long as it shows the same text. It is
corrected where a later step of the same canvas shows another text in its place, or none: the
model chose another word, or what stands before it grew or shrank. That a step does not accept it
again is no correction, and neither is a change of what was never accepted.
"""

from dataclasses import dataclass
from itertools import zip_longest

from engine.events import DenoiseStep, TokenState


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections up to a step; the state goes in and comes out.

    Attributes:
        count: over all canvases so far.
        canvas: number of the newest one.
        settled: of each token of the step, the text that it settled on, "" where it has not, or
            shows nothing.
        changed: numbers of the tokens that the newest step corrected, as it shows them.
    """

    count: int = 0
    canvas: int = 0
    settled: tuple[str, ...] = ()
    changed: tuple[int, ...] = ()

    def after(self, step: DenoiseStep) -> "Corrections":
        """Return the state after ``step``, the next one of the same run."""
        # A finished canvas changes no more, but its edge does: a blank at the end of the text
        # comes to show once something follows it.
        settled = self.settled if step.canvas == self.canvas else ()
        shown = tuple(step.text[token.start : token.end] for token in step.tokens)
        pairs = tuple(zip_longest(settled, shown, fillvalue=""))
        changed = tuple(number for number, (old, new) in enumerate(pairs) if old and old != new)
        accepted = tuple(token.state is TokenState.ACCEPTED for token in step.tokens)
        return Corrections(
            count=self.count + len(changed),
            canvas=step.canvas,
            settled=tuple(
                new if taken or old == new else ""
                for (old, new), taken in zip(pairs, accepted, strict=False)
            ),
            changed=tuple(number for number in changed if number < len(shown)),
        )
