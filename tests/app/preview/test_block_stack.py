from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.preview.block_stack import BlockStack, Slot, Sums
from app.preview.blocks import Block

sizes = st.integers(0, 5)
amounts = st.tuples(sizes, sizes, sizes)
changes = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.lists(amounts, max_size=200)))


def slot_of(amount: tuple[int, int, int]) -> Slot:
    return Slot(Block("paragraph", "", 0), amount[0], float(amount[1]), float(amount[2]))


@given(changes)
def test_it_is_a_list_that_knows_its_sums(
    steps: list[tuple[float, float, list[tuple[int, int, int]]]],
) -> None:
    stack, plain = BlockStack(), list[Slot]()
    for low, high, fresh in steps:
        start, stop = sorted((int(low * len(plain)), int(high * len(plain))))
        slots = [slot_of(amount) for amount in fresh]
        stack.replace(start, stop, slots)
        plain[start:stop] = slots
    assert list(stack) == plain
    assert len(stack) == len(plain)
    for index in range(0, len(plain) + 1, 7):
        part = plain[:index]
        assert stack.before(index) == Sums(
            sum(slot.characters for slot in part),
            sum(slot.lines for slot in part),
            sum(slot.height for slot in part),
        )
        assert stack.slots(index, index + 9) == plain[index : index + 9]
    for index in range(0, len(plain), 11):
        assert stack[index] is plain[index]
        assert stack.index_of(plain[index]) == index
    assert stack.totals() == stack.before(len(plain))


@given(st.lists(amounts, min_size=1, max_size=400), st.integers(0, 2500))
def test_it_finds_the_slot_that_covers_an_amount(some: list[tuple[int, int, int]], at: int) -> None:
    stack = BlockStack()
    stack.replace(0, 0, [slot_of(amount) for amount in some])
    for found, column in (
        (stack.at_character(at), 0),
        (stack.at_line(at), 1),
        (stack.at_height(at), 2),
    ):
        ends = list(accumulate(amount[column] for amount in some))
        assert found == next((index for index, end in enumerate(ends) if end > at), len(some) - 1)


def test_a_height_can_change() -> None:
    stack = BlockStack()
    stack.replace(0, 0, [slot_of((1, 1, 1)) for _ in range(500)])
    stack.set_height(300, 11.0)
    assert stack.totals().height == 510
    assert stack.at_height(305) == 300


def test_what_is_not_there_is_not_found() -> None:
    stack = BlockStack()
    assert stack.at_height(5.0) == 0
    assert stack.totals() == Sums()
    assert stack.index_of(slot_of((1, 1, 1))) is None
    with pytest.raises(IndexError):
        stack[0]
