"""Tabs of one name are told apart by as much of their folders as it takes."""

from pathlib import Path

import pytest

from app.tab_titles import tab_titles


@pytest.mark.parametrize(
    ("paths", "titles"),
    [
        (["/a/x.md", "/a/y.md"], ["x.md", "y.md"]),
        (["/a/x.md", "/b/x.md", "/b/y.md"], ["x.md · a", "x.md · b", "y.md"]),
        (["/one/docs/x.md", "/two/docs/x.md"], ["x.md · one/docs", "x.md · two/docs"]),
        (["/x.md", "/docs/x.md"], ["x.md · /", "x.md · docs"]),
    ],
)
def test_files(paths: list[str], titles: list[str]) -> None:
    assert tab_titles([(Path(path).name, Path(path)) for path in paths]) == tuple(titles)


def test_a_text_in_no_file_keeps_its_name() -> None:
    assert tab_titles([("x.md", None), ("x.md", Path("/a/x.md"))]) == ("x.md", "x.md · a")
