# Thin lines; `make` alone lists them. Every target brings the machine up to date first, which is silent when nothing is to do.
.DEFAULT_GOAL := help
BIN := .venv/bin
# The tests start some hundreds of programs. Where Python is told to keep no bytecode, each would compile all it imports.
export PYTHONDONTWRITEBYTECODE =
# Three at a time: the stories of e2e/ mostly wait, as people do. In the order of the folders, for these must not come last.
# A program that crashes ends the run and says so: with another in its place xdist waits for ever.
TEST_PLAN := -n 3 --dist loadfile --no-loadscope-reorder --max-worker-restart 0

.PHONY: help setup demo test check format fuzz bench bench-audit bench-files bench-input bench-many bench-network bench-picture bench-review bench-server bench-session soak-kill sbom translations clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { name[++n] = $$1; text[n] = $$2; if (length($$1) > w) w = length($$1) } \
	  END { for (i = 1; i <= n; i++) printf "  make %-*s  %s\n", w, name[i], text[i] }' Makefile

setup: ## install what this machine lacks (Debian packages, uv, Python packages)
	@.ci/setup

demo: setup ## watch two people on two virtual desks; on a desktop: both windows, and you play both people
	@$(BIN)/python -m tests.e2e.demo

test: setup ## all tests
	@$(BIN)/pytest -q $(TEST_PLAN)

check: setup ## lint, format, types, import contracts, translations, packages with known faults
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/pyright
	@$(BIN)/lint-imports
	@$(BIN)/python -m shared.ui.translations_build check
	@$(BIN)/python -m tests.architecture.terminal_catalogs check
	@.ci/advisories

sbom: setup ## what each program is made of, as CycloneDX, into build/sbom/
	@$(BIN)/python -m tests.architecture.bill_of_materials build/sbom

format: setup ## put every file into the house's form
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

fuzz: setup ## search every parser of foreign bytes for what breaks it, a minute each; TARGET=picture RUNS=10000000 or SECONDS=600
	@$(BIN)/python -m tests.fuzz $(or $(TARGET),all) $(if $(RUNS),--runs $(RUNS)) $(if $(SECONDS),--seconds $(SECONDS))

bench: bench-audit bench-review bench-input bench-files bench-picture bench-server bench-network bench-many bench-session ## measure everything; each part prints a table and writes build/bench/*.json

bench-input: setup ## revoking, the person's own hand, key to picture, every key of every layout; FIDELITY="--tools alongside" for ours alone
	@.ci/setup bench
	@$(BIN)/python -m tests.bench.input_gate
	@$(BIN)/python -m tests.bench.input_latency
	@$(BIN)/python -m tests.bench.fidelity $(FIDELITY)

bench-audit: setup ## the record: written durably, verified, witnessed; EVENTS=100000 for a shorter one
	@$(BIN)/python -m tests.bench.audit $(if $(EVENTS),--events $(EVENTS))

bench-review: setup ## the admin page's questions over a million sessions, 22 GB under TMPDIR; REVIEW="--sessions 100000" for a smaller one
	@$(BIN)/python -m tests.bench.review $(REVIEW)

bench-files: setup ## how fast files go, and what input notices of it
	@$(BIN)/python -m tests.bench.files

bench-network: setup ## the picture across slow and lossy lines; needs root
	@$(BIN)/python -m tests.bench.network

bench-picture: setup ## display to display, beside TigerVNC, Chromium and stock aiortc; BENCH=--quick for a short one
	@.ci/setup bench
	@$(BIN)/python -m tests.bench.picture $(BENCH)

bench-server: setup ## what one server carries: idle connections, pairings, relayed messages
	@$(BIN)/python -m tests.bench.server

bench-session: setup ## what a person feels, from the real programs
	@$(BIN)/python -m tests.bench.session

bench-many: setup ## eight sessions scrolling in one console
	@$(BIN)/python -m tests.bench.many_sessions

soak-kill: setup ## kill the server 1,000 times under load and count what was lost (nothing); COUNT=50 for fewer
	@$(BIN)/python -m tests.hostile.server.soak_kill $(if $(COUNT),--count $(COUNT))

translations: setup ## collect new sentences into the catalogs and compile them
	@$(BIN)/python -m shared.ui.translations_build update
	@$(BIN)/python -m shared.ui.translations_build compile
	@$(BIN)/python -m tests.architecture.terminal_catalogs update

clean: ## remove what can be made again
	rm -rf .boot .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
