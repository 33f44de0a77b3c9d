# `make run` does the main job, `make test` checks everything, `make ui` opens the Dagster web UI.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TESTING := $(VENV)/.testing
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check

.PHONY: run test coverage docs ui browser lock clean

run: $(READY)
	@$(BIN)/jobtrends ingest data/sample
	@$(BIN)/jobtrends adverts ingest data/sample-adverts

test: $(TESTING) browser
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pytest --numprocesses auto --dist worksteal

# Takes twice as long as the tests alone.
coverage: $(TESTING) browser
	@$(BIN)/pytest --cov --numprocesses auto --dist worksteal

# The reference pages of commands and tables, which a test compares with the code.
docs: $(TESTING)
	@$(BIN)/python -m jobtrends_pipeline_tests.support.reference docs

ui: $(READY)
	@$(BIN)/jobtrends ui

# Python compiles what it imports, a third of all modules, so pip compiles none.
export PYTHONDONTWRITEBYTECODE :=

# The locks pin every package with its hashes, one what `make run` needs, one what tests need too; they name no registry, so
# pip's own settings decide where packages come from. pip comes first: the one that Python brings may take twice as long.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=... to choose one")'
	@echo "Setting up $(VENV) from requirements.lock (once; half a minute or so)"
	@$(PYTHON) -m venv $(VENV)
	@sed -n '/^pip==/,/[^\\]$$/p' requirements.lock >$(VENV)/pip.lock
	@$(INSTALL) --no-compile --require-hashes -r $(VENV)/pip.lock
	@$(INSTALL) --no-compile --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(TESTING): requirements-test.lock $(READY)
	@echo "Adding the packages of the tests from requirements-test.lock (once; two minutes or so)"
	@$(INSTALL) --no-compile --require-hashes -r requirements-test.lock
	@touch $@

# The report is tested in a real Chromium; where none is found and apt can install one, it does.
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null 2>&1 || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && \
	  { apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium; } >/dev/null 2>&1; } || \
	echo "No Chromium found: the browser tests will be skipped (install chromium to run them)"

# Needs uv; two locks for every platform and Python from 3.11 on, with the same versions.
LOCK := uv pip compile --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
  --no-emit-find-links --extra build

lock:
	$(LOCK) --extra test --extra cluster --extra adverts --extra mcp --extra serve --output-file requirements-test.lock pyproject.toml
	$(LOCK) --extra adverts --constraint requirements-test.lock --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .coverage
