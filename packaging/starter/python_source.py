"""Read one Python module: its prose, and the snippets that stand on their own."""

import ast
import re
import textwrap
import warnings
from collections.abc import Iterable, Iterator
from itertools import islice

from plain_text import Harvest, read_prose
from sources import stable_hash

SNIPPETS_PER_FILE = 14
MAX_SNIPPET_CHARS = 300
COMMENT_BLOCK = re.compile(r"(?:^[ \t]*# .*\n)+", re.MULTILINE)


def read_python(source: str, harvest: Harvest) -> None:
    """Add docstrings, other long strings, comments and snippets of one module."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            # Templates and Python 2 leftovers end in `.py` too.
            return
    lines = source.splitlines()
    spans: set[tuple[int, int]] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if len(node.value) > 30 and " " in node.value:
                first, _, rest = node.value.partition("\n")
                read_prose(f"{first.strip()}\n{textwrap.dedent(rest)}", harvest)
        elif isinstance(node, ast.stmt) and not isinstance(node, ast.Expr | ast.ClassDef):
            spans.update(snippet_spans(node))
    harvest.snippets.extend(islice(cut_snippets(spans, lines), SNIPPETS_PER_FILE))
    for block in COMMENT_BLOCK.findall(source):
        read_prose("\n".join(line.strip()[2:] for line in block.splitlines()), harvest)


def snippet_spans(node: ast.stmt) -> Iterator[tuple[int, int]]:
    """Yield first and last line of a statement, or of a part of its body: 2 to 8 lines."""
    spans = [(node.lineno, node.end_lineno or node.lineno)]
    if isinstance(node, ast.FunctionDef) and len(node.body) > 2:
        spans.append((node.body[1].lineno, node.body[-1].end_lineno or node.lineno))
        spans.append((node.body[1].lineno, node.body[2].end_lineno or node.lineno))
    for first, last in spans:
        if 2 <= last - first + 1 <= 8:
            yield first, last


def cut_snippets(spans: Iterable[tuple[int, int]], lines: list[str]) -> Iterator[str]:
    """Yield the clean snippets in `spans`, mixed by a stable hash."""
    snippets = {textwrap.dedent("\n".join(lines[first - 1 : last])) for first, last in spans}
    yield from filter(is_clean_snippet, sorted(snippets, key=stable_hash))


def is_clean_snippet(snippet: str) -> bool:
    """Say whether `snippet` parses on its own, is ASCII, and has no long or empty lines."""
    lines = snippet.split("\n")
    if not snippet.isascii() or not 20 <= len(snippet) <= MAX_SNIPPET_CHARS or "\t" in snippet:
        return False
    if '"""' in snippet or "'''" in snippet or "\\" in snippet:
        return False
    if any(not line.strip() or len(line) > 92 or line != line.rstrip() for line in lines):
        return False
    try:
        ast.parse(snippet)
    except SyntaxError:
        return False
    return True
