"""What uv draws in its terminal is read as it comes, in pieces of any size."""

from pathlib import Path

import pytest

from engine.errors import DownloadError, RuntimeInstallError
from engine.runtime.lock import LockedPackage
from engine.runtime.uv_words import UvWords, fault_of, line_lost

MIB = 2**20
BIG = LockedPackage("nvidia-cublas", "13.1", "b.whl", 10 * MIB, "0" * 64, 0)
SMALL = LockedPackage("torch", "2.13.0", "t.whl", 4 * MIB, "0" * 64, 0)
PAD = " " * 40


def frame(done: int, *bars: str) -> str:
    up = "\x1b[1A\r\x1b[2K" * len(bars)
    return f"{up}\r\x1b[2K⠙ Preparing packages... ({done}/2){PAD}" + "".join(
        f"{bar}{PAD}" for bar in bars
    )


STREAM = (
    "Using CPython 3.11.7 interpreter at: /x\r\n\r\x1b[2KResolved 2 packages in 13ms\r\n"
    + frame(0)
    + frame(0, "torch           ------------------------------ 1.00 MiB/4.00 MiB")
    + frame(
        0,
        "torch           ------------------------------ 3.50 MiB/4.00 MiB",
        "nvidia-cublas   ------------------------------ 512.00 KiB/10.00 MiB",
    )
    + frame(1, "nvidia-cublas   ------------------------------ 6.00 MiB/10.00 MiB")
    + frame(1, "nvidia-cublas   ------------------------------ 7.00 MiB/10.00 MiB")
    + frame(1)
)
END = "\r\x1b[2KPrepared 2 packages in 2s\r\n\r\x1b[2K████░░░░ [1/2] torch==2.13.0\r\n"


@pytest.mark.parametrize("size", [1, 3, 17, 64, 5000])
def test_progress_is_read_in_pieces_of_any_size(size: int) -> None:
    words = UvWords((BIG, SMALL))
    for start in range(0, len(STREAM), size):
        words.take(STREAM[start : start + size])
    # One is whole, since it is drawn no more, and of the other what was drawn.
    assert (words.fetched, words.item) == (1, "nvidia-cublas")
    assert words.bytes_done == (4 + 7) * MIB
    assert not words.installing
    words.take(END)
    words.finish()
    assert (words.installing, words.installed, words.item) == (True, 1, "torch")
    assert words.lines[:2] == [
        "Using CPython 3.11.7 interpreter at: /x",
        "Resolved 2 packages in 13ms",
    ]
    assert "Prepared 2 packages in 2s" in words.lines
    assert not any("---" in line for line in words.lines)


def test_without_a_terminal_whole_packages_are_counted() -> None:
    words = UvWords((BIG, SMALL))
    words.take("Downloading torch (4.0MiB)\n Downloaded torch\n")
    assert words.bytes_done == 4 * MIB


def test_no_more_is_counted_than_there_is() -> None:
    words = UvWords((SMALL,))
    words.take(frame(0, "torch   ------------------------------ 9.00 MiB/4.00 MiB") + frame(0))
    assert words.bytes_done == 4 * MIB


@pytest.mark.parametrize(
    ("said", "kind", "words", "lost"),
    [
        ("Hash mismatch for `a==1`", DownloadError, "not the one that Anneal was made", False),
        ("No space left on device (os error 28)", RuntimeInstallError, "disk is full", False),
        ("failed: Disk quota exceeded (os error 122)", RuntimeInstallError, "disk is full", False),
        ("Permission denied (os error 13)", RuntimeInstallError, "no permission", False),
        ("Read-only file system (os error 30)", RuntimeInstallError, "no permission", False),
        ("HTTP status client error (403 Forbidden)", DownloadError, "refuses", False),
        ("HTTP status server error (502 Bad Gateway)", DownloadError, "refuses", False),
        ("a was not found in the package registry", DownloadError, "not there", False),
        ("a has no wheels with a matching platform tag", RuntimeInstallError, "not made", False),
        ("error sending request for url: dns error", DownloadError, "cannot be reached", True),
        ("Failed to download `a==1`: connection reset", DownloadError, "was lost", True),
        (
            "error sending request: invalid peer certificate: certificate expired: verification",
            DownloadError,
            "date and clock",
            False,
        ),
        (
            "error sending request: invalid peer certificate: certificate not valid yet: at",
            DownloadError,
            "date and clock",
            False,
        ),
        (
            "error sending request: invalid peer certificate: UnknownIssuer",
            DownloadError,
            "vouches for the package index",
            False,
        ),
        ("something new", RuntimeInstallError, "the installer failed: error: something new", False),
    ],
)
def test_a_failure_is_worded_by_what_uv_says(
    said: str, kind: type[Exception], words: str, lost: bool
) -> None:
    lines = ["Resolved 2 packages", "error: " + said, "  cause: deeper"]
    error = fault_of(lines, Path("/log"))
    assert type(error) is kind
    assert words in str(error)
    assert "Resolved" not in str(error)
    assert line_lost(lines) is lost


def test_a_failure_without_a_word_names_the_log() -> None:
    assert "without a word (/log)" in str(fault_of([], Path("/log")))
