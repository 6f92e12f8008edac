"""What a step shows: text, ranges without gaps, states, the end, and the white space around."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.denoise import LoopStep
from engine.draft_text import TokenPieces
from engine.draft_view import DraftView, Shown
from engine.events import RunnerUp, TokenState
from engine.plain_tokenizer import PlainTokenizer
from tests.tiny_checkpoint import EOS, PAD, TURN_END, make_tokenizer

TOKENIZER = make_tokenizer(320)
PLAIN = PlainTokenizer(TOKENIZER)
PIECES = TokenPieces(TOKENIZER)
ENDS = (EOS, TURN_END)


def make_step(ids: list[int], canvas: int = 0, pinned: tuple[int, ...] = ()) -> LoopStep:
    return LoopStep(
        canvas=canvas,
        step=1,
        temperature=0.5,
        ids=tuple(ids),
        entropies=tuple(float(number) for number in range(len(ids))),
        accepted=tuple(number % 2 == 0 and number not in pinned for number in range(len(ids))),
        pinned=tuple(number in pinned for number in range(len(ids))),
        converged=False,
        last=True,
    )


def show(ids: list[int], lead: str = "", trail: str = "") -> Shown:
    return DraftView(PIECES, ENDS, lead, trail).show(make_step(ids))


def check_covered(shown: Shown) -> None:
    here = 0
    for token in shown.tokens:
        assert token.start == here
        assert token.end >= token.start
        here = token.end
    assert here == len(shown.text)


def test_the_text_ends_at_the_end_of_turn() -> None:
    shown = show([*PLAIN.encode("the fox"), TURN_END, *PLAIN.encode("gone"), PAD])
    assert shown.text == "the fox"
    assert shown.closed
    assert shown.token_count == len(PLAIN.encode("the fox"))
    check_covered(shown)


def test_without_end_of_turn_it_is_open() -> None:
    shown = show(PLAIN.encode("the fox"))
    assert shown.text == "the fox"
    assert not shown.closed


def test_the_closing_tag_cuts_the_text() -> None:
    shown = show([*PLAIN.encode("a fox\n</rewrite> and more"), PAD])
    assert shown.text == "a fox"
    assert shown.closed
    check_covered(shown)


def test_white_space_is_the_selections_own() -> None:
    shown = show([*PLAIN.encode("\n a fox \n"), TURN_END], "  ", "\n\n")
    assert shown.text == "  a fox\n\n"
    check_covered(shown)
    first, last = shown.tokens[0], shown.tokens[-1]
    assert (first.start, first.end, first.state) == (0, 2, TokenState.PINNED)
    assert (last.end - last.start, last.state) == (2, TokenState.PINNED)


def test_an_empty_draft_keeps_the_white_space() -> None:
    shown = show([TURN_END, PAD], " ", "\n")
    assert shown.text == " \n"
    assert shown.token_count == 0
    check_covered(shown)


def test_states_and_entropies_go_with_their_tokens() -> None:
    ids = PLAIN.encode("a😀b")
    shown = DraftView(PIECES, ENDS, "", "").show(make_step(ids, pinned=(5,)))
    assert [token.entropy for token in shown.tokens] == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    states = [token.state for token in shown.tokens]
    assert states == [TokenState.ACCEPTED, TokenState.FREE] * 2 + [
        TokenState.ACCEPTED,
        TokenState.PINNED,
    ]
    assert [(token.start, token.end) for token in shown.tokens][-2:] == [(1, 2), (2, 3)]


def test_half_a_character_at_the_end_shows_as_a_replacement() -> None:
    ids = PLAIN.encode("a😀")
    shown = show(ids[:-1])
    assert shown.text == "a\ufffd"
    check_covered(shown)


def test_canvases_follow_one_another_even_within_a_character() -> None:
    ids = PLAIN.encode("one 😀 two")
    for cut in range(1, len(ids)):
        view = DraftView(PIECES, ENDS, "", "\n")
        view.show(make_step(ids[:cut]))
        view.settle(make_step(ids[:cut]))
        shown = view.show(make_step([*ids[cut:], TURN_END], canvas=1))
        assert shown.text == "one 😀 two\n"
        assert shown.token_count == len(ids)
        check_covered(shown)


def test_pinned_text_is_never_cut_off() -> None:
    ids = PLAIN.encode("\n</rewrite> the fox")
    view = DraftView(PIECES, ENDS, "", "")
    shown = view.show(make_step(ids, pinned=(len(ids) - 1,)))
    assert shown.text.endswith("fox")
    assert not shown.closed
    spaces = PLAIN.encode("\n \n")
    shown = view.show(make_step(spaces, pinned=(0,)))
    assert shown.text == "\n"


@given(
    ids=st.lists(st.integers(0, 319), min_size=1, max_size=24),
    lead=st.sampled_from(["", " ", "\n\t"]),
    trail=st.sampled_from(["", "\n"]),
    cut=st.integers(0, 24),
)
def test_tokens_always_cover_the_text(ids: list[int], lead: str, trail: str, cut: int) -> None:
    view = DraftView(PIECES, ENDS, lead, trail)
    if cut < len(ids):
        view.settle(make_step(ids[:cut]))
    shown = view.show(make_step(ids[cut:] or ids, canvas=1))
    check_covered(shown)
    assert shown.text.startswith(lead)
    assert shown.text.endswith(trail)


def test_nothing_runs_into_a_pinned_word() -> None:
    parts = [PLAIN.encode(part) for part in ("lazy", "fox", "es jump")]
    ids = [token for part in parts for token in part]
    first, last = len(parts[0]), len(parts[0]) + len(parts[1])
    pinned = tuple(range(first, last))
    for cut in range(len(ids)):
        view = DraftView(PIECES, ENDS, "", "", edges=(first, last))
        here = tuple(place for place in pinned if place < cut)
        view.settle(make_step(ids[:cut], pinned=here))
        there = tuple(place - cut for place in pinned if place >= cut)
        shown = view.show(make_step(ids[cut:], canvas=1, pinned=there))
        assert shown.text == "lazy fox es jump"
        check_covered(shown)
        words = "".join(
            shown.text[token.start : token.end]
            for token in shown.tokens
            if token.state is TokenState.PINNED
        )
        assert words == ("fox" if cut != first else " fox")
    parts = [PLAIN.encode(part) for part in ("lazy, ", "fox", ". Over")]
    first, last = len(parts[0]), len(parts[0]) + len(parts[1])
    view = DraftView(PIECES, ENDS, "", "", edges=(first, last))
    assert (
        view.show(make_step([token for part in parts for token in part])).text == "lazy, fox. Over"
    )


def test_half_a_character_before_a_pinned_word_is_not_the_words() -> None:
    half = PLAIN.encode("😀")[:-1]
    ids = [*half, *PLAIN.encode("fox")]
    pinned = tuple(range(len(half), len(ids)))
    shown = DraftView(PIECES, ENDS, "", "").show(make_step(ids, pinned=pinned))
    assert shown.text == "\ufffdfox"
    assert (shown.tokens[len(half)].start, shown.tokens[len(half)].state) == (1, TokenState.PINNED)
    check_covered(shown)


def test_a_token_tells_its_runners_up_spelled() -> None:
    """A token that shows nothing may be one too: the model nearly ended its turn there."""
    ids = PLAIN.encode("the fox")
    other = PLAIN.encode("fox")[0]
    rivals = ((), ((other, 0.25), (TURN_END, 0.125)), *((),) * (len(ids) - 2))
    shown = DraftView(PIECES, ENDS, "", "").show(replace(make_step(ids), runners_up=rivals))
    assert [token.runners_up for token in shown.tokens[:2]] == [
        (),
        (RunnerUp(PIECES[other].decode(), 0.25), RunnerUp("", 0.125)),
    ]
