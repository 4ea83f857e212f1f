# Each target sets itself up from nothing; run `make demo` first.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
TYPED := bot commands adapters storage tests/leaks/must_not_type_check.py
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate pyproject.toml --extra build
# The tests start Confer a hundred times: it is to be compiled once, whatever the environment says.
export PYTHONDONTWRITEBYTECODE :=

# Releases a week old have been looked at by others first. A day may be named: make lock BEFORE=2026-11-15
BEFORE ?= $(shell date -u -d '7 days ago' +%Y-%m-%d)

.PHONY: demo test check parts audit bench coverage-table fuzz soak format lock picture clean

demo: .venv/.run
	$(BIN)/confer demo

test: check
	$(BIN)/pytest -q -n 3 --dist loadgroup

check: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(TYPED)
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory parts

# What Confer is made of, with hashes, for whoever asks: CycloneDX, from the lock.
parts: build/parts.json

build/parts.json: requirements.lock | .venv/.dev
	mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements.lock --of JSON -o $@

# Needs the list of advisories, so a network: not a part of `make check`.
audit: .venv/.dev
	$(BIN)/pip-audit --disable-pip --require-hashes --strict -r requirements.lock

fuzz: .venv/.dev
	$(BIN)/python -m tests.fuzz

# The faults in full size, about five minutes and alone, for they are about time; then 100,000 steps of random walks,
# about half an hour on two cores. make test has both smaller.
soak: .venv/.dev
	$(BIN)/pytest -q -m soak tests/machines
	$(BIN)/pytest -q -m soak -n 2 tests/walks

bench: .venv/.dev
	$(BIN)/python -m tests.bench

# What the handbook asks of case work, the tests that show it, the commands that carry it.
coverage-table: .venv/.dev
	$(BIN)/python -m tests.coverage_table

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/.dev
	$(PIP) install uv
	$(COMPILE) --upgrade --exclude-newer $(BEFORE) -o requirements.lock
	$(COMPILE) --upgrade --exclude-newer $(BEFORE) --extra dev -c requirements.lock \
		-o requirements-dev.lock

picture: .venv/.run
	$(BIN)/confer picture

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
		build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.run: requirements.lock pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	$(PIP) install --require-hashes -r requirements-dev.lock
	touch $@
