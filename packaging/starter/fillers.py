"""Pad clean English with filler words, in ways that one rule set undoes.

A clean sentence holds none of the words and phrases below. So whoever tightens it removes every
filler and replaces every long phrase by its short one, and always gets the clean sentence back.
"""

import random
import re
from collections.abc import Callable

ADVERBS = (
    "basically", "actually", "really", "just", "simply", "essentially", "literally",
    "obviously", "clearly", "truly", "definitely", "of course",
)  # fmt: skip
INTENSIFIERS = ("very", "very", "really", "quite", "extremely", "rather", "pretty", "fairly")
OPENERS = (
    "It is important to note that", "It should be noted that", "Please note that",
    "Note that", "As a matter of fact,", "Basically,", "Actually,", "Needless to say,",
    "It goes without saying that", "In essence,", "It is worth mentioning that",
    "Keep in mind that", "The fact is that", "Obviously,", "As you can see,",
    "At the end of the day,", "For all intents and purposes,",
)  # fmt: skip
LONG_FORMS = {
    "because": ("due to the fact that", "owing to the fact that"),
    "if": ("in the event that",),
    "now": ("at this point in time", "at the present moment"),
    "before": ("prior to the time that", "in advance of when"),
    "can": ("has the ability to", "is able to", "are able to"),
    "many": ("a large number of",),
    "most": ("the vast majority of",),
    "until": ("until such time as",),
    "during": ("during the course of",),
    "each": ("each and every",),
    "about": ("with regard to", "in regard to"),
    "although": ("despite the fact that",),
    "when": ("at the time when",),
    "without": ("in the absence of",),
    "by": ("by means of",),
    "always": ("at all times",),
    "often": ("in many cases",),
    "near": ("in close proximity to",),
    "some": ("a certain number of",),
    "enough": ("a sufficient amount of",),
}
VERBS = (
    "add|allow|avoid|be|build|call|change|check|choose|close|compute|convert|copy|create|define"
    "|delete|determine|disable|do|enable|ensure|find|get|give|handle|have|hold|ignore|keep|load"
    "|make|match|move|obtain|open|parse|pass|perform|prevent|print|process|produce|provide|read"
    "|remove|replace|represent|return|run|save|see|select|send|set|show|start|stop|store|support"
    "|test|try|turn|update|use|wait|work|write"
)
ADJECTIVES = (
    "useful|simple|large|small|fast|slow|important|common|similar|different|long|short|complex"
    "|good|bad|hard|easy|high|low|expensive|cheap|likely|unlikely|helpful|strict|safe|clear"
    "|convenient|efficient|accurate|general|specific|old|new|big|close|popular|rare|late|early"
)
PURPOSE = re.compile(rf"(?<=[a-z)] )to (?=(?:{VERBS}) )")
VERB_PLACE = re.compile(
    r"\b(?:is|are|was|were|be|can|will|should|must|may|could|would|does|do|we|you|they|it) "
    r"(?=[a-z]{2,} )"
)
ADJECTIVE_PLACE = re.compile(rf"\b(?=(?:{ADJECTIVES})\b(?!-))(?<=[a-z] )")
ARTICLE = re.compile(r"(?<= )an? $")
START = re.compile(
    r"(?:^|(?<=[a-z]\. ))(?:The|This|These|That|It|If|You|We|They|All|Each|When|For|In|A|An|Some"
    r"|There|Any|Both|Most|Only|One|Such|To|By|As|At|On|With|After|Before|Since|Because) "
)
LONG_PLACE = re.compile(rf"(?<=[a-z)] )(?:{'|'.join(LONG_FORMS)})(?= [a-z])|(?<= )now(?=[.,])")

EVERY_FILLER = re.compile(
    r"\b(?:{}|in order to)\b".format(
        "|".join(
            re.escape(phrase.rstrip(",")).replace(r"\ ", " ")
            for phrase in (
                *ADVERBS,
                *INTENSIFIERS,
                *OPENERS,
                *(form for forms in LONG_FORMS.values() for form in forms),
            )
        )
    ),
    re.IGNORECASE,
)


def has_filler(text: str) -> bool:
    """Say whether `text` holds any filler word or long phrase."""
    return EVERY_FILLER.search(text) is not None


def free_places(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Return the matches of `pattern` that neither touch nor lie in a filler of `text`."""
    taken = [(found.start(), found.end() + 1) for found in EVERY_FILLER.finditer(text)]
    return [
        place
        for place in pattern.finditer(text)
        if all(place.end() < start or place.start() > end for start, end in taken)
    ]


def add_opener(rng: random.Random, text: str) -> str | None:
    """Put a phrase such as "Please note that" before a sentence."""
    places = free_places(START, text)
    if not places:
        return None
    start = rng.choice(places).start()
    return f"{text[:start]}{rng.choice(OPENERS)} {text[start].lower()}{text[start + 1 :]}"


def add_purpose(rng: random.Random, text: str) -> str | None:
    """Write "in order to" for "to" before a verb."""
    places = free_places(PURPOSE, text)
    if not places:
        return None
    start = rng.choice(places).start()
    return f"{text[:start]}in order {text[start:]}"


def add_adverb(rng: random.Random, text: str) -> str | None:
    """Put an adverb such as "basically" before a verb or after a modal."""
    places = free_places(VERB_PLACE, text)
    if not places:
        return None
    end = rng.choice(places).end()
    return f"{text[:end]}{rng.choice(ADVERBS)} {text[end:]}"


def add_intensifier(rng: random.Random, text: str) -> str | None:
    """Put "very" or the like before an adjective; an article before it follows suit."""
    places = free_places(ADJECTIVE_PLACE, text)
    if not places:
        return None
    start = rng.choice(places).start()
    word = rng.choice(INTENSIFIERS)
    before = ARTICLE.sub("an " if word[0] in "aeiou" else "a ", text[:start])
    return f"{before}{word} {text[start:]}"


def add_long_form(rng: random.Random, text: str) -> str | None:
    """Replace a short word such as "because" by its long form."""
    places = free_places(LONG_PLACE, text)
    if not places:
        return None
    place = rng.choice(places)
    return f"{text[: place.start()]}{rng.choice(LONG_FORMS[place[0]])}{text[place.end() :]}"


Padding = Callable[[random.Random, str], str | None]

KINDS: tuple[tuple[Padding, int], ...] = (
    (add_adverb, 28), (add_intensifier, 14), (add_purpose, 18), (add_long_form, 18),
    (add_opener, 22),
)  # fmt: skip


def add_fillers(rng: random.Random, text: str, count: int) -> str:
    """Return `text` with up to `count` fillers of mixed kinds, never two in one place."""
    kinds, weights = zip(*KINDS, strict=True)
    for kind in rng.choices(kinds, weights, k=count):
        padded = kind(rng, text)
        if padded is not None:
            text = padded
    return text
