#!/usr/bin/env bash
# One benchmark by name, or all of them; the exit code says whether a bar was missed.
#   tools/bench.sh [NAME]
set -uo pipefail
cd "$(dirname "$0")/.."
failure=0
for file in benchmarks/${1:-*}.py; do
    name=$(basename "$file" .py)
    case $name in _* | report) continue ;; esac
    [ -e "$file" ] || { echo "There is no benchmark of that name: $name" >&2; exit 2; }
    .venv/bin/python "$file" || failure=$?
done
exit "$failure"
