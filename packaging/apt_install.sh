#!/bin/sh
# Installs Debian or Ubuntu packages where that is allowed; else prints the one command that does.
# Usage: apt_install.sh PACKAGE...    Exit status: 0 installed, 1 not.
set -eu

if ! command -v apt-get >/dev/null 2>&1; then
    echo "anneal: please install what these Debian packages hold: $*" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    root="sudo -n"
else
    echo "anneal: system packages are missing. Please run this once, then try again:" >&2
    echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*" >&2
    exit 1
fi

install() {
    # shellcheck disable=SC2086
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@"
}

echo "anneal: installing system packages: $*" >&2
# Without package lists, or with old ones, the first try fails: fetch them, then try once more.
if ! install "$@" >/dev/null 2>&1; then
    $root apt-get update -qq >&2 || true
    install "$@" >/dev/null
fi
