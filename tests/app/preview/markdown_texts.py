"""Markdown that tries a parser: lines that begin, end and swallow blocks, in any order."""

from hypothesis import strategies as st

LINES = (
    "\n",
    "\n",
    "text\n",
    "more *emphasis* and `code`\n",
    "# heading\n",
    "===\n",
    "---\n",
    "- a\n",
    "  - b\n",
    "    deeper\n",
    "1. x\n",
    "2) y\n",
    "-\n",
    "> quote\n",
    ">\n",
    "```\n",
    "```py\n",
    "~~~\n",
    "    code\n",
    "\ttab\n",
    "| a | b |\n",
    "|---|---|\n",
    "| 1 |\n",
    "[f]: /u\n",
    "[f]:\n",
    "  'title'\n",
    "see [f] and [g][f]\n",
    "[^n]: note\n",
    "mentions [^n] and [^m]\n",
    "<div>\n",
    "</div>\n",
    "<!-- c\n",
    "-->\n",
    "<pre>\n",
    "* * *\n",
    "   indented\n",
    "- [ ] task\n",
    "a \U0001f389 b\n",
    "**open\n",
)

markdown_texts = st.builds(
    lambda front, lines, cut: (front + "".join(lines))[: -cut or None],
    st.sampled_from(("", "", "---\n", "---\na: 1\n---\n", "\n")),
    st.lists(st.sampled_from(LINES), max_size=24),
    st.integers(0, 2),
)


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a text and what an edit made of it."""
    text = draw(markdown_texts)
    start = draw(st.integers(0, len(text)))
    end = min(len(text), start + draw(st.sampled_from((0, 0, 1, 3, 10, 60))))
    typed = "".join(draw(st.lists(st.sampled_from(LINES), max_size=2)))
    typed = typed[: -draw(st.integers(0, 2)) or None]
    return text, text[:start] + typed + text[end:]
