"""How much text fits beside a prompt, and how a person is told."""

import pytest

from engine.room import Room, describe_room


@pytest.mark.parametrize("frame", [0, 5, 37, 90, 200])
@pytest.mark.parametrize("length", [1, 8, 16])
def test_the_most_selected_text_fits_and_one_token_more_does_not(frame: int, length: int) -> None:
    context = 100
    most = Room(context, length, canvases=50).most_selected(frame)

    def fits(tokens: int) -> bool:
        canvases = -(-(tokens + 1) // length)
        return frame + tokens + canvases * length <= context

    assert most == 0 or fits(most)
    assert not fits(most + 1)


def test_canvases_that_were_asked_for_are_not_given_up() -> None:
    assert Room(100, 10, canvases=4).most_selected(20) == 39
    assert Room(100, 10, canvases=7).most_selected(20) == 39
    assert Room(100, 10, canvases=7, fixed=True).most_selected(20) == 10
    assert Room(100, 10, canvases=12, fixed=True).most_selected(20) == 0
    assert Room(100, 10, canvases=12, fixed=True).prompt_limit == 0


def test_a_person_is_told_in_characters_and_words() -> None:
    told = describe_room(characters=12_000, tokens=3_000, most_tokens=487)
    assert told == (
        "the selected text is too long for this model: it has 12,000 characters, and there is "
        "room for about 1,900 (some 316 words): select less text"
    )
    assert "no room" in describe_room(12_000, 3_000, 0)
    assert "room for about 3: select" in describe_room(4, 4, 3)
