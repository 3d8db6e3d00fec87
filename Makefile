# What one can do here. Every target sets up what it needs; a second run finds it in the cache (see scripts/environment.py).
PYTHON ?= python3
PORT ?= 8188
WORKERS ?= 2
ROUNDS ?= 20
EXAMPLES ?= 1000
RUN := $(PYTHON) -m scripts.environment run

.PHONY: help demo serve test soak lint format bench environment
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

demo: ## run workflows/image2video.json in a real ComfyUI on the simulator: no key, no cost
	@$(RUN) -m scripts.demo

serve: ## keep a ComfyUI open at http://127.0.0.1:8188 (PORT=... for another); with KLING_* set it uses that account
	@$(RUN) -m scripts.serve --port $(PORT)

test: ## the whole suite, WORKERS=2 files at a time; make test ARGS="-k poll" for a part of it, one by one
	@$(PYTHON) -m scripts.web_tools
ifdef ARGS
	@$(RUN) -m pytest $(ARGS)
else
	@$(RUN) -m pytest -n $(WORKERS) --dist loadfile -m "not alone"
	@$(RUN) -m pytest -m alone
endif

soak: ## kill a real ComfyUI amid eight tasks, ROUNDS=20 times, and try EXAMPLES=1000 random histories; SEED= repeats kills
	@SOAK_ROUNDS=$(ROUNDS) SOAK_SEED=$(SEED) SOAK_EXAMPLES=$(EXAMPLES) \
		$(RUN) -m pytest tests/tasks/test_killed.py tests/tasks/test_property.py $(ARGS)

lint: ## formatting, lint and types, as .ci/run checks them
	@$(RUN) -m ruff format --check .
	@$(RUN) -m ruff check .
	@$(RUN) -m scripts.check_types
	@$(PYTHON) -m scripts.web_tools check

format: ## let ruff format the code and mend what it can
	@$(RUN) -m ruff format .
	@$(RUN) -m ruff check --fix .

bench: ## how fast encoding, submitting and importing are
	@$(RUN) -m scripts.bench

environment: ## only make the environment, and say where it is
	@$(PYTHON) -m scripts.environment
