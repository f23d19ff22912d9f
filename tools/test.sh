#!/usr/bin/env bash
# Every test there is, cheap ones first. A part that fails does not keep the others from running; the exit
# code is that of the first that failed. The closing lines of all parts stand together at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
export SCALE=${SCALE:-0.02}
# Where tools/setup.sh puts Node when the machine has none.
export PATH="$PWD/.venv/bin:$PATH"
first_failure=0
closing=$(mktemp)
export ATTACK_COUNTS=$(mktemp)
trap 'rm -f "$closing" "$ATTACK_COUNTS"' EXIT

# part NAME COMMAND…
part() {
    local name=$1 code output
    shift
    printf '\n── %s ──\n' "$name"
    output=$(mktemp)
    "$@" 2>&1 | tee "$output"
    code=${PIPESTATUS[0]}
    [ "$code" = 0 ] || [ "$first_failure" != 0 ] || first_failure=$code
    printf '%-12s %s\n' "$name" \
        "$(sed 's/\x1b\[[0-9;]*m//g' "$output" | grep -E '(passed|failed|error|no tests ran)' | tail -1) [exit $code]" >> "$closing"
    rm -f "$output"
}

pytest=(.venv/bin/python -m pytest -q)
part front-end npm --prefix frontend run --silent test
part fast "${pytest[@]}" -n 2 -m 'not journey and not media'
# The oldest PostgreSQL we support, for what leans on the database.
part debian "${pytest[@]}" -n 2 -m 'not journey and not media' --postgres=debian \
    src/visavis/booking src/visavis/messages src/visavis/live
part journeys "${pytest[@]}" -n 2 -m 'journey and not media' tests/journeys
# A camera and a call need the machine for themselves.
part media "${pytest[@]}" -m media tests/journeys

printf '\n── Summary ──\n'
cat "$closing"
awk '{ tried += $1; found += $2 } END { printf "attacks      %d kinds, %d tried, %d findings\n", NR, tried, found }' "$ATTACK_COUNTS"
exit "$first_failure"
