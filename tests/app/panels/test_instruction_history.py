"""Earlier instructions come back like a shell's commands."""

from app.panels.instruction_history import MOST_KEPT, InstructionHistory


def test_going_up_and_down_gives_back_what_was_typed() -> None:
    history = InstructionHistory(["first", "second"])
    assert history.older("half a wi") == "second"
    assert history.older("second") == "first"
    assert history.older("first") is None
    assert history.newer("first") == "second"
    assert history.newer("second") == "half a wi"
    assert history.newer("half a wi") is None


def test_a_recalled_instruction_that_was_changed_is_kept_while_one_looks_around() -> None:
    history = InstructionHistory(["first", "second"])
    history.older("typed")
    assert history.older("second, changed") == "first"
    assert history.newer("first") == "second, changed"
    assert history.newer("second, changed") == "typed"


def test_a_new_opening_forgets_the_changes() -> None:
    history = InstructionHistory(["first"])
    history.older("typed")
    history.newer("first, changed")
    history.begin()
    assert history.older("") == "first"


def test_the_newest_instruction_comes_first_and_only_once() -> None:
    history = InstructionHistory(["a", "b", "c"])
    history.add("a")
    assert history.instructions == ("b", "c", "a")
    assert history.older("") == "a"


def test_only_so_many_are_kept() -> None:
    history = InstructionHistory(str(number) for number in range(3 * MOST_KEPT))
    history.add("newest")
    assert len(history.instructions) == MOST_KEPT
    assert history.instructions[-1] == "newest"
