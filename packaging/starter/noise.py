"""Damage clean English so that the damage can be undone from the text alone.

Every function takes the random generator as an argument and returns `None` when it finds no
place for its kind of mistake. A misspelling is used only if no other known word is as near to
it as the word that it came from; so the clean text is the one right answer.
"""

import random
import re
from collections.abc import Callable, Mapping

Mistake = Callable[[random.Random, str, Mapping[str, int]], str | None]

PLAIN_WORD = re.compile(r"(?<![\w./`#@-])[A-Za-z][a-z]{3,}(?![\w(`/'-]|\.\w)")
LEAST_WORD_COUNT = 12
ALPHABET = "abcdefghijklmnopqrstuvwxyz"

NEIGHBOURS = {
    "a": "qws", "b": "vgn", "c": "xdv", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht",
    "h": "gjy", "i": "uok", "j": "hku", "k": "jli", "l": "kop", "m": "nj", "n": "bmh",
    "o": "ipl", "p": "ol", "q": "wa", "r": "etf", "s": "adw", "t": "ryg", "u": "yij",
    "v": "cbf", "w": "qes", "x": "zcs", "y": "tuh", "z": "xa",
}  # fmt: skip

MISSPELLINGS = {
    "accommodate": "accomodate", "according": "acording", "achieve": "acheive",
    "across": "accross", "additional": "additonal", "address": "adress",
    "algorithm": "algoritm", "already": "allready", "always": "allways",
    "apparent": "apparant", "appropriate": "appropiate", "argument": "arguement",
    "arguments": "arguements", "available": "availible", "basically": "basicly",
    "because": "becuase", "beginning": "begining", "behavior": "behavoir",
    "believe": "beleive", "between": "beetween", "calendar": "calender",
    "category": "catagory", "character": "charachter", "characters": "charachters",
    "commit": "comit", "committed": "commited", "compatible": "compatable",
    "completely": "completly", "consistent": "consistant", "convenient": "convienient",
    "correctly": "correctley", "corresponding": "corresponing", "definitely": "definately",
    "dependency": "dependancy", "description": "desciption", "different": "diffrent",
    "directly": "directy", "directory": "direcotry", "disappear": "dissapear",
    "environment": "enviroment", "equivalent": "equivelant", "error": "eror",
    "especially": "especialy", "exactly": "exacly", "example": "exmaple",
    "existence": "existance", "existing": "exisiting", "expression": "expresion",
    "explicitly": "explicitely", "finally": "finaly", "following": "folowing",
    "format": "fromat", "function": "funtion", "functions": "funtions",
    "generally": "generaly", "guarantee": "garantee", "guaranteed": "garanteed",
    "immediately": "immediatly", "implementation": "implemenation",
    "independent": "independant", "information": "infomation", "initial": "inital",
    "initialize": "initalize", "instance": "instace", "interface": "inteface",
    "knowledge": "knowlege", "language": "langauge", "length": "lenght",
    "library": "libary", "maintenance": "maintainance", "maximum": "maximun",
    "message": "mesage", "method": "mehtod", "minimum": "minumum",
    "multiple": "mutliple", "necessary": "neccessary", "number": "nubmer",
    "object": "obejct", "occurred": "occured", "occurrence": "occurence",
    "occurs": "occures", "operation": "opertion", "optional": "optinal",
    "original": "orignal", "otherwise": "otherwize", "output": "ouput",
    "parallel": "paralell", "parameter": "paramter", "parameters": "paramters",
    "particular": "particuler", "performance": "performace", "possible": "posible",
    "preceding": "preceeding", "previous": "previos", "probably": "probaly",
    "process": "proccess", "really": "realy", "receive": "recieve",
    "received": "recieved", "recommend": "recomend", "recommended": "recomended",
    "reference": "refrence", "referring": "refering", "relevant": "relevent",
    "representation": "represenation", "required": "requried", "response": "reponse",
    "result": "reuslt", "return": "retrun", "returned": "retruned", "returns": "retruns",
    "separate": "seperate", "separated": "seperated", "separately": "seperately",
    "sequence": "sequnce", "similar": "similiar", "specific": "specfic",
    "specified": "specifed", "specify": "specfiy", "string": "stirng",
    "structure": "strucutre", "success": "succes", "successful": "succesful",
    "successfully": "succesfully", "supported": "suported", "supports": "suports",
    "temporary": "temporay", "their": "thier", "therefore": "therefor",
    "transferred": "transfered", "truly": "truely", "unfortunately": "unfortunatly",
    "unnecessary": "unneccessary", "until": "untill", "useful": "usefull",
    "usually": "usualy", "value": "vlaue", "values": "vlaues", "version": "verison",
    "whether": "wether", "which": "wich", "without": "witout", "writing": "writting",
}  # fmt: skip

# Words that the corpus may lack, and that a slip must not hit.
OTHER_WORDS = frozenset({
    "centre", "metre", "litre", "fibre", "theatre", "colour", "behaviour", "favour", "honour",
    "neighbour", "labelled", "grey", "licence", "practise", "defence", "trail", "fro", "form",
    "from", "casual", "causal", "diary", "dairy", "quite", "quiet", "angel", "angle", "stared",
    "starred", "tired", "tried",
})  # fmt: skip

CONTRACTIONS = re.compile(
    r"\b(?:[Dd]on|[Dd]oesn|[Dd]idn|[Ii]sn|[Aa]ren|[Ww]asn|[Ww]eren|[Ww]on|[Cc]ouldn|[Ss]houldn"
    r"|[Ww]ouldn|[Hh]aven|[Hh]asn|[Cc]an|[Yy]ou|[Tt]hey|[Tt]hat)'[a-z]+\b"
)
OPENER = re.compile(
    r"^(?:However|Therefore|Moreover|Furthermore|Additionally|Finally|Alternatively"
    r"|Similarly|Unfortunately|For example|For instance|In addition|In general|In particular"
    r"|As a result|In other words|On the other hand|By default|In this case), (?=[a-z])"
)
COMMA_PLACE = re.compile(r"\b(?:the|a|an|of|to|with|for|from|into)(?= [a-z])")
REPEATABLE = re.compile(r"(?<= )(?:the|a|to|of|is|in|and|for|are|be|this|with|by|on)(?= [a-z])")
ARTICLE = re.compile(r"\b(?:[Aa] (?=[bcdfgjklmnpqrstvwz][a-z]{2,}\b)|[Aa]n (?=[aei][a-z]{3,}\b))")


def choose(rng: random.Random, found: list[re.Match[str]]) -> re.Match[str] | None:
    """Return one of the matches, or `None` when there is none."""
    return rng.choice(found) if found else None


def is_nearest(mistake: str, word: str, vocabulary: Mapping[str, int]) -> bool:
    """Say whether `word` is the only known word within one edit of `mistake`."""
    if mistake in vocabulary or mistake in OTHER_WORDS:
        return False
    cuts = [(mistake[:i], mistake[i:]) for i in range(len(mistake) + 1)]
    for left, right in cuts:
        if right and left + right[1:] != word and left + right[1:] in vocabulary:
            return False
        if len(right) > 1:
            swapped = left + right[1] + right[0] + right[2:]
            if swapped != word and swapped in vocabulary:
                return False
        for letter in ALPHABET:
            inserted = left + letter + right
            if inserted in vocabulary and inserted != word:
                return False
            replaced = left + letter + right[1:]
            if right and replaced in vocabulary and replaced != word:
                return False
    return True


def damage_letters(rng: random.Random, word: str) -> str:
    """Return `word` with one slip of the keyboard after its first letter."""
    place = rng.randrange(1, len(word) - 1)
    kind = rng.random()
    if kind < 0.35:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if kind < 0.65:
        return word[:place] + word[place + 1 :]
    if kind < 0.82:
        return word[: place + 1] + word[place] + word[place + 1 :]
    return word[:place] + rng.choice(NEIGHBOURS[word[place]]) + word[place + 1 :]


def misspell(rng: random.Random, text: str, vocabulary: Mapping[str, int]) -> str | None:
    """Misspell one frequent word of four or more letters."""
    words = [
        each
        for each in PLAIN_WORD.finditer(text)
        if vocabulary.get(each[0].lower(), 0) >= LEAST_WORD_COUNT
    ]
    common = [each for each in words if each[0].lower() in MISSPELLINGS]
    found = choose(rng, common if common and rng.random() < 0.5 else words)
    if found is None:
        return None
    word = found[0].lower()
    mistake = MISSPELLINGS.get(word) if rng.random() < 0.5 else None
    if mistake is None:
        mistake = damage_letters(rng, word)
        if mistake == word or not is_nearest(mistake, word, vocabulary):
            return None
    elif mistake in vocabulary:
        return None
    if found[0][0].isupper():
        mistake = mistake.capitalize()
    return text[: found.start()] + mistake + text[found.end() :]


def lower_start(rng: random.Random, text: str, vocabulary: Mapping[str, int]) -> str | None:
    """Take the capital from the start of a sentence whose first word is an ordinary one."""
    starts = re.finditer(r"(?:^|(?<=[a-z][.!?] ))[A-Z][a-z]*(?= )", text)
    found = choose(rng, [each for each in starts if each[0].lower() in vocabulary])
    if found is None:
        return None
    return text[: found.start()] + found[0].lower() + text[found.end() :]


def drop_full_stop(rng: random.Random, text: str, vocabulary: Mapping[str, int]) -> str | None:
    """Take the full stop from the end of the text, or from before a capitalised common word."""
    inner = [
        each
        for each in re.finditer(r"(?<=[a-z])\.(?= ([A-Z][a-z]+) )", text)
        if vocabulary.get(each[1].lower(), 0) >= LEAST_WORD_COUNT
    ]
    found = choose(rng, inner) if inner and rng.random() < 0.4 else None
    if found is not None:
        return text[: found.start()] + text[found.end() :]
    return text[:-1] if re.search(r"[a-z]\.$", text) else None


def drop_apostrophe(rng: random.Random, text: str, _: Mapping[str, int]) -> str | None:
    """Take the apostrophe out of a contraction."""
    found = choose(rng, list(CONTRACTIONS.finditer(text)))
    if found is None:
        return None
    return text[: found.start()] + found[0].replace("'", "") + text[found.end() :]


def double_space(rng: random.Random, text: str, _: Mapping[str, int]) -> str | None:
    """Double one space between words."""
    found = choose(rng, list(re.finditer(r" ", text)))
    return None if found is None else text[: found.end()] + " " + text[found.end() :]


def drop_comma(_rng: random.Random, text: str, _: Mapping[str, int]) -> str | None:
    """Take the comma after an opening word such as "However"."""
    found = OPENER.search(text)
    return None if found is None else text[: found.end() - 2] + text[found.end() - 1 :]


def add_comma(rng: random.Random, text: str, _: Mapping[str, int]) -> str | None:
    """Put a comma where none can stand: after an article or a preposition, or twice."""
    commas = list(re.finditer(r"(?<=\w),(?= )", text))
    found = choose(rng, commas) if commas and rng.random() < 0.3 else None
    if found is None:
        found = choose(rng, list(COMMA_PLACE.finditer(text)))
    return None if found is None else text[: found.end()] + "," + text[found.end() :]


def shift_space(rng: random.Random, text: str, _: Mapping[str, int]) -> str | None:
    """Put the space of a comma before it, or add one before the last full stop."""
    found = choose(rng, list(re.finditer(r"(?<=[a-z]), (?=[a-z])", text)))
    if found is not None:
        wrong = rng.choice([" ,", " , ", ","])
        return text[: found.start()] + wrong + text[found.end() :]
    return text[:-1] + " " + text[-1] if text.endswith((".", "?", "!")) else None


def repeat_word(rng: random.Random, text: str, _: Mapping[str, int]) -> str | None:
    """Write a small word twice."""
    found = choose(rng, list(REPEATABLE.finditer(text)))
    return None if found is None else text[: found.end()] + " " + found[0] + text[found.end() :]


def swap_article(rng: random.Random, text: str, _: Mapping[str, int]) -> str | None:
    """Write "a" for "an", or "an" for "a", before an ordinary word."""
    found = choose(rng, list(ARTICLE.finditer(text)))
    if found is None:
        return None
    article = found[0].rstrip()
    wrong = article[0] if len(article) == 2 else article + "n"
    return f"{text[: found.start()]}{wrong} {text[found.end() :]}"


MISTAKES: tuple[tuple[Mistake, int], ...] = (
    (misspell, 58), (lower_start, 8), (drop_full_stop, 7), (drop_apostrophe, 6),
    (double_space, 4), (drop_comma, 5), (add_comma, 4), (shift_space, 4), (repeat_word, 4),
    (swap_article, 4),
)  # fmt: skip


def add_mistakes(rng: random.Random, text: str, count: int, vocabulary: Mapping[str, int]) -> str:
    """Return `text` with up to `count` mistakes of mixed kinds."""
    kinds, weights = zip(*MISTAKES, strict=True)
    made = 0
    for _ in range(count * 4):
        mistake: Mistake = rng.choices(kinds, weights)[0]
        damaged = mistake(rng, text, vocabulary)
        if damaged is not None:
            text = damaged
            made += 1
        if made == count:
            break
    return text
