# Everything a developer or an office types. `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
STAMP := .venv/.installed
SPARK := .venv-spark/.installed
AUDIT := .venv-audit/.installed
CHECKS := tools/checks/node_modules/.package-lock.json
REAL := $(or $(GONGSHI_REAL),../shared/real)
LOCK := --universal --python-version 3.11 --generate-hashes --quiet --no-emit-index-url --no-emit-find-links \
  --no-header --no-annotate
DEMO := laoshan
SAMPLE := build/$(DEMO)/export

.PHONY: docs help site offline pictures checks zensical serve real portals bench test test-full lint format lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements-build.lock requirements.lock pyproject.toml tools/environment.sh
	@PYTHON="$(PYTHON)" tools/environment.sh
	@touch $@

site: $(STAMP) ## demonstration portal: sample exports, publication of every month and of a correction, website
	@# Invented and made from a seed, so it always starts anew; a change of its definitions need not be corrected.
	@rm -rf datasets/$(DEMO)/store datasets/$(DEMO)/releases
	@$(BIN)/gongshi sample $(DEMO) --out $(SAMPLE).csv
	@$(BIN)/gongshi publish --portal datasets/$(DEMO) $(SAMPLE).csv $$(ls $(SAMPLE)-events.csv 2>/dev/null)
	@if test -f $(SAMPLE)-correction.csv; then \
	  $(BIN)/gongshi publish --portal datasets/$(DEMO) --cause source_correction $(SAMPLE)-correction.csv; fi
	@$(BIN)/gongshi site --portal datasets/$(DEMO)
	@echo "The site is in build/$(DEMO)/site; to read it: make serve, then http://localhost:$(PORT)/"

offline: $(STAMP) ## the built demonstration site as a zip that is read without a server (after make site)
	@$(BIN)/gongshi site --portal datasets/$(DEMO) --offline

pictures: $(STAMP) ## the two pictures of the READMEs, from the built demonstration site (after make site)
	@$(BIN)/python -m tools.pictures

checks: $(CHECKS) ## install the HTML checker of `gongshi site --check` and the tools for old phones (Java, Node.js)

$(CHECKS): tools/checks/package-lock.json tools/checks/install.sh
	@tools/checks/install.sh
	@touch $@

zensical: $(STAMP) ## build the staged demonstration site with Zensical: what differs, its faults, the site's tests
	@tools/zensical.sh build/$(DEMO)

serve: $(STAMP) ## serve the demonstration site on this machine (PORT=8000)
	@$(BIN)/gongshi serve --portal datasets/$(DEMO) --port $(PORT)

real: $(STAMP) ## publish pingshan and boston from the real exports (GONGSHI_REAL) and build their sites
	@test -d "$(REAL)" || { echo "gongshi: no real exports at $(REAL); set GONGSHI_REAL to their folder" >&2; exit 2; }
	@for portal in pingshan boston; do \
	  GONGSHI_REAL="$(REAL)" $(BIN)/gongshi publish --portal datasets/$$portal; \
	  $(BIN)/gongshi site --portal datasets/$$portal; \
	done

portals: $(STAMP) ## build every demonstration portal in a temporary folder; totals wanted and got
	@$(BIN)/python -m tools.portals

bench: $(STAMP) ## costs of the main job beside their floors, added to bench/results.csv (BENCH="laoshan units=10,800")
	@GONGSHI_REAL="$(abspath $(REAL))" $(BIN)/python -m bench $(BENCH)

test: $(STAMP) ## the tests of every change (2 processes)
	@tools/system-packages.sh tests
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not slow"

$(AUDIT): requirements-audit.lock tools/audit-environment.sh
	@PYTHON="$(PYTHON)" tools/audit-environment.sh
	@touch $@

$(SPARK): $(STAMP) requirements-build.lock requirements.lock requirements-spark.lock tools/spark-environment.sh
	@tools/system-packages.sh spark
	@PYTHON="$(PYTHON)" tools/spark-environment.sh
	@touch $@

test-full: $(STAMP) $(SPARK) $(AUDIT) $(CHECKS) ## every test, slow ones too (GONGSHI_FUZZ_SECONDS=3600: an hour of fuzzing)
	@tools/system-packages.sh full
	@$(BIN)/python -m pytest -q -n 2
	@.venv-spark/bin/python -m pytest -q -n 2 tests/functional/test_spark.py tests/functional/test_spark_trouble.py

lint: $(STAMP) ## style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(STAMP) ## put the code into the common form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(STAMP) ## write docs/reference/ from the code, the files that compute and what was measured
	@$(BIN)/python -m tools.reference

lock: ## renew the locks (needs uv on the PATH)
	@command -v uv >/dev/null || { echo "gongshi: install uv to renew the lock" >&2; exit 2; }
	@uv pip compile requirements-build.in --output-file requirements-build.lock $(LOCK)
	@uv pip compile pyproject.toml --extra build --extra site --extra dev --output-file requirements.lock $(LOCK)
	@uv pip compile pyproject.toml --constraints requirements.lock --output-file requirements-base.lock $(LOCK)
	@uv pip compile requirements-spark.in --constraints requirements.lock --output-file requirements-spark.lock $(LOCK)
	@uv pip compile requirements-audit.in --output-file requirements-audit.lock $(LOCK)
	@uv pip compile requirements-zensical.in --output-file requirements-zensical.lock $(LOCK)

clean: ## remove what was built, the environment included
	@rm -rf build dist .venv .venv-audit .venv-spark .venv-zensical tools/checks/node_modules tools/lighthouse/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find generator tests -name __pycache__ -type d -prune -exec rm -rf {} +
