"""Pairs for the task repair-python: sound snippets, each with one break that has one repair."""

import ast
import random
import re
import warnings
from collections.abc import Callable

from corpus import Corpus
from material import Pair, draw_snippet

ALREADY_CLEAN = 0.05
HEADER = re.compile(
    r"^( *)(?:if|elif|else|for|while|def|class|with|try|except|finally)\b.*:$", re.M
)
CLOSING = re.compile(r"[\])}](?=[\])}:,]*$)", re.M)
WORD_STRING = re.compile(r"(?<=[ (\[{=,])(\"[\w ./-]{1,24}\"|'[\w ./-]{1,24}')(?=[)\]},:]*$)", re.M)
INDENTED = re.compile(r"^(?: {4})+(?=[a-z])", re.M)
KEYWORD_SLIPS = {
    "return": ("retrun", "reutrn", "retun"), "import": ("improt", "imoprt", "impot"),
    "else": ("esle", "eles"), "elif": ("elfi", "elsif", "else if"), "for": ("fro",),
    "while": ("whlie", "wihle"), "def": ("dfe",), "except": ("exept", "ecxept"),
    "raise": ("riase", "rasie"), "from": ("form", "fomr"), "not": ("nto",),
}  # fmt: skip
KEYWORD = re.compile(rf"(?:^|(?<= ))(?:{'|'.join(KEYWORD_SLIPS)})(?=[ :]|$)", re.M)
ASSIGNED_TEST = re.compile(r"^( *(?:if|elif|while) [\w.()\[\]]+) == ", re.M)
ARGUMENT_COMMA = re.compile(r"(?<=[\w\"')\]]),(?= [a-z_]\w*(?:, |=|\)))")

Break = Callable[[random.Random, str], str | None]


def draw_match(rng: random.Random, pattern: re.Pattern[str], code: str) -> re.Match[str] | None:
    """Draw one match of `pattern`, or return `None`."""
    found = list(pattern.finditer(code))
    return rng.choice(found) if found else None


def drop_colon(rng: random.Random, code: str) -> str | None:
    """Lose the colon that opens a block."""
    found = draw_match(rng, HEADER, code)
    return None if found is None else code[: found.end() - 1] + code[found.end() :]


def drop_bracket(rng: random.Random, code: str) -> str | None:
    """Lose a closing bracket at the end of a line, or the last line if it is but a bracket."""
    found = draw_match(rng, CLOSING, code)
    if found is None:
        return None
    broken = code[: found.start()] + code[found.end() :]
    if broken.endswith("\n"):
        return broken[:-1]
    return None if re.search(r"^ *$", broken, re.M) else broken


def swap_bracket(rng: random.Random, code: str) -> str | None:
    """Close a bracket with one of another kind."""
    found = draw_match(rng, CLOSING, code)
    if found is None:
        return None
    wrong = rng.choice([mark for mark in ")]}" if mark != found[0]])
    return code[: found.start()] + wrong + code[found.end() :]


def drop_quote(rng: random.Random, code: str) -> str | None:
    """Lose one quote of a short string at the end of a line."""
    found = draw_match(rng, WORD_STRING, code)
    if found is None:
        return None
    kept = rng.choice((found[0][1:], found[0][:-1]))
    return code[: found.start()] + kept + code[found.end() :]


def drop_indent(rng: random.Random, code: str) -> str | None:
    """Lose the indent of a block that ends with the code or before `else` and the like."""
    found = draw_match(rng, HEADER, code)
    if found is None:
        return None
    depth = len(found[1])
    head = code[: found.end()].split("\n")
    tail = code[found.end() + 1 :].split("\n")
    body = 0
    while body < len(tail) and len(tail[body]) - len(tail[body].lstrip()) > depth:
        body += 1
    rest = tail[body] if body < len(tail) else ""
    if rest and not re.match(rf" {{{depth}}}(?:else|elif|except|finally)\b", rest):
        return None
    shift = len(tail[0]) - len(tail[0].lstrip()) - depth
    # A nested block inside the body keeps its own indent.
    moved = [line[shift:] for line in tail[:body]]
    return "\n".join([*head, *moved, *tail[body:]])


def slip_keyword(rng: random.Random, code: str) -> str | None:
    """Misspell a keyword."""
    found = draw_match(rng, KEYWORD, code)
    if found is None:
        return None
    return code[: found.start()] + rng.choice(KEYWORD_SLIPS[found[0]]) + code[found.end() :]


def assign_in_test(rng: random.Random, code: str) -> str | None:
    """Write `=` for `==` in a condition."""
    found = draw_match(rng, ASSIGNED_TEST, code)
    if found is None:
        return None
    return f"{code[: found.start()]}{found[1]} = {code[found.end() :]}"


def slip_indent(rng: random.Random, code: str) -> str | None:
    """Write one space too many or too few before a line of a block."""
    found = draw_match(rng, INDENTED, code)
    if found is None:
        return None
    wrong = found[0][1:] if rng.random() < 0.5 else found[0] + " "
    return code[: found.start()] + wrong + code[found.end() :]


def drop_comma(rng: random.Random, code: str) -> str | None:
    """Lose the comma between two arguments."""
    found = draw_match(rng, ARGUMENT_COMMA, code)
    return None if found is None else code[: found.start()] + code[found.end() :]


BREAKS: tuple[tuple[Break, int], ...] = (
    (drop_colon, 28), (drop_bracket, 22), (drop_quote, 12), (drop_indent, 20),
    (slip_keyword, 10), (swap_bracket, 4), (assign_in_test, 3), (drop_comma, 5),
    (slip_indent, 6),
)  # fmt: skip


def parses(code: str) -> bool:
    """Say whether `code` is sound Python on its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        try:
            ast.parse(code)
        except SyntaxError:
            return False
    return True


def make_repair_python(rng: random.Random, corpus: Corpus, budget: int) -> Pair | None:
    """Make a snippet with one break, or at times a sound one."""
    target = draw_snippet(rng, corpus, budget)
    if target is None:
        return None
    if rng.random() < ALREADY_CLEAN:
        return Pair(target, target, language="python")
    kinds, weights = zip(*BREAKS, strict=True)
    broken = rng.choices(kinds, weights)[0](rng, target)
    if broken is None or parses(broken):
        return None
    return Pair(broken, target, language="python")
