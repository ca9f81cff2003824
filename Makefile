# `make run` and `make test` do everything; both set up first, and at once the second time.
PYTHON ?= python3
PIP_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/setup.stamp
SAMPLE := .policy-qa/sample.stamp
PEERS := .venv-peers
ARGS ?=

.PHONY: setup run test check eval peers bench load faults screenshots clean

setup: $(SAMPLE)

$(SETUP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed / 需要 Python 3.11 以上")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --constraint constraints.txt $(PIP_ARGS) --editable '.[dev]'
	touch $@

$(SAMPLE): $(SETUP) $(wildcard corpus/documents/*) index/model/config_sentence_transformers.json
	$(BIN)/policy-qa ingest corpus/documents
	touch $@

run: setup
	$(BIN)/policy-qa ui

check: $(SETUP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup check
	$(BIN)/pytest
	$(BIN)/policy-qa eval --sample 120 --fail-under hit@1=0.77 --fail-under first_citation=0.78 \
	  --fail-under fact_recall=0.78 --fail-under located=1 --fail-under verbatim=1 \
	  --fail-under citation_precision=0.95 --fail-under citation_recall=0.95 --fail-over figure_errors=0 --fail-over forbidden=0 \
	  --fail-under refusal_recall=0.6 --fail-over wrongly_refused=0.08 --fail-under clarify_recall=0.8

eval: setup
	$(BIN)/policy-qa eval

# The peers' environment stands on the project's own, so that both share versions.
$(PEERS)/setup.stamp: $(SETUP) eval/peers/requirements.txt
	$(PYTHON) -m venv $(PEERS)
	$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' > $$($(PEERS)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/project.pth
	$(PEERS)/bin/pip install --quiet --constraint constraints.txt $(PIP_ARGS) --requirement eval/peers/requirements.txt
	touch $@

peers: $(PEERS)/setup.stamp
	PYTHONPATH=. $(PEERS)/bin/python -m eval.peers.run $(ARGS)
	$(BIN)/pytest -m peers

bench: setup
	$(BIN)/policy-qa bench

load: setup
	$(BIN)/python -m tests.load

faults: setup
	$(BIN)/python -m tests.faults

screenshots: setup
	$(BIN)/python -m tests.screenshots

clean:
	rm -rf $(VENV) $(PEERS) .policy-qa
