#!/bin/sh
# Runs a command in a network namespace without interfaces: nothing in it reaches any network, and
# not even this machine's own loopback. Needs Linux and unshare; root, or namespaces of users.
# Usage: air_gapped.sh [--if-allowed] COMMAND...
#   --if-allowed    run it with the network, and say so, where this system allows no namespace
set -eu

say() { echo "anneal: $*" >&2; }

if_allowed=no
if [ "${1:-}" = --if-allowed ]; then
    if_allowed=yes
    shift
fi

# Whoever is not root stays who they are: tests of permissions would be no tests otherwise.
for way in "unshare --net" "unshare --user --map-current-user --net"; do
    if $way true >/dev/null 2>&1; then
        # Tells the tests where they run, so that they prove it instead of trusting it.
        export ANNEAL_AIR_GAPPED=1
        # shellcheck disable=SC2086
        exec $way -- "$@"
    fi
done

if [ "$if_allowed" = no ]; then
    say "this system allows no network namespace, so nothing was run. As root, or with" \
        "user namespaces allowed (sysctl kernel.unprivileged_userns_clone=1), it works."
    exit 1
fi
say "this system allows no network namespace: what follows runs with the network."
exec "$@"
