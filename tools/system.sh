#!/usr/bin/env bash
# The programs that tests drive and that no Python package brings: browsers, a screen, a TURN server, a proxy, Redis,
# networks, Debian's PostgreSQL, and the fonts of a bare machine, of phones and of desktops. Root on Debian gets
# them; everybody else is told their names.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v firefox-esr >/dev/null || command -v firefox >/dev/null || missing+=(firefox-esr)
command -v Xvfb >/dev/null || missing+=(xvfb)
command -v turnserver >/dev/null || missing+=(coturn)
command -v caddy >/dev/null || missing+=(caddy)
command -v redis-server >/dev/null || missing+=(redis-server)
command -v ip >/dev/null || missing+=(iproute2)
compgen -G '/usr/lib/postgresql/1[5-9]/bin/postgres' >/dev/null || missing+=(postgresql)
command -v fc-list >/dev/null || missing+=(fontconfig)
has_font() { command -v fc-list >/dev/null && [ -n "$(fc-list "$1" family)" ]; }
has_font 'DejaVu Sans' || missing+=(fonts-dejavu-core)
has_font Roboto || missing+=(fonts-roboto)
has_font 'Noto Sans' || missing+=(fonts-noto-core)
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Tests need ${missing[*]}. Debian: sudo apt-get install ${missing[*]}" >&2
    exit 2
fi
echo "Installing ${missing[*]} …"
export DEBIAN_FRONTEND=noninteractive
# The tests start these servers themselves: nothing must be left running by their installation.
if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
