#!/bin/sh
# Makes .venv with the locked packages and checks what Qt needs of the system.
# Usage: set_up.sh [--dev]    --dev adds the tools of `make test`. A second call reuses what is there.
# PYTHON=... names the interpreter to use.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
venv_python=.venv/bin/python
kind=${1:-}

say() { echo "anneal: $*" >&2; }
fail() { say "$@"; exit 1; }

# Prints the first Python that is new enough; one that can make environments is preferred.
find_python() {
    found=
    for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
        found=${found:-$candidate}
        if "$candidate" -c 'import venv, ensurepip' >/dev/null 2>&1; then
            found=$candidate
            break
        fi
    done
    echo "$found"
}

make_venv() {
    python=$(find_python)
    [ -n "$python" ] || fail "Python 3.11 or newer is needed and was not found." \
        "On Debian and Ubuntu: apt-get install python3 python3-venv"
    if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        say "$python cannot make environments; the package $package adds that."
        packaging/apt_install.sh "$package"
    fi
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
}

pip_install() {
    "$venv_python" -m pip install -qq --no-input --disable-pip-version-check \
        --root-user-action=ignore "$@"
}

# The CPU build of torch is left alone where there is an NVIDIA GPU, even if pip knows one.
torch=$(grep '^torch==' requirements-torch.lock)
if [ -e /dev/nvidia0 ] || nvidia-smi -L >/dev/null 2>&1; then
    torch="$torch,!=${torch#torch==}+cpu"
fi

key=$({ echo "$root $torch"; cat requirements*.lock pyproject.toml "$0"; } | sha256sum | cut -d' ' -f1)
stamp=.venv/.ready$kind
if [ "$(cat "$stamp" 2>/dev/null)" != "$key" ]; then
    # An environment that was moved, or whose Python is gone, does not work: make it anew.
    if [ "$(cat .venv/.root 2>/dev/null || echo "$root")" != "$root" ] ||
        ! "$venv_python" -m pip --version >/dev/null 2>&1; then
        make_venv
    fi
    echo "$root" >.venv/.root
    rm -f .venv/.ready*
    say "installing packages into .venv (the first time takes minutes)"
    pip_install "$torch" --constraint requirements.lock ||
        fail "pip could not install $torch; its message is above."
    pip_install --no-deps --requirement requirements.lock
    if [ "$kind" = --dev ]; then
        pip_install --no-deps --requirement requirements-dev.lock
    fi
    pip_install --no-deps --no-build-isolation --editable .
    echo "$key" >"$stamp"
    # What the development set needs contains what the program needs.
    [ "$kind" != --dev ] || echo "$key" >.venv/.ready
fi

"$venv_python" packaging/system_libraries.py $kind
