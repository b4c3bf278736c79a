# Two commands set everything up: `make demo` and `make test`. What is missing is installed into .venv.

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-long lint format wheel clean

bin := .venv/bin
pytest := $(bin)/python -m pytest -n auto --dist loadgroup

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' Makefile | while IFS=: read -r name text; do printf '%-10s%s\n' "$$name" "$$text"; done

setup: ## Install the locked set into .venv, when it changed
	@sh scripts/setup

demo: setup ## Carry a ticket to a branch on a small repo, with recorded replies
	@$(bin)/devflow demo

test: lint ## Lint, check types, run the tests
	-@sh scripts/octokit
	-@sh scripts/formatters
	-@sh scripts/runners
	$(pytest) -m "not long"

test-long: lint ## The same, with the long forms of fuzz, kills and benchmarks
	$(pytest) -m "long or not long"

lint: setup ## Check style and types
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy

format: setup ## Put the code in shape
	$(bin)/ruff check --fix
	$(bin)/ruff format

wheel: setup ## Build wheel and source archive into dist/
	$(bin)/python -m hatchling build

clean: ## Remove all that the other targets made
	rm -rf .venv .cache dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
