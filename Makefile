# The five commands that people and machines use; see CONTRIBUTING.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: setup demo test check lint types texts bench serve lock clean

setup: $(STAMP)

$(STAMP): pyproject.toml requirements-dev.lock
	@$(PYTHON) scripts/install.py $(VENV)
	@touch $@

demo: setup
	@$(BIN)/atlasvision demo

serve: setup
	@$(BIN)/atlasvision serve

test: setup
	@$(BIN)/pytest -n auto --dist loadgroup

lint: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: setup
	@$(BIN)/mypy

check: lint types test

texts: setup
	@$(BIN)/python -m scripts.texts

bench: setup
	@$(BIN)/python -m bench

# Refresh the locks after a change of dependencies in pyproject.toml: requirements.lock is
# what the product needs, requirements-dev.lock adds what its tests and checks need.
COMPILE := $(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-header \
  --no-emit-trusted-host --no-emit-find-links --allow-unsafe

lock: setup
	@$(COMPILE) --output-file requirements.lock pyproject.toml
	@$(COMPILE) --extra dev --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache build *.egg-info
