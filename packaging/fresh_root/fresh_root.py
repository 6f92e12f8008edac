"""Installs a package of Anneal into a fresh Debian, walks through it by keys, and takes it out.

Needs root's rights, debootstrap, Xvfb, openbox and xdotool, and Debian's mirror for the root and
what the package depends on. The program itself is started without a network.

Usage: fresh_root.py --deb FILE [--appimage FILE] [--work FOLDER] [--pictures FOLDER] [--starts N]
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from root import HOME, USER, USER_ID, Root, Session
from screen import Screen, wait
from walk import NAME, SECOND, Walk, open_entry, require

ROOT = Path(__file__).resolve().parents[2]
DESKTOP_ID = "org.anneal_editor.Anneal"
# Starts a desktop entry as a desktop does; it is of the test, not of the package.
LAUNCHER = "libglib2.0-bin"
FUSE = "fuse3"
_PROGRAM = "usr/lib/anneal"
_APPIMAGE = "Anneal.AppImage"


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Trial:
    """Where and how something is tried.

    Attributes:
        root: what it is installed in.
        base: the Debian that the root is a copy of.
        pictures: the folder for the screenshots.
        starts: how often it is started for its times, warm, and again cold.
    """

    root: Root
    base: Path
    pictures: Path
    starts: int


def check_deb(deb: Path, trial: Trial) -> None:
    """Install, walk, purge, and show that nothing is left.

    Raises:
        AssertionError: something is not as it must be.
    """
    root = trial.root
    root.prepare(trial.base)
    before = root.listing()
    shutil.copy(deb, root.folder / "tmp")
    came = root.install(f"/tmp/{deb.name}")
    say(f"installed: {len(came)} packages came: {', '.join(came)}")
    extra = root.install(LAUNCHER)
    say(f"of the test alone: {', '.join(extra) or 'nothing'}")
    written = root.listing()
    first = open_entry(DESKTOP_ID), open_entry(DESKTOP_ID, NAME)
    walk(trial, (root.folder / _PROGRAM,), *first, ["anneal", SECOND])
    require(_of_program(root.listing()) == _of_program(written), "no run writes into /usr")
    root.run("apt-get", "purge", "-qq", "-y", "anneal")
    left = [path for path in root.named("anneal") if not path.startswith("var/lib/apt")]
    require(not left, f"purging leaves nothing of its name: {left}")
    root.run("apt-get", "purge", "-qq", "-y", "--autoremove", *extra)
    root.run("apt-get", "autoremove", "-qq", "-y", "--purge")
    after = root.listing()
    changed = sorted(
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    )
    say(f"purged; what differs from the fresh root: {', '.join(changed) or 'nothing'}")
    say(f"in the user's home: {', '.join(_of_home(root))}")
    require(not _temporary(root), f"no run leaves files in /tmp: {_temporary(root)}")


def check_appimage(file: Path, deb: Path, trial: Trial) -> None:
    """Run the AppImage where what the .deb depends on is installed, and the .deb is not.

    It runs with FUSE, without FUSE, and with ``--appimage-extract-and-run``.

    Raises:
        AssertionError: something is not as it must be.
    """
    root = trial.root
    root.prepare(trial.base)
    command = ["dpkg-deb", "--field", str(deb), "Depends"]
    depends = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    root.install(*(each.split("|")[0].split("(")[0].strip() for each in depends.split(",")))
    target = root.folder / "home/tester" / _APPIMAGE
    shutil.copy(file, target)
    target.chmod(0o755)
    program = f"{HOME}/{_APPIMAGE}"
    cache = root.folder / "home/tester/.cache/anneal-appimage"
    read = (target, cache)
    say("AppImage where there is no FUSE: it unpacks itself")
    walk(_seen(trial, "unpacked"), read, [program], [program, NAME], [program, SECOND])
    say("AppImage with --appimage-extract-and-run")
    asked = [program, "--appimage-extract-and-run"]
    walk(_seen(trial, "asked"), read, asked, [*asked, NAME], [*asked, SECOND])
    root.install(FUSE)
    root.add_fuse()
    say("AppImage through FUSE")
    walk(_seen(trial, "mounted"), read, [program], [program, NAME], [program, SECOND])
    require(not _temporary(root), f"no run leaves files or mounts in /tmp: {_temporary(root)}")


def walk(
    trial: Trial,
    read: Sequence[Path],
    first: Sequence[str],
    with_file: Sequence[str],
    again: Sequence[str],
) -> None:
    """Do the walk in a session of its own, as a person who never did, and say its times.

    Args:
        trial: where, and how often it is started for its times.
        read: files and folders that a start reads, which the system forgets before a cold one.
        first: starts the program without a file.
        with_file: starts it with the first file.
        again: starts it with the second file.
    """
    root = trial.root
    root.forget_person()
    home = root.folder / HOME.removeprefix("/")
    with Screen() as screen, Session(root, screen.display) as session:
        code, said = session.run("sh", "-c", "id -un; ls /sys/class/net; cat /proc/net/dev | wc -l")
        say(f"the session: {' '.join(said.split())} (exit {code})")
        walker = Walk(session, screen, home, trial.pictures, say)
        walker.prepare()
        try:
            forget(read)
            walker.first_start(first)
            for _ in range(trial.starts):
                walker.start_times(with_file, "warm")
            for _ in range(trial.starts):
                forget(read)
                walker.start_times(with_file, "cold")
            walker.all(with_file, again)
            # What an AppImage has mounted is cleared up behind it.
            wait(lambda: not session.programs(), "the end of all that was started", 30.0)
        except (AssertionError, TimeoutError):
            walker.see("failed")
            raise
        load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
        say(f"  load of the last 1, 5, 15 minutes: {load}")
        for line in walker.figures.lines():
            say(f"  {line}")


def _seen(trial: Trial, name: str) -> Trial:
    """Return the same trial with a folder of its own for the screenshots."""
    return replace(trial, pictures=trial.pictures / name)


def forget(places: Sequence[Path]) -> None:
    """Drop these files, and those in these folders, from the system's memory, and no others."""
    os.sync()
    for path in (path for place in places for path in (place, *place.rglob("*"))):
        if path.is_file() and not path.is_symlink():
            file = os.open(path, os.O_RDONLY)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(file)


def _of_program(listing: dict[str, str]) -> dict[str, str]:
    return {path: digest for path, digest in listing.items() if path.startswith("usr/")}


def _temporary(root: Root) -> list[str]:
    """Return what the user left among the temporary files, but for what is used again.

    That is where windows meet, and a folder that PyTorch makes.
    """
    found = (path for path in (root.folder / "tmp").iterdir() if path.stat().st_uid == USER_ID)
    known = (f"anneal-{USER_ID}", f"torchinductor_{USER}")
    return sorted(path.name for path in found if path.name not in known)


def _of_home(root: Root) -> list[str]:
    home = root.folder / HOME.removeprefix("/")
    files = (path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())
    return sorted(name for name in files if not name.startswith((".bash", ".profile")))


def main(arguments: list[str]) -> int:
    """Check what the command line names."""
    parser = argparse.ArgumentParser(prog="fresh_root.py", description="Try a package")
    parser.add_argument("--deb", type=Path, required=True)
    parser.add_argument("--appimage", type=Path, help="try this instead, beside what DEB needs")
    parser.add_argument("--work", type=Path, default=ROOT / "build/fresh-root")
    parser.add_argument("--pictures", type=Path, default=ROOT / "build/fresh-root/pictures")
    parser.add_argument("--starts", type=int, default=3, help="for the times: warm, and cold")
    given = parser.parse_args(arguments)
    work = given.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    trial = Trial(Root(work / "root"), work / "base", given.pictures, given.starts)
    try:
        if given.appimage:
            check_appimage(given.appimage, given.deb, trial)
        else:
            check_deb(given.deb, trial)
    except (AssertionError, TimeoutError, RuntimeError) as error:
        say(f"FAILED: {error}")
        return 1
    say("all as it must be")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
