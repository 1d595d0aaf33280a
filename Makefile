# Everything a person does with this checkout. `make` alone lists it.
# Every target that needs .venv/ goes through scripts/setup, which does nothing where nothing changed.

RECORDINGS ?= ../shared/data
export RECORDINGS

.DEFAULT_GOAL := help
.PHONY: help setup engines run demo doctor personas test eval bench faults soak image bundle lock up down logs clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv/ and install what is missing
	@scripts/setup

engines: setup ## add the neural engines: Whisper, Coqui, llama.cpp, sherpa-onnx (minutes; compiles llama.cpp)
	@scripts/engines

run: setup ## serve the appliance on http://localhost:8080
	@.venv/bin/appliance run

demo: setup ## rehearse an evening check-in in a virtual room, out loud to itself
	@.venv/bin/appliance demo

doctor: ## what is missing on this machine, or in the container where it runs, and the remedy
	@if scripts/compose running; then scripts/compose exec -T appliance appliance doctor; \
	else scripts/setup && .venv/bin/appliance doctor; fi

personas: setup ## hear who can call: a recording of each in build/personas, their words in docs/personas.md
	@.venv/bin/python -m scripts.personas

test: setup ## every check: style, types, floors, tests
	@scripts/check

eval: setup ## hold the rehearsed dialogues and show what went wrong (ENGINE=ollama:llama3.2:3b, for example)
	@.venv/bin/appliance eval $(if $(ENGINE),--engine $(ENGINE))

bench: setup ## measurements, one JSON object a line (RECORDINGS=folder of recordings)
	@.venv/bin/python -m scripts.bench

faults: setup ## make faults on purpose and see that nothing is lost; one JSON object a line (FAULTS="--only kills --times 20")
	@.venv/bin/python -m scripts.faults $(FAULTS)

soak: setup ## thirty days of a household of six, played through in minutes (SOAK="--days 3"; with sound: SOAK="--sound 20")
	@.venv/bin/python -m scripts.soak $(SOAK)

image: ## build the container images (IMAGE_TARGET=neural: with neural engines; IMAGE_EXTRAS=telegram: with calls by Telegram)
	docker build --target $(or $(IMAGE_TARGET),core) --build-arg EXTRAS=$(IMAGE_EXTRAS) --tag disciplinecall:$(or $(IMAGE_TARGET),core) .
	docker build --tag disciplinecall:front docker/front

bundle: ## put the images on a stick, for a machine without internet (TO=folder)
	@scripts/bundle make $(or $(TO),build/stick)

lock: setup ## write the packages of the images down by version and hash (LOCK=--upgrade: the newest of each)
	@scripts/lock $(LOCK)

up: ## build and start the appliance in a container, and say where the page is
	@scripts/compose start --build

down: ## stop the container; its data stays
	@scripts/compose down

logs: ## follow the container's log
	@scripts/compose logs --follow --tail 100

clean: ## remove .venv/ and caches; user_data/ and models/ stay
	rm -rf .venv build dist ./*.egg-info .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find appliance tests scripts -name __pycache__ -prune -exec rm -rf {} +
