"""What lies ready for macOS, as far as another system can judge it."""

import plistlib
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MACOS = ROOT / "packaging/macos"


def test_the_entitlements_are_few_and_no_sandbox() -> None:
    read = plistlib.loads((MACOS / "entitlements.plist").read_bytes())
    assert read == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
        "com.apple.security.cs.disable-library-validation": True,
    }


def test_the_script_has_no_mistake_of_syntax() -> None:
    subprocess.run(["sh", "-n", str(MACOS / "make_dmg.sh")], check=True)


def test_the_script_refuses_where_it_cannot_work() -> None:
    run = subprocess.run(
        ["sh", str(MACOS / "make_dmg.sh")],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert run.returncode == 1
    assert run.stderr.startswith("anneal: ")


def test_what_was_never_run_says_so() -> None:
    assert "Never run yet" in (MACOS / "make_dmg.sh").read_text(encoding="utf-8")
    assert "nothing here has been run yet" in (MACOS / "README.md").read_text(encoding="utf-8")
