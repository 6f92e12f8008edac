"""The sums of an install in words: what is fetched, what it takes, where, what is free; no Qt."""

from app.models.graphics_facts import Offer
from app.models.machine import Fact, Sign
from engine.sizes import size_text


def offer_facts(offer: Offer) -> tuple[Fact, Fact, Fact, Fact]:
    """Return the lines that tell what an install would do."""
    count = len(offer.packages)
    fetched = f"{size_text(offer.nbytes)} in {count} package{'' if count == 1 else 's'}"
    there = f"{size_text(offer.nbytes_there)} of it are here already" if offer.nbytes_there else ""
    about = "about " if offer.on_disk_guessed else ""
    return (
        Fact(Sign.NONE, "To fetch", fetched, there),
        Fact(Sign.NONE, "On the disk", f"{about}{size_text(offer.on_disk)}"),
        Fact(Sign.NONE, "Where", offer.place),
        _free_fact(offer),
    )


def _free_fact(offer: Offer) -> Fact:
    now = f"{size_text(offer.free)} now"
    if offer.free_after < 0:
        missing = size_text(-offer.free_after)
        return Fact(Sign.BAD, "Free there", now, f"About {missing} too little.")
    return Fact(Sign.NONE, "Free there", f"{now}, about {size_text(offer.free_after)} afterwards")
