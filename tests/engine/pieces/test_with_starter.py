"""The starter model refines many paragraphs piece by piece."""

import threading

from engine.events import Draft, PieceEnd, PromptReady
from engine.pieces.structure import structure_of
from engine.request import EditRequest, Span
from engine.session import Engine

TEXT = """## Getting started

The server is really quite simple and it basically reads the configuration file at startup. It is \
very important to note that the cache is cleared each time.

```sh
make   test  # really
```

- It is basically a good idea to really read the [manual](https://example.org/manual) first.
- You can actually run it again in order to see the difference.

> In order to stop the server, you should simply press the button.

The result is actually written to the file, and it is basically ready to be used.
"""


def test_many_paragraphs_are_tightened_and_built_as_they_were(starter_engine: Engine) -> None:
    request = EditRequest(1, 1, Span(0, len(TEXT)), "", TEXT, "", "Tighten", in_pieces=True)
    events = list(starter_engine.edit(request, threading.Event()))
    draft = events[-1]
    assert isinstance(draft, Draft)
    assert structure_of(draft.text) == structure_of(TEXT)
    assert "make   test  # really" in draft.text
    assert "basically" not in draft.text
    refined = [piece for piece in draft.pieces if piece.end is PieceEnd.REFINED]
    assert len(refined) >= 3
    assert [type(event) for event in events].count(PromptReady) == 1


def test_a_short_selection_is_not_cut(starter_engine: Engine) -> None:
    text = "The server is really quite simple."
    request = EditRequest(1, 1, Span(0, len(text)), "", text, "", "Tighten", in_pieces=True)
    draft = list(starter_engine.edit(request, threading.Event()))[-1]
    assert isinstance(draft, Draft)
    assert draft.pieces == ()
