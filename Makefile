# The five commands that people and machines use; see CONTRIBUTING.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
MODELS := $(VENV)/.models

.PHONY: setup demo test check lint types texts bench serve lock clean

setup: $(STAMP)

$(STAMP): pyproject.toml requirements-dev.lock
	@$(PYTHON) scripts/install.py $(VENV)
	@touch $@

# torch and transformers, which the tests of models from the hub and of training need.
$(MODELS): $(STAMP) requirements-models.lock
	@$(PYTHON) scripts/install.py $(VENV) requirements-models.lock
	@touch $@

demo: setup
	@$(BIN)/atlasvision demo

serve: setup
	@$(BIN)/atlasvision serve

test: $(MODELS)
	@$(BIN)/pytest -n auto --dist loadgroup

lint: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(MODELS)
	@$(BIN)/mypy

check: lint types test

texts: setup
	@$(BIN)/python -m scripts.texts

bench: setup
	@$(BIN)/python -m bench

# Refresh the locks after a change of dependencies in pyproject.toml: requirements.lock is
# what the product needs, requirements-dev.lock adds what its tests and checks need,
# requirements-models.lock what models of the hub need. Which build of torch is taken,
# and what that build needs, is left to the machine.
COMPILE := $(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-header \
  --no-emit-trusted-host --no-emit-find-links --allow-unsafe

lock: setup
	@$(COMPILE) --output-file requirements.lock pyproject.toml
	@$(COMPILE) --extra dev --output-file requirements-dev.lock pyproject.toml
	@$(COMPILE) --extra models --extra training --constraint requirements-dev.lock \
	  --output-file requirements-models.lock pyproject.toml
	@sed -i -E 's/^(torch==[0-9.]+)\+.*/\1/; /^(nvidia|cuda|triton)/d' requirements-models.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache build *.egg-info
