"""A fresh Debian in a folder, what is installed in it, and a session of an ordinary user there.

Nothing of the test is installed in it but what ``install`` is asked for. The session has no
network and sees no process but its own.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

USER, USER_ID = "tester", 1000
HOME = f"/home/{USER}"
SUITE = "bookworm"
# What changes by itself, or is of this run alone.
_LIVE = ("proc", "sys", "dev", "tmp", "run", "root", "home")
PASSING = (*_LIVE, "var/cache", "var/log", "var/lib/apt")
# What dpkg and ldconfig write about packages; compared by what it says instead.
BOOKS = ("var/lib/dpkg", "var/lib/systemd", "etc/ld.so.cache", "etc/apt")
_FUSE = (10, 229)  # the number of the device
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Root:
    """A Debian below ``folder``; needs root's rights."""

    def __init__(self, folder: Path) -> None:
        """Make nothing yet."""
        self.folder = folder

    def prepare(self, base: Path) -> None:
        """Copy the Debian from ``base``, which debootstrap makes where it is missing.

        Raises:
            subprocess.CalledProcessError: debootstrap or apt failed.
        """
        if not (base / "etc/debian_version").is_file():
            # One that was broken off must not be taken for whole.
            new = base.with_name(f"{base.name}.new")
            if new.exists():
                shutil.rmtree(new)
            command = ["debootstrap", "--variant=minbase", SUITE, str(new)]
            subprocess.run(command, check=True)
            new.rename(base)
        if self.folder.exists():
            shutil.rmtree(self.folder)
        subprocess.run(["cp", "-a", "--reflink=auto", str(base), str(self.folder)], check=True)
        shutil.copyfile("/etc/resolv.conf", self.folder / "etc/resolv.conf")
        for file in Path("/etc/apt/apt.conf.d").glob("*proxy*"):
            shutil.copy(file, self.folder / "etc/apt/apt.conf.d")
        self.run("apt-get", "update", "-qq")
        self.run("useradd", "--create-home", "--uid", str(USER_ID), USER)

    def forget_person(self) -> None:
        """Take from the user's home what Anneal has put there, but for an unpacked AppImage."""
        home = self.folder / HOME.removeprefix("/")
        for name in (".config", ".local/share", ".local/state", ".cache"):
            shutil.rmtree(home / name / "anneal", ignore_errors=True)

    def install(self, *packages: str) -> list[str]:
        """Install packages, or files inside the root, without what they only recommend.

        Returns:
            The names of all packages that came.
        """
        before = set(self.packages())
        self.run("apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages)
        return sorted(set(self.packages()) - before)

    def packages(self) -> list[str]:
        """Return the names of the installed packages."""
        listed = self.run("dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package}\\n")
        rows = (line.split() for line in listed.splitlines())
        return sorted(row[-1] for row in rows if row and row[0] == "ii")

    def run(self, *command: str) -> str:
        """Run a command as the root's root, with the network, and return what it says."""
        environment = {"PATH": _PATH, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
        run = subprocess.run(
            ["unshare", "--mount", "sh", "-c", _MOUNTS, "sh", str(self.folder), *command],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            raise RuntimeError(f"{' '.join(command)}: {run.stdout}{run.stderr}")
        return run.stdout

    def listing(self) -> dict[str, str]:
        """Return path -> digest of everything that does not change by itself."""
        found = {}
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if any(name == each or name.startswith(f"{each}/") for each in (*PASSING, *BOOKS)):
                continue
            if path.is_symlink():
                found[name] = f"-> {path.readlink()}"
            elif path.is_file():
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
            else:
                found[name] = ""
        return found

    def named(self, word: str) -> list[str]:
        """Return all paths that hold ``word`` in their name, wherever they lie but in a home."""
        paths = self.folder.rglob(f"*{word}*")
        names = (path.relative_to(self.folder).as_posix() for path in paths)
        return sorted(name for name in names if not name.startswith(("home/", "proc/", "tmp/")))

    def add_fuse(self) -> None:
        """Give it what a booted Linux with FUSE has: the device, and the list of mounts."""
        device = self.folder / "dev/fuse"
        if not device.exists():
            os.mknod(device, 0o020666, os.makedev(*_FUSE))
            device.chmod(0o666)
        mounts = self.folder / "etc/mtab"
        if not mounts.exists():
            mounts.symlink_to("../proc/self/mounts")


class Session:
    """What an ordinary user starts in a root: no network, a screen through a bound folder."""

    def __init__(self, root: Root, display: str) -> None:
        """Start nothing yet."""
        self._root = root
        self._display = display
        self._holder: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Make the namespaces: mounts, processes and a network without interfaces that are up."""
        command = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child"]
        command += ["sh", "-c", _MOUNTS, "sh", str(self._root.folder), "sh", "-c", _HOLD]
        self._holder = subprocess.Popen(command, stdout=subprocess.PIPE)
        stream = self._holder.stdout
        if stream is None or stream.readline() != b"ready\n":
            raise RuntimeError("the session could not be made")
        return self

    def __exit__(self, *_: object) -> None:
        """End all that it started."""
        if self._holder is not None:
            self._holder.kill()
            self._holder.wait()

    def start(
        self, command: Sequence[str], more: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[str]":
        """Start a command as the user, in its home, and return it."""
        holder = self._holder
        if holder is None:
            raise RuntimeError("the session has not been made")
        inside = Path(f"/proc/{holder.pid}/task/{holder.pid}/children").read_text(encoding="ascii")
        environment = {
            "PATH": _PATH,
            "HOME": HOME,
            "USER": USER,
            "LANG": "C.UTF-8",
            "DISPLAY": self._display,
            **(more or {}),
        }
        enter = ["nsenter", "--target", inside.split()[0], "--mount", "--net", "--pid"]
        enter += ["chroot", f"--userspec={USER_ID}:{USER_ID}", str(self._root.folder)]
        enter += ["env", "--chdir", HOME, *command]
        return subprocess.Popen(
            enter, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *command: str) -> tuple[int, str]:
        """Run a command as the user; return its exit code and what it says."""
        started = self.start(command)
        said, _ = started.communicate(timeout=60)
        return started.returncode, said

    def programs(self) -> list[str]:
        """Return what the user runs now, by the names of the programs."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                # A program that is in a mount of its own has a path of its own, too.
                same = (process / "root").readlink() == self._root.folder
                mine = process.stat().st_uid == USER_ID
                name = (process / "exe").readlink().name
            except OSError:
                continue
            if same and mine:
                found.append(name)
        return sorted(found)


# Given a root and a command: what a Linux has mounted, then the command.
_MOUNTS = """
set -e
root=$1
shift
mount -t proc proc "$root/proc"
mkdir -p "$root/dev/shm" "$root/dev/pts" "$root/tmp/.X11-unix"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts" 2>/dev/null || true
[ ! -d /tmp/.X11-unix ] || mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
case $1 in sh) exec "$@" ;; *) exec chroot "$root" "$@" ;; esac
"""
_HOLD = "echo ready; exec sleep infinity"
