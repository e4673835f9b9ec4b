# The two commands: `make run` and `make test`. Each sets up all it needs, and is quick the second time.

ifeq ($(OS),Windows_NT)
  PYTHON ?= py -3
  BIN := .venv/Scripts
else
  PYTHON ?= python3
  BIN := .venv/bin
endif
SETUP := packaging/setup.py

.PHONY: run test check setup setup-dev python bench peer clean

run: setup
	@$(BIN)/python -m ui

test: setup-dev check

# Everything that is checked, on a machine that is set up.
check:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

setup: python
	@$(PYTHON) $(SETUP) run

setup-dev: python
	@$(PYTHON) $(SETUP) test

python:
ifneq ($(OS),Windows_NT)
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "Installing Python"; apt-get update -qq && apt-get install -y -qq python3 python3-venv >/dev/null; \
	  else \
	    echo "Python is missing. On Debian type: sudo apt-get install python3 python3-venv; on macOS: brew install python@3.13"; exit 1; \
	  fi; }
endif

# Latency, from the key's release to the first sound; with PEER=1 beside a Pipecat pipeline of the same models.
bench: setup
	$(BIN)/earsight bench --out benchmarks/results/latest.json $(if $(PEER),--peer .venv-peer/bin/python)

peer:
	$(PYTHON) -m venv .venv-peer
	.venv-peer/bin/pip install --quiet "pipecat-ai[whisper,piper,openai]==1.14.*" "llama-cpp-python[server]"

clean:
	rm -rf .venv build dist *.egg-info
