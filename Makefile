# `make` or `make help` lists the commands.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
export PYTHONPATH := $(CURDIR)/backend
export DATA_DIR ?= $(CURDIR)/.data
# What make starts ends with make, also when make is killed (util-linux; without it, signals still reach the server).
WITH_MAKE := $(shell command -v setpriv >/dev/null 2>&1 && echo "setpriv --pdeathsig TERM --")

.PHONY: help
help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

# Using it ------------------------------------------------------------------------------------------------

.PHONY: run
run: $(VENV)/.installed frontend/dist/index.html ## install, build, start everything with a demo business and a sandbox
	@cd backend && exec $(WITH_MAKE) $(BIN)/python -m sandbox.run

.PHONY: serve
serve: $(VENV)/.installed ## the platform alone, configured by the environment
	@cd backend && exec $(WITH_MAKE) $(BIN)/python -m app.main

# Checking it ---------------------------------------------------------------------------------------------

.PHONY: check
check: $(VENV)/.installed frontend/node_modules/.installed ## format, lint, types, import ladder, fresh client, pins, secrets
	@scripts/check

.PHONY: test
test: $(VENV)/.installed frontend/dist/index.html ## every test: backend, frontend, browser
	@scripts/test

.PHONY: audit
audit: $(VENV)/.installed frontend/node_modules/.installed ## ask the advisory services about what is installed
	@scripts/audit

.PHONY: bench
bench: $(VENV)/.installed ## the measures of docs/measures.md [DATA=folder] [ONLY=M1,M2]
	@PYTHONPATH=$(CURDIR)/backend:$(CURDIR) $(BIN)/python -m bench $(if $(DATA),--data "$(DATA)") $(if $(ONLY),--only "$(ONLY)")

.PHONY: bench-appointments
bench-appointments: $(VENV)/.installed ## dates in words against libraries, booking dialogues, bookings under load [DATA=folder]
	@PYTHONPATH=$(CURDIR)/backend:$(CURDIR) $(BIN)/python -m bench.appointments $(if $(DATA),--data "$(DATA)")

.PHONY: bench-knowledge
bench-knowledge: $(VENV)/.installed ## retrieval, abstention, answers and ingestion, on sets in the format of docs/measures.md [DATA=folder] [ONLY=name]
	@PYTHONPATH=$(CURDIR)/backend:$(CURDIR) $(BIN)/python -m bench.knowledge $(if $(DATA),--data "$(DATA)") $(if $(ONLY),--only "$(ONLY)")

.PHONY: golden
golden: $(VENV)/.installed ## the golden questions of all owners on the running program, and what changed since last time
	@cd backend && $(BIN)/python -m app.cli golden-questions

.PHONY: chaos
chaos: $(VENV)/.installed ## faults of every kind against the real program, judged by an auditor [SEED=n] [MESSAGES=n]
	@PYTHONPATH=$(CURDIR)/backend:$(CURDIR) $(BIN)/python -m chaos $(if $(SEED),--seed $(SEED)) $(if $(MESSAGES),--messages $(MESSAGES))

# Changing it ---------------------------------------------------------------------------------------------

.PHONY: format
format: $(VENV)/.installed frontend/node_modules/.installed ## put code into its form
	@$(BIN)/ruff format backend bench chaos && $(BIN)/ruff check --fix backend bench chaos

.PHONY: client
client: $(VENV)/.installed frontend/node_modules/.installed ## write the OpenAPI document and the dashboard's client
	@cd backend && $(BIN)/python -m app.cli openapi > ../frontend/openapi.json
	@cd frontend && npm run --silent generate

.PHONY: lock
lock: $(VENV)/.installed ## pin what requirements*.in ask for
	@scripts/lock

.PHONY: clean
clean: ## remove what was installed and built (not the data)
	rm -rf $(VENV) .venv-bench-peers .venv-bench-dates frontend/node_modules frontend/dist

# Installing ----------------------------------------------------------------------------------------------

$(VENV)/.installed: backend/requirements-dev.txt backend/requirements-tools.txt
	@scripts/install-python "$(PYTHON)" "$(VENV)"

frontend/node_modules/.installed: frontend/package-lock.json
	@echo "Installing the dashboard's packages ..."
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.installed

frontend/dist/index.html: frontend/node_modules/.installed $(shell find frontend/src frontend/public frontend/index.html frontend/vite.config.ts -type f 2>/dev/null)
	@echo "Building the dashboard ..."
	@cd frontend && npm run --silent build > node_modules/.build.log 2>&1 || { cat node_modules/.build.log; exit 1; }
	@touch frontend/dist/index.html
