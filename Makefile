# Every path is relative, so that the folder of the clone may have any name, with spaces and Korean letters in it.
PYTHON ?= python3
DATA ?= standin
SECONDS ?= 300

examples := assignments/assignment1/examples
python := .venv/bin/python
# half as many again as processors: many tests wait for a child, a server or a browser
workers = $(shell $(python) -c 'import os; print(os.cpu_count() * 3 // 2)')

.PHONY: demo test lint docs wheel bench fuzz env clean

# Grade a right and a wrong submission on the embedded data. Status 1 means "graded, with points missing".
demo: env
	.venv/bin/grade assignment1 $(examples)/right_lab_notebook.ipynb --data standin
	.venv/bin/grade assignment1 $(examples)/wrong_kernel_3.ipynb --data standin || test $$? -eq 1

test: env
	OMP_NUM_THREADS=1 $(python) -m pytest -q --numprocesses $(workers) --dist worksteal

lint: env
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	.venv/bin/lint-imports
	$(python) -m pytest -q tests/test_layout.py

# The site of the documentation, in build/site; it fails on a link that leads nowhere.
docs: env
	NO_MKDOCS_2_WARNING=1 $(python) -m mkdocs build --strict

# What is handed to whoever only uses the grader, in dist/. It is made without the network.
wheel: env
	$(python) -m pip wheel --disable-pip-version-check --quiet --no-deps --no-build-isolation --wheel-dir dist .

# Half an hour on a quiet machine: writes docs/benchmarks.md, and the README's figures.
# DATA is what `grade --data` takes.
bench: env
	$(python) -m pip install --disable-pip-version-check --quiet --editable '.[dev,bench]'
	$(python) -m benchmarks "$(DATA)"

# Coverage-guided, so many seconds a target: readers of submissions and zips, and the Graph. Linux alone.
fuzz: env
	$(python) -m pip install --disable-pip-version-check --quiet --editable '.[dev,fuzz]'
	OMP_NUM_THREADS=1 $(python) -m tests.fuzzing "$(SECONDS)"

env: .venv/made

# Made from nothing each time, so that an interrupted or older environment never lingers.
.venv/made: pyproject.toml
	"$(PYTHON)" -m venv --clear .venv
	$(python) -m pip install --disable-pip-version-check --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf .venv .hypothesis fuzzing .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
