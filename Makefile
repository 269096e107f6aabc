SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
export DAGSTER_DISABLE_TELEMETRY := yes
export DBT_SEND_ANONYMOUS_USAGE_STATS := false

.PHONY: help demo national test check bench linkage dev lock clean
help:  ## Say what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

$(VENV)/.installed: pyproject.toml requirements.lock
	python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(BIN)/uv pip install --quiet --python $(BIN)/python --requirement requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@

demo: $(VENV)/.installed  ## One invented county, from its export to its councils' pages
	$(BIN)/incluziune demo

national: $(VENV)/.installed  ## The whole country, simulated and run, in data/national; SHARE=16 for a sixteenth
	$(BIN)/python benchmarks/national.py --share $(or $(SHARE),1)

test: $(VENV)/.installed  ## All tests, the browser's too
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq chromium)
	$(BIN)/pytest

check: $(VENV)/.installed  ## Format, lint, types, SQL
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint dbt_project --processes 0

bench: $(VENV)/.installed  ## What the pipeline costs beside its parts
	$(BIN)/python benchmarks/pipeline.py

linkage: $(VENV)/.installed  ## How well people are linked across systems
	$(BIN)/python benchmarks/linkage.py

dev: $(VENV)/.installed  ## The Dagster UI on http://localhost:3000
	mkdir -p data/dagster
	DAGSTER_HOME=$(CURDIR)/data/dagster $(BIN)/dagster dev

lock: $(VENV)/.installed  ## Choose the exact versions anew
	$(BIN)/uv pip compile --quiet --upgrade --extra dev --no-header pyproject.toml --output-file requirements.lock

clean:  ## Remove what the other targets made, but never data/
	rm -rf $(VENV) dbt_project/target build *.egg-info
