"""What a publisher says is judged before a person reads it; versions are compared by PEP 440."""

import json
from pathlib import Path

import pytest

from engine.release.address import may_be_asked, release_address
from engine.release.note import (
    MOST_BYTES,
    ReleaseNote,
    Verdict,
    judge,
    read_note,
)

PAGE = "https://example.org/anneal"


def note(**told: object) -> bytes:
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    ("here", "there", "verdict"),
    [
        ("0.1.0", "0.2.0", Verdict.NEWER),
        ("0.9.0", "0.10.0", Verdict.NEWER),
        ("0.2.0rc1", "0.2.0", Verdict.NEWER),
        ("0.2.0", "0.2.0.post1", Verdict.NEWER),
        ("0.2.0", "0.2.0", Verdict.NEWEST),
        ("0.2.0", "0.2", Verdict.NEWEST),
        ("0.2.0+local", "0.2.0", Verdict.NEWEST),
        ("0.2.0", "0.2.0rc1", Verdict.NEWEST),
        ("1!0.1", "9.9", Verdict.NEWEST),
        ("", "0.1.0", Verdict.NEWER),
        ("not installed", "0.1.0", Verdict.NEWER),
    ],
)
def test_versions_are_compared_as_versions(here: str, there: str, verdict: Verdict) -> None:
    assert judge(ReleaseNote(there, "", ""), here) is verdict


def test_a_note_is_read() -> None:
    given = note(version=" 0.2.0 ", notes="One.\r\nTwo.", page=PAGE, more=[1])
    assert read_note(given) == ReleaseNote("0.2.0", "One.\nTwo.", PAGE)
    assert read_note(note(version="0.2.0")) == ReleaseNote("0.2.0", "", "")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe\x00", "no JSON"),
        (b"[" * 60_000, "no JSON"),
        (b"[]", "names no version"),
        (b'"0.2.0"', "names no version"),
        (b"{}", "names no version"),
        (note(version=2), "names no version"),
        (note(version="soon"), "is no version"),
        (note(version="1." * 30 + "1"), "is no version"),
        (b"  <!doctype html><title>Log in</title>", "log in"),
        (b"x" * (MOST_BYTES + 1), "longer than 64 KB"),
    ],
)
def test_what_is_no_note_is_told(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_note(data)


def test_notes_are_cleaned_and_cut() -> None:
    given = read_note(note(version="1", notes="a\x1b[31m\u202eb\nc\x00"))
    assert given.notes == "a[31mb\nc"
    assert len(read_note(note(version="1", notes="w" * 10_000)).notes) == 4_001


@pytest.mark.parametrize(
    "page",
    ["http://example.org/", "file:///etc/passwd", "javascript:alert(1)", "", 3, None, "https://",
     "https://u:p@example.org/", "https://example.org/" + "x" * 600, "https://ex ample.org"],
)  # fmt: skip
def test_a_page_that_may_not_be_shown_is_left_out(page: object) -> None:
    assert read_note(note(version="1", page=page)).page == ""


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://example.org/latest.json", True),
        ("http://127.0.0.1:8000/latest.json", True),
        ("http://localhost/latest.json", True),
        ("http://[::1]:9/", True),
        ("http://example.org/latest.json", False),
        ("http://127.0.0.1.example.org/", False),
        ("http://localhost@example.org/", False),
        ("ftp://example.org/", False),
        ("https://example.org:port/", False),
        ("https://exämple.org/", False),
        ("//example.org", False),
        ("", False),
    ],
)
def test_only_what_is_encrypted_or_on_this_machine_is_asked(address: str, may: bool) -> None:
    assert may_be_asked(address) is may


def test_as_shipped_no_address_is_named() -> None:
    assert release_address() == ""


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ('{"address": "https://example.org/a"}', "https://example.org/a"),
        ('{"address": "http://example.org/a"}', ""),
        ('{"address": 3}', ""),
        ("[]", ""),
        ("{", ""),
    ],
)
def test_the_address_of_a_build_is_read_and_judged(tmp_path: Path, text: str, address: str) -> None:
    file = tmp_path / "release.json"
    file.write_text(text, encoding="utf-8")
    assert release_address(file) == address
    assert release_address(tmp_path / "none.json") == ""
