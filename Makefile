# Two commands matter: `make run` serves the dashboard, `make test` checks everything.
# Each installs what it needs into .venv first, and again only when a requirements file has changed.

VENV := .venv/bin/python
STREAMLIT_OPTIONS := $(if $(PORT),--server.port $(PORT))

.PHONY: help run test lint compiled format bench clean

unexport PYTHONDONTWRITEBYTECODE

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*  ## \(.*\)/make \1\t\2/p' Makefile

run: .venv/ready-to-run  ## serve the dashboard on this machine only (PORT=8600 for another port)
	$(VENV) -m data sample start
	$(VENV) -m streamlit run dashboard.py $(STREAMLIT_OPTIONS)

# Two workers have a server and a browser each, and one a PostgreSQL (tests/conftest.py); what needs neither goes to whoever is free.
test: .venv/ready-to-test  ## lint, types and every test, browser tests included (ARGS="-k ledger" for some)
	$(MAKE) --no-print-directory -j 2 lint compiled
	$(VENV) -m tests.e2e.browser
	$(VENV) -m tests.office
	$(VENV) -m tests.postgresql
	$(VENV) -m tests.nginx
	$(VENV) -m pytest -n auto --maxprocesses 4 $(ARGS)

lint: .venv/ready-to-test  ## style, format, types, and names that nothing uses
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m mypy
	$(VENV) -m tests.unused

# Each worker of a fresh checkout would compile every test module, 5 s of work: they are compiled once, while mypy has the other core.
compiled: .venv/ready-to-test
	-@$(VENV) -m pytest --collect-only -qq >/dev/null 2>&1

format: .venv/ready-to-test  ## put the code into the house format
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .

bench: .venv/ready-to-test  ## measure (ARGS="screens" for some)
	$(VENV) -m tests.bench $(ARGS)

clean:  ## remove what these commands made; the store stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready-to-run: requirements.txt .ci/venv
	sh .ci/venv requirements.txt
	$(VENV) -m pages.serving
	touch $@

.venv/ready-to-test: requirements.txt requirements-dev.txt requirements-postgresql.txt .ci/venv
	sh .ci/venv requirements-dev.txt
	$(VENV) -m pages.serving
	touch $@ .venv/ready-to-run
