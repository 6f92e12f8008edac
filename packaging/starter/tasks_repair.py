"""Pairs for the repair tasks. Each break has one right repair, found from the text alone."""

import random
import re
from collections.abc import Callable

from capitals import capitalise
from code_names import CODE_NAME, mark_code_names
from corpus import Corpus
from material import Pair, draw_passage, draw_sentence, draw_snippet
from tasks_structure import TWO_HEADERS, draw_heading, draw_rows, format_table

ALREADY_CLEAN = 0.06
LONG_WORD = re.compile(r"(?<= )[a-z]{4,}(?= [a-z])")
HOSTS = ("example.com", "docs.python.org", "example.org", "github.com", "pypi.org")
PATHS = ("guide", "install", "api", "faq", "latest", "tutorial", "reference", "index.html", "news")

Break = Callable[[random.Random, str], Pair | None]


def wrap_word(
    rng: random.Random, text: str, pattern: re.Pattern[str]
) -> tuple[str, str, str] | None:
    """Return what stands before a drawn match of `pattern`, the match, and what follows."""
    places = list(pattern.finditer(text))
    if not places:
        return None
    place = rng.choice(places)
    return text[: place.start()], place[0], text[place.end() :]


def break_emphasis(rng: random.Random, sentence: str) -> Pair | None:
    """Lose one end of an emphasis: around one word, or around the whole line."""
    mark = rng.choice(("**", "**", "*", "_"))
    if rng.random() < 0.3:
        whole = f"{mark}{sentence}{mark}"
        return Pair(rng.choice((whole[: -len(mark)], whole[len(mark) :])), whole)
    parts = wrap_word(rng, sentence, LONG_WORD)
    if parts is None:
        return None
    before, word, after = parts
    broken = [f"{mark}{word}", f"{word}{mark}"]
    if mark == "**":
        broken += [f"**{word}*", f"*{word}**"]
    return Pair(f"{before}{rng.choice(broken)}{after}", f"{before}{mark}{word}{mark}{after}")


def break_label(rng: random.Random, sentence: str) -> Pair | None:
    """Lose one end of a bold label before a colon."""
    label = rng.choice(("Note", "Warning", "Tip", "Important", "Example", "Default", "See also"))
    target = f"**{label}:** {sentence}"
    return Pair(rng.choice((f"**{label}: {sentence}", f"{label}:** {sentence}")), target)


def break_code_span(rng: random.Random, sentence: str) -> Pair | None:
    """Lose one backtick of a code name, or of any one word."""
    parts = wrap_word(rng, sentence, CODE_NAME) or wrap_word(rng, sentence, LONG_WORD)
    if parts is None:
        return None
    before, name, after = parts
    before, after = mark_code_names(before), mark_code_names(after)
    broken = rng.choice((f"`{name}", f"{name}`"))
    return Pair(f"{before}{broken}{after}", f"{before}`{name}`{after}")


def break_link(rng: random.Random, sentence: str) -> Pair | None:
    """Lose or misplace a bracket of a link."""
    parts = wrap_word(rng, sentence, LONG_WORD)
    if parts is None:
        return None
    before, word, after = parts
    url = f"https://{rng.choice(HOSTS)}/{rng.choice(PATHS)}"
    broken = rng.choice(
        (f"[{word}]({url}", f"[{word}({url})", f"{word}]({url})", f"[{word}] ({url})",
         f"({word})[{url}]", f"[{word}]{url})", f"[{word}][{url}]")
    )  # fmt: skip
    return Pair(f"{before}{broken}{after}", f"{before}[{word}]({url}){after}")


def break_marker(rng: random.Random, sentence: str) -> Pair | None:
    """Lose the space after the mark of a heading, a list item, a task or a quote."""
    mark = rng.choice(("#", "##", "###", "-", ">", "- [ ]", "- [x]"))
    text = capitalise(" ".join(sentence.split()[:5])).rstrip(".,;:") if "#" in mark else sentence
    broken = f"-{mark[2:]} {text}" if "[" in mark else f"{mark}{text}"
    return Pair(broken, f"{mark} {text}")


SENTENCE_BREAKS: tuple[Break, ...] = (
    break_emphasis, break_emphasis, break_label, break_code_span, break_link, break_link,
    break_marker,
)  # fmt: skip


def break_fence(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Lose the closing fence of a code block, or a backtick of one of its fences."""
    snippet = draw_snippet(rng, corpus, budget - 16)
    if snippet is None:
        return None
    language = rng.choice(("python", "python", "py", ""))
    lead = ""
    room = budget - len(snippet) - 18
    if room > 50 and rng.random() < 0.5:
        sentence = draw_sentence(rng, corpus, room)
        lead = f"{sentence}\n\n" if sentence else ""
    target = f"{lead}```{language}\n{snippet}\n```"
    broken = rng.choice(
        (
            f"{lead}```{language}\n{snippet}",
            f"{lead}```{language}\n{snippet}\n``",
            f"{lead}``{language}\n{snippet}\n```",
            f"{lead}```{language}\n{snippet}```",
        )
    )
    return Pair(broken, target)


def break_table(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Lose a pipe or the separator of a table."""
    rows = draw_rows(rng, corpus, budget - 32)
    if not rows:
        return None
    target = format_table(rng.choice((("Key", "Value"), *TWO_HEADERS)), rows)
    lines = target.split("\n")
    place = rng.randrange(len(lines))
    kind = rng.random()
    if kind < 0.4:
        lines[place] = lines[place][:-2]
    elif kind < 0.7:
        lines[place] = lines[place][2:]
    elif kind < 0.85:
        lines[1] = "| --- |"
    else:
        del lines[1]
    return Pair("\n".join(lines), target)


def make_repair_markdown(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a Markdown fragment with one break, at times with sound text around it."""
    kind = rng.random()
    if kind < 0.16:
        return break_fence(rng, corpus, budget)
    if kind < 0.32:
        return break_table(rng, corpus, budget)
    sentence = draw_sentence(rng, corpus, budget - 12)
    if sentence is None or "*" in sentence or "[" in sentence:
        return None
    pair = rng.choice(SENTENCE_BREAKS)(rng, sentence)
    if pair is None:
        return None
    room = budget - max(len(pair.selected), len(pair.target)) - 4
    if room > 40 and rng.random() < 0.5:
        other = draw_other_block(rng, corpus, room)
        if other is not None:
            pair = Pair(f"{pair.selected}\n\n{other.selected}", f"{pair.target}\n\n{other.target}")
    if rng.random() < ALREADY_CLEAN:
        return Pair(pair.target, pair.target)
    return pair


def draw_other_block(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Draw a block that goes below: a sound heading or passage, or one more break."""
    kind = rng.random()
    if kind < 0.2:
        heading = f"## {capitalise(draw_heading(rng, corpus))}"
        return Pair(heading, heading)
    if kind < 0.45:
        sentence = draw_sentence(rng, corpus, budget - 12)
        return None if sentence is None else rng.choice(SENTENCE_BREAKS)(rng, sentence)
    passage = draw_passage(rng, corpus, budget - 8)
    if passage is None:
        return None
    sound = mark_code_names(passage)
    return Pair(sound, sound)
