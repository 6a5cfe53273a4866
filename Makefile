# `make help` says what there is. Nothing has to be done before `make run` or `make test` but having Python 3.11+ and make.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test check long bench guards newest-postgres pictures

BIN := .venv/bin
STAMP := .venv/.setup-stamp
ASSETS := web/static/manifest.json
CODE := engine api web tests
TEST_WORKERS ?= 2

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP) $(ASSETS) ## make .venv with everything, development tools included, and build the pages' styles and scripts

$(STAMP): pyproject.toml requirements.lock
	@python=""; \
	for name in $${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do \
	    if command -v "$$name" >/dev/null && "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	    then python="$$name"; break; fi; \
	done; \
	if [ -z "$$python" ]; then echo "Python 3.11 or newer is needed. Install it, or name it: make setup PYTHON=/path/to/python3"; exit 1; fi; \
	if ! $(BIN)/python -c '' 2>/dev/null; then "$$python" -m venv --clear .venv; fi
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[dev]'
	@touch $(STAMP)

$(ASSETS): $(STAMP) $(shell find web/assets -name node_modules -prune -o -type f -print)
	@web/assets/make.sh "$(CURDIR)/$(BIN)/python"

run: setup ## serve on this machine with its own database and the invented council; prints the address to open, Ctrl-C stops it
	@exec $(BIN)/bpr serve --stop-with-parent --demo

test: setup ## all tests, the journeys in a real browser among them
	$(BIN)/pytest -n $(TEST_WORKERS) </dev/null

check: setup guards ## what CI runs: style, types, imports, tests with coverage, licences, known vulnerabilities
	$(BIN)/pytest -n $(TEST_WORKERS) --cov --cov-report=term --cov-fail-under=90 </dev/null
	@$(MAKE) --no-print-directory newest-postgres
	$(BIN)/python tests/licences.py
	@$(BIN)/pip-audit --skip-editable --progress-spinner off --timeout 15 </dev/null \
	    || echo "pip-audit: a report, not a verdict. Either its source could not be reached or it names something above."

guards: setup ## style, types and imports alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if links=$$(git ls-files -s 2>/dev/null | grep '^120000'); then echo "No link belongs in the tree: $$links"; exit 1; fi

newest-postgres: setup
	@newest=$$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -1 || true); \
	if [ -z "$$newest" ]; then echo "newest-postgres: no PostgreSQL is installed in /usr/lib/postgresql; its tests did not run again."; \
	else echo "The database tests again on $$newest:"; \
	     BPR_TEST_SERVER= BPR_TEST_POSTGRES="$$newest" $(BIN)/pytest -n $(TEST_WORKERS) -m 'database and not slow' -q </dev/null; fi

long: setup ## the long tests as well: fuzzing, many random cases, the whole corpus
	BPR_LONG=1 $(BIN)/pytest -n $(TEST_WORKERS) -m 'slow or not slow' </dev/null

bench: setup ## speed, side by side with a floor of the same run; SIZE=full for millions of rows, PARTS='fire_timers crowds' for some alone
	$(BIN)/python -m tests.bench $(PARTS)

pictures: setup ## the README's pictures anew, into docs/pictures, on the way through the story
	BPR_PICTURES=docs/pictures $(BIN)/pytest -q tests/journeys/test_story.py </dev/null
