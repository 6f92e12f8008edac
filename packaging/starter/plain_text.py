"""Turn documentation markup into plain English: paragraphs, sentences, phrases, headings.

Pure functions over strings. This module knows no files, no packages and no tasks. It prefers
to lose a sentence over keeping a damaged one: the starter model learns to copy what it reads.
"""

import re
from dataclasses import dataclass, field

ROLE = re.compile(r":[a-z:+]+:`([^`<]+?)(?:\s*<[^>`]*>)?`")
NAMED_LINK = re.compile(r"`([^`<]+?)\s*<[^>`]*>`__?")
MARKDOWN_LINK = re.compile(r"!?\[([^\]\[]*)\]\([^()\s]*\)")
CODE_SPAN = re.compile(r"(`{1,2})([^`\n]+?)\1(?:__?(?!\w))?")
STRONG = re.compile(r"(?<![\w*])\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*(?![\w*])")
EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")
ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|cf|vs|etc|Fig|fig|Eq|eq|Sec|No|al|Dr|Mr|approx|resp)\.$")
ALLOWED = re.compile(r"[A-Za-z0-9 ,.;:'\"()/_=+%&!?#-]+")
COMMON_WORD = re.compile(
    r"\b(?:the|a|an|is|are|be|to|of|in|for|and|with|this|that|it|you|we|not|can|on|by|as)\b"
)
DAMAGE = re.compile(
    r"\.\.|::| [,.;:!?](?:\s|$)|[,;:]{2}|\(\s|\s\)|\(\)\(|_{2,}$|(?:^|\s)[=+/#&-]+(?:\s|$)"
    r"|\b(\w+) \1\b|: [A-Z]|\s:|^[A-Z]\w*: |[a-z] (?:The|This|If|It|We|When|Returns?) "
    r"|[A-Za-z]:[A-Za-z]|,[A-Za-z]|\?\?|--\s|https?:|[a-z]\.[A-Z][a-z]|\s_|\w_\s"
)
RUDE = re.compile(r"\b(?:hell|wtf|damn|crap|stupid|sucks?|idiot|ugly|shit|fuck|dumb)\b", re.I)
APOSTROPHE = re.compile(r"(?<=[A-Za-z])'(?=[a-z])")
UNFINISHED = re.compile(
    r"\b(?:the|a|an|of|to|in|for|and|or|with|by|as|on|from|e\.g|i\.e|see|TODO|FIXME|XXX|Copyright)\.$"
)

BULLET = re.compile(r"^\s*(?:[-*+]|\d{1,2}[.)])\s+(\S.*)$")
UNDERLINE = re.compile(r"^([=\-~^\"'#*+])\1{3,}\s*$")
HASH_HEADING = re.compile(r"^#{1,5}\s+(\S.*?)\s*#*$")
PARAMETER = re.compile(
    r"^(?:[-*]\s+)?(?::param\s+)?`{0,2}([A-Za-z][\w. -]{0,28}?)`{0,2}"
    r"(?:\s*\([^()]*\))?\s*(?:--|:)\s+(\S.*)$"
)
PARAMETER_NAME = re.compile(r"^[a-z_]\w* ?(?:\([^()]*\))?: (?=[A-Z])")
NO_KEYS = {"class", "def", "if", "for", "else", "except", "TODO", "Fixme", "FIXME", "XXX", "NOTE"}
NUMPY_PARAMETER = re.compile(r"^([a-z_]\w{1,24})\s:\s\S.*$")
FENCE = re.compile(r"^\s*(?:```|~~~)")

MIN_WORDS, MAX_WORDS = 5, 30


@dataclass(slots=True)
class Harvest:
    """What one file gave. Lists grow while the file is read; order is that of the file."""

    paragraphs: list[list[str]] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    snippets: list[str] = field(default_factory=list)


def strip_markup(text: str) -> str:
    """Return `text` without inline rst or Markdown markup, on one line."""
    text = ROLE.sub(lambda m: m[1].split(".")[-1] if m[1].startswith("~") else m[1], text)
    text = NAMED_LINK.sub(r"\1", text)
    text = MARKDOWN_LINK.sub(r"\1", text)
    text = CODE_SPAN.sub(r"\2", text)
    text = STRONG.sub(r"\1", text)
    text = EMPHASIS.sub(r"\1", text)
    return " ".join(text.split())


def split_sentences(paragraph: str) -> list[str]:
    """Split one line of prose at sentence ends; abbreviations do not end a sentence."""
    sentences: list[str] = []
    for piece in SENTENCE_END.split(paragraph):
        if sentences and ABBREVIATION.search(sentences[-1]):
            sentences[-1] = f"{sentences[-1]} {piece}"
        else:
            sentences.append(piece)
    return sentences


def is_clean_sentence(sentence: str) -> bool:
    """Say whether `sentence` is complete English without leftovers of markup or code."""
    words = sentence.split()
    return (
        MIN_WORDS <= len(words) <= MAX_WORDS
        and sentence[0].isupper()
        and sentence[-1] in ".!?"
        and ALLOWED.fullmatch(sentence) is not None
        and DAMAGE.search(sentence) is None
        and UNFINISHED.search(sentence) is None
        and len(COMMON_WORD.findall(sentence)) >= 2
        and RUDE.search(sentence) is None
        and sentence.count("(") == sentence.count(")")
        and sentence.count('"') % 2 == 0
        and not sentence.isupper()
        and sentence.count("'") - len(APOSTROPHE.findall(sentence)) in {0, 2}
        and sum(c.isdigit() or c in "=()/_+%&#" for c in sentence) <= len(sentence) // 12
    )


def is_clean_phrase(phrase: str) -> bool:
    """Say whether `phrase` can be a list item: a few plain words, no inner punctuation."""
    words = phrase.split()
    return (
        1 <= len(words) <= 7
        and 3 <= len(phrase) <= 48
        and re.fullmatch(r"[A-Za-z][A-Za-z0-9 '_-]*[A-Za-z0-9]", phrase) is not None
        and " -" not in phrase
        and not {"and", "or"} & {word.lower() for word in words}
        and (len(words) > 1 or phrase.islower())
        and words[-1].lower() not in {"the", "a", "an", "of", "to", "in", "for", "with", "by", "is"}
    )


def read_pair(line: str) -> tuple[str, str] | None:
    """Read `key: value` out of one line; `None` when it is not short and plain."""
    found = PARAMETER.match(line.strip())
    if found is None:
        return None
    key, value = found[1].strip(), strip_markup(found[2])
    value = split_sentences(value)[0].rstrip(".")
    plain = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ,.'()/_+%-]*", value) is not None
    if not plain or not 2 <= len(value) <= 60 or len(key) < 2 or len(key.split()) > 3:
        return None
    if value.split()[-1] in {"of", "if", "for", "be", "is", "in", "by", "an", "or", "and", "that"}:
        return None
    if value.count("(") != value.count(")") or value.endswith((",", "(", "-", " a", " the")):
        return None
    if RUDE.search(value):
        return None
    if value == "pass" or key.split()[0] in NO_KEYS or key.endswith(".") or ". " in key:
        return None
    if value.lower().startswith(("http", "optional", "defaults")):
        return None
    return key, value


def read_heading(text: str) -> str | None:
    """Return the heading without markup, or `None` when it is not 2 to 8 plain words."""
    heading = strip_markup(text).strip(" :.")
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9 '/_-]*", heading) and 2 <= len(heading.split()) <= 8:
        return heading
    return None


def read_prose(text: str, harvest: Harvest) -> None:
    """Add the material of a docstring, a comment block or a documentation page to `harvest`."""
    block: list[str] = []
    fenced = False
    for line in [*text.expandtabs(4).splitlines(), ""]:
        if FENCE.match(line):
            fenced = not fenced
        elif line.strip() and not fenced:
            block.append(line)
            continue
        if block:
            read_block(block, harvest)
            block = []


def read_block(lines: list[str], harvest: Harvest) -> None:
    """Add the material of lines between two blank lines."""
    if heading := HASH_HEADING.match(lines[0]):
        if title := read_heading(heading[1]):
            harvest.headings.append(title)
        lines = lines[1:]
    elif len(lines) > 1 and UNDERLINE.match(lines[1]):
        if title := read_heading(lines[0]):
            harvest.headings.append(title)
        lines = lines[2:]
    if not lines or any(
        line.lstrip().startswith((">>>", "..", "|", "+-", "<", "$ ", "@")) for line in lines
    ):
        return
    prose: list[str] = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if NUMPY_PARAMETER.match(line.strip()) and following.startswith(" "):
            if pair := read_pair(f"{line.split(':')[0].strip()}: {following.strip()}"):
                harvest.pairs.append(pair)
            add_sentences(prose, harvest)
            prose = []
            continue
        if pair := read_pair(line):
            harvest.pairs.append(pair)
        if item := BULLET.match(line):
            add_sentences(prose, harvest)
            prose = [item[1]]
            # An item that goes on in the next line is not a phrase.
            phrase = strip_markup(item[1]).strip(" .;,")
            if (not following or BULLET.match(following)) and is_clean_phrase(phrase):
                harvest.phrases.append(phrase)
        else:
            prose.append(line)
    add_sentences(prose, harvest)


def add_sentences(lines: list[str], harvest: Harvest) -> None:
    """Add the clean sentences of `lines`; a rejected one parts its neighbours."""
    run: list[str] = []
    for piece in split_sentences(strip_markup("\n".join(lines))):
        sentence = PARAMETER_NAME.sub("", piece)
        if sentence and is_clean_sentence(sentence):
            run.append(sentence)
        elif run:
            harvest.paragraphs.append(run)
            run = []
    if run:
        harvest.paragraphs.append(run)
