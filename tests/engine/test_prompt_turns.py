"""The prompt of a follow-up: what it tells of earlier turns, and when they give way."""

from dataclasses import replace

import pytest

from engine.errors import SpanTooLargeError
from engine.prompt import build_prompt, load_template
from engine.room import Room
from tests.engine.prompt_stage import byte_tokenizer, request, show


def test_earlier_turns_are_told_where_the_template_has_a_place_for_them() -> None:
    tokenizer = byte_tokenizer()
    later = replace(request("It is small."), earlier=("Tighten\nit", "Use the past tense"))
    told = show(
        tokenizer,
        build_prompt(later, tokenizer, load_template("instruct"), context_tokens=0).ids,
    )
    assert (
        "\nCarried out on this text before, and to be kept: Tighten it; Use the past tense\n"
        "Instruction: Tighten this.\n"
    ) in told
    taught = build_prompt(later, tokenizer, load_template("taught"), context_tokens=0)
    first = build_prompt(
        request("It is small."), tokenizer, load_template("taught"), context_tokens=0
    )
    assert taught.ids == first.ids


def test_the_oldest_turns_give_way_before_the_span_does() -> None:
    tokenizer = byte_tokenizer()
    template = load_template("instruct")
    later = replace(request("It is."), earlier=("old " * 500, "older " * 90, "Use the past"))
    alone = build_prompt(replace(later, earlier=()), tokenizer, template, context_tokens=0)
    last = build_prompt(
        replace(later, earlier=("Use the past",)), tokenizer, template, context_tokens=0
    )
    for tokens, wanted in ((len(last.ids), last), (len(last.ids) - 1, alone)):
        room = Room(context_length=tokens + 8, canvas_length=8, canvases=1)
        found = build_prompt(later, tokenizer, template, context_tokens=0, room=room)
        assert found.ids == wanted.ids
    room = Room(context_length=len(alone.ids) + 7, canvas_length=8, canvases=1)
    with pytest.raises(SpanTooLargeError):
        build_prompt(later, tokenizer, template, context_tokens=0, room=room)
