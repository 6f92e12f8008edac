"""What doctor found becomes lines that a person can act on."""

import pytest

from app.models.machine import Machine, Sign, read_machine
from tests.app.models.answers import NO_RUNTIME, RTX_5090, card, doctor


def facts(machine: Machine) -> dict[str, tuple[Sign, str]]:
    return {fact.label: (fact.sign, fact.words) for fact in machine.facts}


def test_a_machine_without_a_card_runs_the_starter() -> None:
    machine = read_machine(doctor())
    assert facts(machine) == {
        "Graphics card": (Sign.NONE, "None that Anneal can use"),
        "Memory": (Sign.NONE, "23.0 GB of 25.0 GB free"),
        "Starter model": (Sign.GOOD, "Runs here"),
    }
    assert (machine.starter_runs, machine.card, machine.needs_runtime) == (True, None, False)


def test_a_large_card_is_named() -> None:
    machine = read_machine(RTX_5090)
    assert facts(machine)["Graphics card"] == (
        Sign.GOOD,
        "NVIDIA GeForce RTX 5090, 32.8 GB of 34.2 GB free",
    )
    assert machine.card == (32_800_000_000, 34_200_000_000)


def test_a_card_without_its_runtime_is_said_so() -> None:
    machine = read_machine(NO_RUNTIME)
    assert machine.needs_runtime
    assert facts(machine)["Graphics card"][0] is Sign.CARE


def test_what_does_not_run_says_why() -> None:
    old = card("Tesla T4") | {"usable": False, "words": "too old: bfloat16 needs more"}
    broken = {"name": "starter", "folder": "/s", "usable": False, "words": "torch is missing"}
    found = doctor(
        gpu={"driver": "1", "gpus": [old], "words": ""}, checkpoints=[broken], memory=None
    )
    machine = read_machine(found)
    assert "Memory" not in facts(machine)
    notes = {fact.label: fact.note for fact in machine.facts}
    assert facts(machine)["Graphics card"][0] is Sign.BAD
    assert machine.card is None
    assert notes["Graphics card"] == "Too old: bfloat16 needs more."
    assert facts(machine)["Starter model"] == (Sign.BAD, "Does not run here")
    assert notes["Starter model"] == "Torch is missing."
    assert facts(read_machine(doctor(checkpoints=[])))["Starter model"] == (Sign.BAD, "Missing")


@pytest.mark.parametrize(
    "given",
    [None, [], "text", {}, doctor(gpu=None), doctor(memory=3)],
)
def test_what_is_no_answer_is_refused(given: object) -> None:
    with pytest.raises(ValueError, match=r"object|no "):
        read_machine(given)
