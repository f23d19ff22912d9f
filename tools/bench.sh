#!/usr/bin/env bash
# One benchmark by name, or all of them; the exit code says whether a bar was missed.
#   tools/bench.sh [NAME]
set -uo pipefail
cd "$(dirname "$0")/.."
failure=0
if [ -n "${1:-}" ] && ! grep -qs '^if __name__' "benchmarks/$1.py"; then
    echo "There is no benchmark of that name: $1" >&2
    exit 2
fi
for file in benchmarks/${1:-[a-z]*}.py; do
    .venv/bin/python -m "benchmarks.$(basename "$file" .py)" || failure=$?
done
exit "$failure"
