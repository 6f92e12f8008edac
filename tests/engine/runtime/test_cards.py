"""Cards and drivers: what the driver says, in every age of it, and what that means for CUDA."""

from pathlib import Path

import pytest

from engine.runtime import cards
from engine.runtime.cards import Card, Cards, hindrance, least_driver, look_for_cards

MODERN = Cards("580.65.06", (Card("NVIDIA GeForce RTX 5090", "12.0", 2**35),))


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program of this test's where the driver's own is looked for."""
    command = tmp_path / "nvidia-smi"
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(cards, "_KERNEL", tmp_path / "version")
    return command


def say(command: Path, script: str) -> None:
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)


def test_cards_are_read_as_the_driver_tells_them(driver: Path) -> None:
    say(
        driver,
        "echo '580.65.06, NVIDIA GeForce RTX 5090, 12.0, 32607 MiB'; "
        "echo '580.65.06, Odd, [N/A], [N/A]'",
    )
    assert look_for_cards() == Cards(
        "580.65.06",
        (Card("NVIDIA GeForce RTX 5090", "12.0", 32607 * 2**20), Card("Odd", "", 0)),
    )


def test_an_old_driver_that_knows_no_capability_is_still_known(driver: Path) -> None:
    say(driver, 'case "$1" in *compute_cap*) exit 2;; esac; echo 470.256.02')
    assert look_for_cards() == Cards("470.256.02", ())


@pytest.mark.parametrize("script", ["exit 9", "", "echo", "echo 1, 2; exit 6"])
def test_where_its_program_fails_the_kernel_is_asked(
    driver: Path, tmp_path: Path, script: str
) -> None:
    say(driver, script)
    assert look_for_cards() == Cards("", ())
    (tmp_path / "version").write_text(
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build\n"
    )
    assert look_for_cards() == Cards("580.65.06", ())


def test_a_driver_that_hangs_is_given_up(driver: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say(driver, "exec sleep 60")
    monkeypatch.setattr(cards, "_PATIENCE", 0.2)
    assert look_for_cards().driver == ""


@pytest.mark.parametrize(
    ("found", "cuda", "words"),
    [
        (MODERN, "13.0", ""),
        (MODERN, "12.8", ""),
        (MODERN, "", ""),
        (Cards("", ()), "", ""),
        (Cards("", ()), "13.0", "no driver of NVIDIA"),
        (Cards("575.64", MODERN.cards), "13.0", "575.64 is too old for CUDA 13.0, which needs 580"),
        (Cards("575.64", MODERN.cards), "12.9", ""),
        (Cards("1000.1", ()), "13.0", ""),
        (Cards("580.1", (Card("GTX 1080", "6.1", 0),)), "13.0", "GTX 1080 is too old"),
        (Cards("580.1", (Card("GTX 1080", "6.1", 0), *MODERN.cards)), "13.0", ""),
        (Cards("580.1", (Card("Odd", "", 0),)), "13.0", ""),
        (Cards("unknown", ()), "13.0", ""),
    ],
)
def test_what_would_be_of_no_use_is_said(found: Cards, cuda: str, words: str) -> None:
    assert words in hindrance(found, cuda)
    assert bool(hindrance(found, cuda)) == bool(words)


def test_the_least_driver_is_of_the_major_version() -> None:
    assert [least_driver(cuda) for cuda in ("13.0", "13.2", "12.6", "", "odd")] == [
        *("580", "580", "525"),
        *("", ""),
    ]
