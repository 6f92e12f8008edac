"""What the page Graphics card says and offers in every state, as tables."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.jobs.work import Phase, Work, WorkState
from app.models.graphics_facts import read_found, read_offer
from app.models.graphics_known import Known
from app.models.graphics_state import Deed, GraphicsView, view_of
from app.models.offer_words import offer_facts
from engine.jobs import JobDone, JobFailed, JobStopped
from tests.app.models.runtimes import (
    BUNDLED,
    CHECKOUT,
    DAMAGED,
    FOLDER,
    INSTALLED,
    NO_CARD,
    NO_LOCK,
    NO_ROOM,
    TOO_OLD,
    plan,
    status,
)

OURS = ("bundled", BUNDLED)
THEIRS = ("installed", FOLDER)


def known(
    plan_says: dict[str, Any], status_says: dict[str, Any], own: tuple[str, str] = OURS
) -> Known:
    return Known(
        found=read_found(status_says),
        offer=read_offer(plan_says),
        own_kind=own[0],
        own_folder=own[1],
    )


def deeds(view: GraphicsView) -> list[Deed]:
    """Return what can be pressed."""
    return [one.deed for one in view.deeds if not one.why_not]


I_, R, P = Deed.INSTALL, Deed.RESTART, Deed.REPAIR
F, X, T, G, L = Deed.FROM_FOLDER, Deed.REMOVE, Deed.TIDY, Deed.LOG, Deed.LOOK

STATES = {
    "a card and no runtime": (plan(), status(), OURS, "RTX 5090 is here", [I_, F, L]),
    "no card: calm": (NO_CARD, status(), OURS, "no NVIDIA card here", [L]),
    "a driver that is too old": (TOO_OLD, status(), OURS, "cannot be used as it is", [L]),
    "no room": (NO_ROOM, status(), OURS, "too little room", [L]),
    "no runtime for this system": (NO_LOCK, status(), OURS, "no runtime for graphics cards", [L]),
    "half fetched": (
        plan(nbytes_there=9),
        status(unfinished=9),
        OURS,
        "needs a runtime",
        [I_, F, X, G, L],
    ),
    "half fetched, the card gone": (
        NO_CARD,
        status(unfinished=9),
        OURS,
        "no NVIDIA card here",
        [X, G, L],
    ),
    "just installed": (plan(), INSTALLED, OURS, "Restart Anneal to use it", [R, P, F, X, G, L]),
    "in use": (plan(), INSTALLED, THEIRS, "is installed and in use", [P, F, X, G, L]),
    "in use, another installed": (
        plan(),
        INSTALLED,
        ("installed", "/data/runtimes/older"),
        "Restart Anneal to use it",
        [R, P, F, X, G, L],
    ),
    "in use, the driver gone": (
        NO_CARD,
        INSTALLED,
        THEIRS,
        "no NVIDIA driver answers",
        [P, F, X, G, L],
    ),
    "just removed": (plan(), status(left_over=9), THEIRS, "Restart Anneal to let go", [R, L]),
    "left over": (plan(), status(left_over=9), OURS, "needs a runtime", [I_, F, T, L]),
    "damaged": (plan(), DAMAGED, OURS, "cannot be used", [I_, F, X, G, L]),
    "damaged while in use": (plan(), DAMAGED, THEIRS, "cannot be used", [I_, F, X, G, L]),
    "a checkout": (plan(), CHECKOUT, ("python", ""), "from the Python that runs it", [L]),
    "named outside": (plan(), status("named", "/x"), ("named", "/x"), "ANNEAL_RUNTIME", [L]),
}


@pytest.mark.parametrize("name", STATES)
def test_every_state_has_its_words_and_its_buttons(name: str) -> None:
    plan_says, status_says, own, words, wanted = STATES[name]
    view = view_of(known(plan_says, status_says, own))
    assert words in view.headline
    assert view.about.endswith(".")
    assert deeds(view) == wanted


@pytest.mark.parametrize(("says", "why"), [(TOO_OLD, "580 or newer"), (NO_ROOM, "6.00 GB")])
def test_what_cannot_be_installed_says_why_on_the_button_and_on_the_page(
    says: dict[str, Any], why: str
) -> None:
    view = view_of(known(says, status()))
    shut = {one.deed: one.why_not for one in view.deeds if one.why_not}
    assert set(shut) == {Deed.INSTALL, Deed.FROM_FOLDER}
    assert all(why in words for words in shut.values())
    assert why in view.about


def test_without_a_card_nothing_is_offered() -> None:
    view = view_of(known(NO_CARD, status()))
    assert view.offer is None
    assert "nothing need be done" in view.about


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (plan(), ["2.83 GB in 2 packages", "about 6.63 GB", "/data/runtimes"]),
        (plan(nbytes_there=830_000_000), ["830.0 MB of it are here already"]),
        (plan(on_disk_guessed=False), ["6.63 GB"]),
        (NO_ROOM, ["2.00 GB now", "About 4.00 GB too little."]),
    ],
)
def test_an_offer_tells_its_sums(says: dict[str, Any], words: list[str]) -> None:
    said = [word for fact in offer_facts(read_offer(says)) for word in (fact.words, fact.note)]
    assert all(word in said for word in words)


def test_packages_come_the_largest_first() -> None:
    assert [item.name for item in read_offer(plan()).packages] == ["torch", "numpy"]


INSTALL = Work("runtime", "Installing the runtime", ("runtime", "install", "--events"))
FROM = replace(INSTALL, verb=("runtime", "install", "--from", "/wheels", "--events"))
REPAIR = replace(INSTALL, verb=("runtime", "repair", "--events"))


@pytest.mark.parametrize(
    ("state", "label", "words"),
    [
        (
            WorkState(INSTALL, Phase.DONE, end=JobDone(Path("/d"), "it is installed")),
            "Done",
            "It is installed.",
        ),
        (
            WorkState(
                INSTALL, Phase.FAILED, end=JobFailed("DownloadError", "mirror.example is away")
            ),
            "Failed",
            "mirror.example is away.",
        ),
        (
            WorkState(INSTALL, Phase.FAILED, end=JobFailed("DownloadError", "the line is cut")),
            "Failed",
            "The line is cut.",
        ),
        (WorkState(INSTALL, Phase.FAILED, end=JobFailed("JobCrashed", "")), "Failed", "JobCrashed"),
        (WorkState(INSTALL, Phase.STOPPED, end=JobStopped("x")), "Stopped", "Continue goes on"),
        (WorkState(FROM, Phase.STOPPED, end=JobStopped("x")), "Stopped", "folder again"),
        (WorkState(REPAIR, Phase.STOPPED, end=JobStopped("x")), "Stopped", "started again"),
    ],
)
def test_it_is_told_how_the_last_work_ended(state: WorkState, label: str, words: str) -> None:
    view = view_of(replace(known(plan(), status()), work=state))
    assert view.told is not None
    assert view.told.label == label
    assert words in view.told.words
    assert view.work is None


def test_a_stopped_install_is_continued() -> None:
    stopped = WorkState(INSTALL, Phase.STOPPED, end=JobStopped("x"))
    for state, text in ((None, "&Install"), (stopped, "&Continue")):
        view = view_of(replace(known(plan(), status()), work=state))
        assert next(one.text for one in view.deeds if one.deed is Deed.INSTALL) == text


@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.RUNNING, Phase.STOPPING])
def test_while_it_works_there_is_pause_and_the_log(phase: Phase) -> None:
    view = view_of(replace(known(plan(), INSTALLED), work=WorkState(INSTALL, phase)))
    assert deeds(view) == [Deed.PAUSE, Deed.LOG]
    assert view.work is not None
    assert view.headline.startswith("Installing the runtime")
    assert "close this window" in view.about


def test_before_the_answers_and_where_none_comes() -> None:
    assert "Looking" in view_of(Known(asking=True)).headline
    view = view_of(Known(problem="No answer."))
    assert (view.about, deeds(view)) == ("No answer.", [Deed.LOOK])


@pytest.mark.parametrize(
    "given",
    [None, [], {}, plan(nbytes="9"), plan(cards=[{}]), status(kind="magic"), status(installed=1)],
)
def test_answers_that_make_no_sense_are_refused(given: object) -> None:
    with pytest.raises(ValueError, match=r"object|is no|missing|kind"):
        read_offer(given)
    with pytest.raises(ValueError, match=r"object|is no|missing|kind"):
        read_found(given)
