# The two commands: `make run` and `make test`. Each sets up all it needs, and is quick the second time.

ifeq ($(OS),Windows_NT)
  PYTHON ?= py -3
  BIN := .venv/Scripts
  PEER_BIN := .venv-peer/Scripts
else
  PYTHON ?= python3
  BIN := .venv/bin
  PEER_BIN := .venv-peer/bin
endif
SETUP := packaging/setup.py

.PHONY: run test check setup setup-dev python bench bench-vision peer screenshots soak prove package prove-package \
  lock audit clean

run: setup
	@$(BIN)/python -m ui

test: setup-dev check

# Everything that is checked, on a machine that is set up.
check:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 3 --dist loadscope --max-worker-restart 0

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

# Every figure of the README and its picture; with PEER=1 beside a Pipecat pipeline of the same models, with LONG=1 a
# conversation of 200 turns, too.
bench: setup $(if $(PEER),.venv-peer)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c packaging/constraints.txt matplotlib
	$(BIN)/earsight bench --out benchmarks/results/latest.json --plot benchmarks/results/latest.svg \
	  $(if $(PEER),--peer $(PEER_BIN)/python) $(if $(LONG),--turns 200)

# How exactly labels are read, beside Tesseract where it is installed.
bench-vision: setup-dev
	@$(PYTHON) $(SETUP) labels
	$(BIN)/python -m benchmarks.vision

peer: .venv-peer

.venv-peer:
	$(PYTHON) -m venv $@
	$(PEER_BIN)/pip install --quiet "pipecat-ai[whisper,piper,openai]==1.14.*" "llama-cpp-python[server]" \
	  || { rm -rf $@; exit 1; }

# The pictures of docs/images: every page in light and dark, at 100 % and 150 %.
screenshots: setup
	$(BIN)/python docs/screenshots.py

# A thousand turns, some interrupted, with memory, threads, files and seconds flat.
soak: setup-dev
	$(BIN)/python -m tests.prove soak

# Faults, a soak, silence on the network, injections, fuzzing: one table. Some 45 minutes on two idle cores; on Linux as
# root for all of it.
prove: setup-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c packaging/constraints.txt \
	  "atheris; sys_platform == 'linux' and platform_machine == 'x86_64'"
	$(BIN)/python -m tests.prove

# The installers that this system can make, in dist: .deb and .rpm, a setup program, or a disk image.
package: python
	@$(PYTHON) packaging/package.py

# The .deb on clean Debian systems and old processors, the Windows installer under wine; one table. Linux, as root.
prove-package:
	@$(PYTHON) packaging/prove.py $(if $(MODELS),--models $(MODELS)) $(if $(STARTER),--starter $(STARTER))

# Every dependency at its pinned version with the hashes of its files, and the list of licences.
lock:
	@$(PYTHON) packaging/lock.py
	@$(PYTHON) packaging/lock.py --check
	@$(BIN)/python packaging/licences.py

# Known weaknesses of what is pinned; asks the vulnerability service of the package index, so it needs the internet.
audit:
	@$(PYTHON) -m venv build/audit
	@build/audit/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	@build/audit/$(notdir $(BIN))/python -m pip_audit --strict --disable-pip --require-hashes -r packaging/lock.txt

clean:
	rm -rf .venv build dist *.egg-info
