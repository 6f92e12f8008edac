"""What a text is called."""

import pytest

from app.document_title import document_title


@pytest.mark.parametrize(
    ("text", "name", "language", "title"),
    [
        ("# Letters #\n\nText\n", "a.md", "markdown", "Letters"),
        ("Text\n\n## Second\n", "a.md", "markdown", "Second"),
        ("```\n# no heading\n```\n\n# Yes\n", "a.md", "markdown", "Yes"),
        ("~~~\n```\n# no\n~~~\n# Yes", "a.md", "markdown", "Yes"),
        ("#hash\n", "my notes.md", "markdown", "my notes"),
        ("# a comment\n", "run.py", "python", "run"),
        ("", "Untitled", "markdown", "Untitled"),
        ("", ".profile", "text", ".profile"),
    ],
)
def test_the_first_heading_else_the_files_name(
    text: str, name: str, language: str, title: str
) -> None:
    assert document_title(text, name, language) == title
