#!/bin/sh
# All tests in two parts: without any network interface, then those that need loopback.
# Where the system allows no network namespace the first part runs without one, and says so.
# Usage: test.sh [PYTEST OPTION]...
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
export QT_QPA_PLATFORM=offscreen

began=$(date +%s)
packaging/air_gapped.sh --if-allowed "$python" -m pytest -m "not loopback" "$@" || failed=yes
# To look into all files for the few marked tests takes as long as they take.
files=$(grep -rl --include='test_*.py' 'mark\.loopback' tests)
# shellcheck disable=SC2086
"$python" -m pytest -m loopback "$@" $files || failed=yes
echo "anneal: both parts of the tests took $(($(date +%s) - began)) s"
[ -z "${failed:-}" ]
