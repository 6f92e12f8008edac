"""What is offered for a model of each kind, when it cannot be done, and why."""

from pathlib import Path

import pytest

from app.models.offers import AT_WORK, CANNOT_BE_MENDED, IN_USE, SOURCE_GONE, Deed, offers
from app.models.stored import Kind, StoredModel, about, is_large, read_models, title
from tests.app.models.answers import DAMAGED, FOUR_BIT, HALF, PUBLISHED, STARTER, model

U, C, P, V = Deed.USE, Deed.CONTINUE, Deed.REPAIR, Deed.VERIFY
Q, N, R, S = Deed.QUANTIZE, Deed.RENAME, Deed.REMOVE, Deed.SHOW_FOLDER


def stored(kind: Kind, *, downloaded: bool = False, source: str = "") -> StoredModel:
    return StoredModel("m", Path("/m"), kind, 1, downloaded=downloaded, source=source)


@pytest.mark.parametrize(
    ("kind", "deeds"),
    [
        (Kind.STARTER, (U, V, S)),
        (Kind.PUBLISHED, (U, V, Q, N, R, S)),
        (Kind.FOUR_BIT, (U, V, N, R, S)),
        (Kind.HALF_DOWNLOADED, (C, R, S)),
        (Kind.HALF_QUANTIZED, (C, R, S)),
        (Kind.DAMAGED, (P, R, S)),
        (Kind.ELSEWHERE, (U, S)),
    ],
)
def test_what_each_kind_is_offered(kind: Kind, deeds: tuple[Deed, ...]) -> None:
    found = stored(kind, downloaded=True, source="a/b")
    plain = offers(found, in_use=False, at_work=False)
    assert tuple(offer.deed for offer in plain) == deeds
    assert not any(offer.why_not for offer in plain)
    used = {offer.deed: offer.why_not for offer in offers(found, in_use=True, at_work=False)}
    assert Deed.USE not in used
    assert all(why == (IN_USE if deed in (N, R) else "") for deed, why in used.items())
    at_work = {offer.deed: offer.why_not for offer in offers(found, in_use=False, at_work=True)}
    assert all(why == ("" if deed is S else AT_WORK) for deed, why in at_work.items())


@pytest.mark.parametrize(
    ("found", "given", "why_not"),
    [
        (stored(Kind.DAMAGED, downloaded=False), {}, CANNOT_BE_MENDED),
        (stored(Kind.DAMAGED, downloaded=True, source=""), {}, CANNOT_BE_MENDED),
        (stored(Kind.DAMAGED, downloaded=True, source="a/b"), {"no_network": "none"}, "none"),
        (stored(Kind.HALF_DOWNLOADED), {"no_network": "none"}, "none"),
        (stored(Kind.HALF_QUANTIZED), {"no_network": "none"}, ""),
        (stored(Kind.HALF_QUANTIZED), {"source_there": False}, SOURCE_GONE),
        (stored(Kind.FOUR_BIT), {"no_network": "none", "source_there": False}, ""),
    ],
)
def test_what_stands_in_the_way(found: StoredModel, given: dict[str, object], why_not: str) -> None:
    source_there = bool(given.get("source_there", True))
    no_network = str(given.get("no_network", ""))
    first, *_ = offers(
        found, in_use=False, at_work=False, source_there=source_there, no_network=no_network
    )
    assert first.why_not == why_not


def test_the_list_of_our_own_program_is_read() -> None:
    quantizing = model("q", "unfinished-quantizing", bytes_total=0, words="not finished")
    found = read_models([STARTER, PUBLISHED, FOUR_BIT, HALF, DAMAGED, quantizing])
    assert [(title(one), about(one)) for one in found] == [
        ("Starter model", "Ready, comes with Anneal · 8.4 MB"),
        ("diffusiongemma-26B-A4B-it", "As published · 52.00 GB"),
        ("diffusiongemma-26B-A4B-it-4bit", "4 bits, balanced · 15.30 GB"),
        ("diffusiongemma-26B-A4B-it", "Unfinished download · 12.00 GB of 52.00 GB are there"),
        ("old", "Damaged · 52.00 GB"),
        ("q", "Unfinished 4-bit model · 8.4 MB"),
    ]
    assert [one.usable for one in found] == [True, True, True, False, False, False]
    assert "cut off" in found[4].problem
    assert found[0].problem == ""
    assert [is_large(one) for one in found] == [False, True, True, True, True, False]


@pytest.mark.parametrize(
    "given",
    [None, {}, ["a"], [{}], [STARTER | {"kind": "other"}], [STARTER | {"bytes": "8"}]],
)
def test_what_is_no_list_of_models_is_refused(given: object) -> None:
    with pytest.raises(ValueError, match=r"expected|kind|no "):
        read_models(given)
