from dataclasses import replace

from app.editor.settling import Look, Settling
from engine.corrections import Corrections
from engine.events import DenoiseStep, TokenState, TokenView


def step(*tokens: tuple[str, float, TokenState]) -> DenoiseStep:
    views, place = [], 0
    for shown, entropy, state in tokens:
        views.append(TokenView(place, place + len(shown), entropy, state))
        place += len(shown)
    text = "".join(shown for shown, _, _ in tokens)
    return DenoiseStep(1, 0, 1, 8, 0.8, text, tuple(views), 0.1)


def looks(settling: Settling, view: DenoiseStep) -> list[tuple[str, Look]]:
    return [(view.text[s.start : s.end], s.look) for s in settling.stretches(view)]


FREE, ACCEPTED, PINNED = TokenState.FREE, TokenState.ACCEPTED, TokenState.PINNED


def test_an_accepted_token_stays_settled_while_its_text_stays() -> None:
    settling = Settling()
    assert looks(settling, step(("a", 0, ACCEPTED), ("b", 2, FREE)))[0] == ("a", Look.SETTLED)
    assert looks(settling, step(("a", 1, FREE), ("c", 2, FREE))) == [
        ("a", Look.SETTLED),
        ("c", Look.NEW),
    ]
    assert looks(settling, step(("x", 2, FREE), ("c", 2, FREE)))[0] == ("x", Look.NEW)
    assert looks(settling, step(("a", 2, FREE), ("c", 2, FREE)))[0] == ("a", Look.NEW)


def test_a_changed_word_is_new_for_three_steps_and_then_free() -> None:
    """So one that changes at every other step does not flicker between the two."""
    settling = Settling()
    seen = [
        looks(settling, step((word, 2, FREE)))[0][1]
        for word in ("a", "a", "a", "a", "b", "c", "b", "b", "b", "b")
    ]
    new, free = Look.NEW, Look.FREE
    assert seen == [new, new, new, free, new, new, new, new, new, free]


def test_a_corrected_word_keeps_its_mark_and_agrees_with_the_count() -> None:
    settling, count = Settling(), Corrections()
    marks = []
    for view in (
        step(("a", 0, ACCEPTED), (" b", 2, FREE)),
        step(("x", 2, FREE), (" c", 2, FREE)),
        step(("x", 0, ACCEPTED), (" d", 0, ACCEPTED)),
        step(("x", 0, FREE), (" e", 0, ACCEPTED)),
    ):
        count = count.after(view)
        stretches = settling.stretches(view)
        marks.append([view.text[s.start : s.end] for s in stretches if s.corrected])
    assert marks == [[], ["x"], ["x"], ["x", "e"]]
    assert count.count == 2


def test_the_tokens_of_a_corrected_word_have_one_mark_and_its_neighbour_another() -> None:
    settling = Settling()
    settling.stretches(step(("a", 0, ACCEPTED), ("b", 0, ACCEPTED), (" c", 0, ACCEPTED)))
    view = step(("d", 0, ACCEPTED), ("e", 0, ACCEPTED), (" f", 0, ACCEPTED))
    assert looks(settling, view) == [("de", Look.SETTLED), ("f", Look.SETTLED)]


def test_another_piece_of_a_long_span_begins_anew() -> None:
    settling = Settling()
    settling.stretches(step(("a", 0, ACCEPTED), ("b", 0, ACCEPTED)))
    settling.stretches(step(("a", 0, ACCEPTED), ("c", 0, ACCEPTED)))
    fresh = replace(step(("a", 2, FREE), ("d", 2, FREE)), canvas=1, piece=1, pieces=2)
    assert [(s.look, s.corrected) for s in settling.stretches(fresh)] == [(Look.NEW, False)]


def test_another_variant_corrects_nothing_of_this_one() -> None:
    settling = Settling()
    settling.stretches(step(("a", 0, ACCEPTED), ("b", 0, ACCEPTED)))
    other = replace(step(("c", 0, ACCEPTED), ("d", 2, FREE)), variant=1)
    assert not any(stretch.corrected for stretch in settling.stretches(other))


def test_a_settled_token_is_found_though_the_text_before_it_changed_length() -> None:
    settling = Settling()
    settling.stretches(step(("long", 2, FREE), ("b", 0, ACCEPTED)))
    assert looks(settling, step(("s", 2, FREE), ("b", 2, FREE))) == [
        ("s", Look.NEW),
        ("b", Look.SETTLED),
    ]


def test_alike_neighbours_are_one_stretch_and_tokens_without_text_show_nothing() -> None:
    found = Settling().stretches(
        step(("a", 0, ACCEPTED), ("", 0, FREE), ("b", 0, ACCEPTED), ("p", 0, PINNED))
    )
    assert [(s.start, s.end, s.look) for s in found] == [
        (0, 2, Look.SETTLED),
        (2, 3, Look.PINNED),
    ]


def test_more_entropy_is_more_doubt_within_bounds() -> None:
    doubts = [
        Settling().stretches(step(("a", entropy, FREE)))[0].doubt for entropy in (0.0, 1.5, 99.0)
    ]
    assert doubts == sorted(doubts)
    assert doubts[0] == 0.0
    assert doubts[-1] == 1.0


def test_blanks_alone_and_at_the_ends_of_words_have_no_line_under_them() -> None:
    blank = step(("one", 0, ACCEPTED), (" ", 0, PINNED), (" two ", 2, FREE), ("\n", 0, PINNED))
    assert looks(Settling(), blank) == [("one", Look.SETTLED), ("two", Look.NEW)]
