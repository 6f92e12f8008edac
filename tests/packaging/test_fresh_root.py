"""What the walk through a fresh root is judged by: what is left on disk, what a screen shows."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from root import HOME, Root
from screen import PATIENCE, Screen, differ, wait
from walk import (
    NAME,
    PASSAGE,
    REST,
    RIGHT,
    TEXT,
    TOUR,
    TOUR_INSTRUCTION,
    WRONG,
    Figures,
    bullets,
    open_entry,
)


def test_what_passes_by_itself_is_not_listed_and_all_else_is(tmp_path: Path) -> None:
    root = Root(tmp_path)
    for name in ("usr/lib/a", "var/lib/dpkg/status", "tmp/b", "proc/1", "home/tester/c"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "usr/link").symlink_to("lib/a")
    before = root.listing()
    assert set(before) == {"usr", "usr/lib", "usr/lib/a", "usr/link", "var", "var/lib"}
    (tmp_path / "usr/lib/a").write_text("altered", encoding="utf-8")
    after = root.listing()
    assert {path for path in before if before[path] != after[path]} == {"usr/lib/a"}


def test_a_leftover_is_found_by_its_name_outside_of_homes(tmp_path: Path) -> None:
    for name in ("usr/share/doc/anneal", "var/lib/anneal-x", "home/tester/.config/anneal"):
        (tmp_path / name).mkdir(parents=True)
    assert Root(tmp_path).named("anneal") == ["usr/share/doc/anneal", "var/lib/anneal-x"]


def test_a_caret_is_no_paint_and_a_word_is() -> None:
    before = Image.new("RGB", (200, 100), "white")
    caret, word = before.copy(), before.copy()
    ImageDraw.Draw(caret).line((20, 20, 20, 40), fill="black", width=2)
    ImageDraw.Draw(word).line((20, 20, 60, 20), fill="black", width=2)
    assert not differ(before, before)
    assert not differ(before, caret)
    assert differ(before, word)


def test_what_never_happens_is_said() -> None:
    assert wait(lambda: True, "now") < PATIENCE
    with pytest.raises(TimeoutError, match="the moon"):
        wait(lambda: False, "the moon", 0.05)


def test_the_entry_is_what_a_desktop_starts() -> None:
    alone = ["gio", "launch", "/usr/share/applications/org.example.A.desktop"]
    assert open_entry("org.example.A") == alone
    assert open_entry("org.example.A", NAME) == [*alone, f"{HOME}/{NAME}"]


def test_the_rewrite_is_told_from_all_else() -> None:
    assert TEXT.count(WRONG) == 1
    assert RIGHT not in TEXT
    assert TEXT.replace(WRONG, RIGHT).endswith(REST)


def test_the_tour_asks_for_what_the_walk_does() -> None:
    tour = TOUR.read_text(encoding="utf-8")
    assert tour.count(PASSAGE) == 1
    assert f"type `{TOUR_INSTRUCTION}`, press **Enter**" in tour


def test_a_list_in_place_of_the_passage_is_told_from_all_else() -> None:
    tour = f"one\n\n{PASSAGE}\n\ntwo\n"
    assert bullets(tour.replace(PASSAGE, "- a\n- b"), tour) == ["- a", "- b"]
    assert bullets(tour, tour) == []
    assert bullets(tour.replace(PASSAGE, "a\n- b"), tour) == []
    assert bullets(tour.replace(PASSAGE, "- a").replace("two", "three"), tour) == []


def test_of_several_figures_the_middle_one_counts() -> None:
    figures = Figures()
    for name, seconds in (("warm", 3.0), ("warm", 0.5), ("warm", 0.75), ("first", 2.0)):
        figures.note(name, seconds)
    assert figures.lines() == ["warm: 0.50 to 3.00 s, median 0.75 s of 3", "first: 2.00 s"]


def test_what_was_made_before_is_forgotten_and_a_persons_files_are_not(tmp_path: Path) -> None:
    home = tmp_path / HOME.removeprefix("/")
    for name in (".config/anneal/a", ".local/state/anneal/log/b", ".cache/anneal-appimage/c"):
        (home / name).mkdir(parents=True)
    (home / NAME).write_text("mine", encoding="utf-8")
    Root(tmp_path).forget_person()
    left = {path.relative_to(home).as_posix() for path in home.rglob("*")}
    assert left == {".config", ".local", ".local/state", ".cache"} | {
        ".cache/anneal-appimage",
        ".cache/anneal-appimage/c",
        NAME,
    }


def test_a_screen_without_a_window_manager_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where openbox is not installed: what was started before it ends."""
    server = tmp_path / "Xvfb"
    server.write_text("#!/bin/sh\necho 7 >/proc/self/fd/$2\nexec sleep 60\n", encoding="utf-8")
    server.chmod(0o755)
    (tmp_path / "sleep").symlink_to("/bin/sleep")
    (tmp_path / "sh").symlink_to("/bin/sh")
    monkeypatch.setenv("PATH", str(tmp_path))
    screen = Screen()
    with pytest.raises(FileNotFoundError), screen:
        pass
    assert [process.poll() is not None for process in screen.processes] == [True]
