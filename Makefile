# The ways in. `make help` lists them; the doing stands in tools/.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
.PHONY: help setup setup-dev demo check test bench soak lock

# How much tests and benchmarks do: 1 is all of it, for a night.
SCALE ?= 0.02
export SCALE
# Where tools/setup.sh puts Node when the machine has none.
export PATH := $(CURDIR)/.venv/bin:$(PATH)

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: ## install what a practice needs and build the front end
	@tools/setup.sh run

setup-dev:
	@tools/setup.sh dev

# exec: Ctrl-C then reaches the demo and not a shell around it.
demo: setup ## try it: a made-up practice (PORT=8001, RESET=1 to start anew)
	@exec .venv/bin/visavis demo

check: setup-dev ## what can be checked without a browser, in a minute or so
	@.venv/bin/ruff check .
	.venv/bin/ruff format --check --quiet .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	frontend/node_modules/.bin/biome ci --error-on-warnings --max-diagnostics=50
	(cd frontend && node_modules/.bin/tsc --noEmit)
	.venv/bin/djhtml --check --tabwidth 2 src
	.venv/bin/python -m pytest -q -n 2 -m 'not django_db and not journey and not media and not race and not crash and not processes'

test: setup-dev ## every test, browsers and Debian's PostgreSQL included
	@tools/system.sh
	tools/livekit.sh
	exec tools/test.sh

bench: setup-dev ## measure against the bars (NAME=slots_engine for one)
	@exec tools/bench.sh $(NAME)

soak: SCALE := 1
soak: setup-dev ## tests and benchmarks in full size; takes hours
	@tools/system.sh
	tools/livekit.sh
	tools/test.sh
	tools/bench.sh

# Hashes, and no address of an index: where packages come from is the machine's matter.
lock: ## choose newer versions of the dependencies
	@for name in run dev node go; do
	    uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	        --no-emit-index-url --no-header requirements/$$name.in -o requirements/$$name.lock
	done
