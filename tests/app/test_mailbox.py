"""The worker's events on their way to the screen."""

from dataclasses import replace

from app.mailbox import Mailbox
from engine.events import ModelLoading
from tests.app.fake_engine import make_draft, make_step


def test_only_the_newest_unread_step_is_kept() -> None:
    box = Mailbox()
    assert box.put(make_step(1, 1))
    assert not box.put(make_step(1, 2))
    assert not box.put(make_step(1, 3))
    assert box.take() == [make_step(1, 3)]
    assert box.take() == []


def test_the_reader_is_woken_once_for_what_it_has_not_read() -> None:
    box = Mailbox()
    assert box.put(make_step(1, 1))
    assert not box.put(make_draft(1))
    box.take()
    assert box.put(make_step(2, 1))


def test_drafts_are_kept_and_never_overtaken() -> None:
    box = Mailbox()
    first, second = make_draft(1), make_draft(2)
    for event in (make_step(1, 1), make_step(1, 2), first, make_step(2, 1), second):
        box.put(event)
    assert box.take() == [make_step(1, 2), first, make_step(2, 1), second]


def test_of_each_variant_the_newest_step_is_kept() -> None:
    box = Mailbox()
    steps = [
        replace(make_step(1, number), variant=variant) for number in (1, 2, 3) for variant in (0, 1)
    ]
    for step in steps:
        box.put(step)
    assert box.take() == steps[-2:]


def test_a_loading_note_replaces_only_a_loading_note() -> None:
    box = Mailbox()
    notes = [ModelLoading("m", "weights", share / 10) for share in range(4)]
    for note in notes:
        box.put(note)
    box.put(make_step(1, 1))
    box.put(notes[0])
    assert box.take() == [notes[3], make_step(1, 1), notes[0]]
