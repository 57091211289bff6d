# What a contributor runs; `make` alone lists it.
.DEFAULT_GOAL := help
PYTHON ?= .venv/bin/python

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup:  ## a virtual environment with everything, in the versions that are known to pass
	python3 -m venv .venv
	.venv/bin/pip install -q -c constraints.txt -e '.[test,check]'

quick:  ## the quick tests: under a minute
	$(PYTHON) -m pytest -q -n auto -m "not slow"

test:  ## all tests
	$(PYTHON) -m pytest -q -n auto

check:  ## style, types, and the contracts between rooms
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-cache

golden:  ## renew every golden file and every record of a case, after a change that was meant; then read the diff
	$(PYTHON) -m pytest -q --renew

constraints:  ## find the versions that pass today, and write constraints.txt
	python3 tools/constraints.py

gate:  ## all that must hold before a change lands
	.ci/run

.PHONY: help setup quick test check golden constraints gate
