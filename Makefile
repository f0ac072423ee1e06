# The front door of the project. `make` alone says what it can do.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help epub pdf test check audit lint types format fuzz bench sbom wheel lock setup setup-test clean distclean FORCE

CONTENT ?= content
PYTEST_ARGS ?=

# A Python that has the other programs: pypandoc_binary, typst, EbookLib, Markdown, weasyprint.
PEERS ?= $(BIN)/python

VENV := .venv
BIN := $(VENV)/bin

# The first Python here that is new enough; looked for only when a rule asks.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)

# What the operating system must bring (tools/system.py): for a book, and for the tests.
BOOK_NEEDS := venv pango
TEST_NEEDS := java javac jaxb zbar chromium driver poppler node
NEEDS := $(BOOK_NEEDS)
# A goal's variable reaches its prerequisites, so a fresh machine is asked everything at once.
test check setup-test: NEEDS := $(BOOK_NEEDS) $(TEST_NEEDS)

PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# Wheels only: building one from source would fetch build tools that no lock file holds.
LOCKED := --require-hashes --only-binary :all: --requirement

help: ## show this list
	@echo "make epub pdf   builds the book in content/ as an EPUB and a PDF, into dist/."
	@echo
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)$$/  make \1|\2/p' Makefile \
		| while IFS='|' read -r goal words; do printf "%-18s%s\n" "$$goal" "$$words"; done
	@echo
	@echo "Another book:  make epub pdf CONTENT=path/to/folder"
	@echo "Some tests:    make test PYTEST_ARGS='tests/test_pair.py -k table'"
	@echo "Another Python: make epub PYTHON=python3.12"

epub: $(VENV)/.project ## build the book as an EPUB, for an e-reader
	$(BIN)/publisher epub "$(CONTENT)"

pdf: $(VENV)/.project ## build the book as a PDF, for print
	$(BIN)/publisher pdf "$(CONTENT)"

test: $(VENV)/.system-test $(VENV)/.develop $(VENV)/.wheels $(VENV)/.readers ## run the tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadscope $(PYTEST_ARGS)

check: lint types audit test ## everything a change must pass: lint, types, libraries, tests

lint: $(VENV)/.develop ## look for mistakes and untidy code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.develop ## check the types
	$(BIN)/mypy

format: $(VENV)/.develop ## tidy the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

audit: $(VENV)/.develop ## look for known vulnerabilities in the locked libraries
	$(BIN)/python tools/audit.py requirements.lock

fuzz: $(VENV)/.system-test $(VENV)/.develop ## send 200,000 random hostile posts through the stages (half an hour)
	FUZZ=90000 $(BIN)/python -m pytest --numprocesses auto tests/test_fuzz.py tests/hostile

bench: $(VENV)/.develop ## measure the project and what else is here over 10 and 100 posts
	$(BIN)/python -m benchmarks.speed --format epub --peers "$(PEERS)"
	$(BIN)/python -m benchmarks.speed --format pdf --rounds 1 --peers "$(PEERS)"

sbom: $(VENV)/.project ## list the libraries that a book is made with, into build/sbom.json
	$(BIN)/python tools/make_sbom.py requirements.lock build/sbom.json

wheel: $(VENV)/.develop ## build the package to install elsewhere, into build/
	$(BIN)/python -m build --no-isolation --outdir build .

lock: $(VENV)/.develop ## write the lock files anew (UPGRADE=--upgrade for newer versions)
	$(LOCK) --group build --output-file requirements.lock pyproject.toml
	$(LOCK) --group dev --output-file requirements-dev.lock pyproject.toml
	cd tests/readers && npm install --package-lock-only $(NPM_QUIET)

# For every system and every Python from 3.11 on; names, versions and hashes, no addresses.
LOCK = $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate $(UPGRADE)

setup: $(VENV)/.project ## only prepare this folder for building books

setup-test: $(VENV)/.system-test $(VENV)/.develop $(VENV)/.wheels $(VENV)/.readers ## only prepare this folder for the tests

clean: ## remove what was built
	rm -rf build dist .cache .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find publisher tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## remove the installed libraries too
	rm -rf $(VENV)

# Each step of the set-up leaves a stamp, so a second run takes none of them.

$(VENV)/.system: tools/system.py
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed. On Debian or Ubuntu:" \
		"sudo apt-get install -y python3" >&2; exit 1; }
	@"$(PYTHON)" tools/system.py $(NEEDS)
	@mkdir -p $(VENV) && touch $@

$(VENV)/.system-test: tools/system.py | $(VENV)/.system
	@"$(PYTHON)" tools/system.py $(TEST_NEEDS)
	@touch $@

# An environment knows its folder by heart: when the folder was moved or copied, it is made anew.
ifneq ($(shell cat $(VENV)/.python 2>/dev/null),$(CURDIR))
$(VENV)/.python: FORCE
endif
$(VENV)/.python: | $(VENV)/.system
	@echo "Preparing $(VENV) (once)"
	@rm -rf $(VENV)/bin $(VENV)/lib $(VENV)/.runtime $(VENV)/.project $(VENV)/.develop $(VENV)/.wheels
	@"$(PYTHON)" -m venv $(VENV)
	@printf '%s\n' "$(CURDIR)" > $@

$(VENV)/.runtime: requirements.lock $(VENV)/.python
	@echo "Installing the libraries of $< into $(VENV) (once)"
	@$(PIP) install $(LOCKED) $<
	@touch $@

# The project itself is linked, not copied: an edit here is what runs.
$(VENV)/.project: pyproject.toml $(VENV)/.runtime
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.develop: requirements-dev.lock $(VENV)/.runtime | $(VENV)/.project
	@echo "Installing the libraries of $< into $(VENV) (once)"
	@$(PIP) install $(LOCKED) $<
	@touch $@

# The same wheels as files: a test fills an empty environment with them, without a network.
$(VENV)/.wheels: requirements.lock $(VENV)/.python
	@rm -rf $(VENV)/wheels
	@$(PIP) download --dest $(VENV)/wheels $(LOCKED) $<
	@touch $@

NPM_QUIET := --no-audit --no-fund --loglevel error --fetch-retries 1

# Reading systems and checkers that are written in JavaScript (tests/readers): no scripts of theirs
# run while they are installed, and the browser is the system's own.
$(VENV)/.readers: tests/readers/package-lock.json tests/readers/package.json tests/readers/.npmrc | $(VENV)/.system-test $(VENV)/.python
	@echo "Installing the reading systems of $< into $(VENV)/readers (once)"
	@mkdir -p $(VENV)/readers && cp $^ $(VENV)/readers/
	@cd $(VENV)/readers && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --ignore-scripts $(NPM_QUIET) || { \
		echo "npm could not fetch the reading systems: is its registry to be reached from here?" \
		"Set npm's own 'registry' or 'proxy', or copy .venv/readers/node_modules and touch" \
		".venv/.readers; without them those tests are skipped." >&2; \
		test "$$CI" != true; exit; }
	@test ! -d $(VENV)/readers/node_modules || touch $@
