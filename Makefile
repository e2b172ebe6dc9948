# make course: set up, build, serve. make test: set up, run the tests. make help lists the rest.
PYTHON ?= python3
PORT ?= 8000
BIND ?= 127.0.0.1
BIN := .venv/bin
# One thread for numpy's products (quizzes/threads.py says why); in the environment another number can be asked for.
OPENBLAS_NUM_THREADS ?= 1
VECLIB_MAXIMUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS VECLIB_MAXIMUM_THREADS
# The tests start hundreds of Pythons; where compiled sources are not kept (images of containers often say so), each
# of them, and each process that collects, would compile ours again.
unexport PYTHONDONTWRITEBYTECODE

# The tests that hold numbers, and nothing of this machine.
NUMBERS := tests/lstm_lib tests/test_dates_model.py $(addprefix tests/quizzes/,test_prove.py test_prove_sequences.py test_keras_agrees.py)

JOBS ?= 3
SLOWEST ?= 20
PAGE ?= gates
# What a change of prose or of one module breaks first: no kernel, no browser, no other library.
UNITS := tests/lstm_lib tests/quizzes/test_*.py tests/test_readme.py tests/test_architecture.py \
	--ignore=tests/lstm_lib/test_keras_parity.py --ignore=tests/lstm_lib/test_torch_parity.py \
	--ignore=tests/quizzes/test_keras_agrees.py --ignore=tests/quizzes/test_prove.py --ignore=tests/quizzes/test_prove_sequences.py --ignore=tests/quizzes/test_cli.py -m "not slow"

.DEFAULT_GOAL := help
.PHONY: whole mutants decisions page-cells epub pdf browsers distributions receivers help draws course test quick setup setup-tests book book-clean assignment serve bench bench-page bench-grading corpus unusual fuzz grade-thousand scale experiments kernels numbers site-check links lint lock clean dates-model frost-model strips-model

help:  ## list these commands
	@echo "make course   set up, build the book and the assignment, serve them on http://127.0.0.1:$(PORT)"
	@echo "make test     set up and run the tests"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / && !/^(course|test):/ {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "Variables: PORT=8000 (course, serve), PYTHON=python3 (setup), PAGE=gates (quick), JOBS=3 (test: processes),"
	@echo "           ARGS=... (test: only what pytest is told, in one process; the book is built where a test needs it)"

course: setup  ## set up, build (a cell that fails is shown in its page), serve
	@$(BIN)/python tools/course.py --port $(PORT)

ifdef ARGS
test: setup-tests
	@$(BIN)/python -m pytest $(ARGS)
else
test: setup-tests  ## set up, run the tests (of many alike a part: see whole)
	@echo "==> The book from nothing, and the tests ($(JOBS) processes)"
	@BOOK=clean $(BIN)/python -m pytest -n $(JOBS) --durations=$(SLOWEST)
endif

whole: setup-tests  ## test, with all of what it takes a part of: pages, submissions of the corpus, kernels (an hour)
	@WHOLE=1 BOOK=clean $(BIN)/python -m pytest -n $(JOBS) --durations=$(SLOWEST)

quick: setup-tests lint  ## a minute's part of test: lint, units, and one page of the book in the browser (PAGE=gates)
	@$(BIN)/python -m pytest -q -n 2 $(UNITS)
	@PAGE=$(PAGE) $(BIN)/python -m pytest -q tests/browser/test_site.py -k "asks or wider or axe_finds"

setup:  ## make .venv and install everything into it, once
	@command -v $(PYTHON) >/dev/null || { echo "setup: no '$(PYTHON)' found; install Python 3.11 to 3.13 or name one with PYTHON=" >&2; exit 1; }
	@$(PYTHON) tools/setup.py

setup-tests:  ## setup, and a Chromium for the browser tests
	@command -v $(PYTHON) >/dev/null || { echo "setup: no '$(PYTHON)' found; install Python 3.11 to 3.13 or name one with PYTHON=" >&2; exit 1; }
	@$(PYTHON) tools/setup.py --tests

book: setup  ## build the book into _build/html; only what changed
	@$(BIN)/python tools/build_book.py

book-clean: setup  ## build the book from nothing (its executed cells are kept in a cache)
	@$(BIN)/python tools/build_book.py --clean

epub: setup-tests book  ## the book as an EPUB, _build/book.epub (SITE_URL= for what only works on the web)
	@$(BIN)/python tools/bound epub

pdf: setup-tests book  ## the book as a PDF with its answers at the end, _build/book.pdf
	@$(BIN)/python tools/bound pdf

assignment: setup  ## make the nbgrader course in course/, and release its assignments
	@echo "==> Assignment"
	@$(BIN)/quizzes build --course course --release

distributions: setup  ## build the wheels of lstm-lib and proven-quizzes into _build/dist
	@$(BIN)/python tools/distributions.py

serve:  ## serve the built book
	@$(BIN)/python tools/serve.py --port $(PORT) --bind $(BIND)

bench: setup-tests  ## lstm_lib beside Keras, PyTorch, JAX and the bare matrix products, in one run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt --requirement requirements-bench.txt
	@$(BIN)/python -m pytest -q tests/lstm_lib/test_benchmark_table.py
	@$(BIN)/python -m benchmarks $(ARGS)

bench-page: setup-tests book  ## how long the page takes to check an answer, and what its Python costs, beside pyodide-mkdocs-theme
	@$(BIN)/python -m benchmarks.page --peer

page-cells: setup-tests book  ## each cell of each page in the page's own Python (three minutes; PAGES="strips gates/bias")
	@WHOLE=1 $(BIN)/python -m pytest -q tests/browser/test_page_cells.py

draws: setup  ## try the draws of hidden numbers of tasks that changed; what is unfit is never used
	@$(BIN)/python tools/try_draws.py $(ARGS)

corpus: setup-tests  ## hostile, damaged and unlucky submissions: all of them, in both modes, warm and cold
	@WHOLE=1 $(BIN)/python -m pytest tests/quizzes/grading/test_corpus.py $(ARGS)

unusual: setup-tests  ## right work in over seventy unusual forms, for each assignment: all keep their points
	@WHOLE=1 $(BIN)/python -m pytest tests/quizzes/grading/test_unusual.py $(ARGS)

fuzz: setup-tests  ## ten thousand mutated notebooks through the grader, ten thousand submissions through all commands
	@FUZZ=10000 $(BIN)/python -m pytest tests/quizzes/grading/test_fuzz.py tests/quizzes/grading/test_fuzz_commands.py --durations=1 $(ARGS)

grade-thousand: setup-tests  ## a thousand submissions, 10 % of them from the corpus: every outcome, time and memory
	@$(BIN)/python -m benchmarks.corpus.thousand $(ARGS)

experiments: setup  ## train what is too long for a build, over its seeds, where code has changed (ARGS=NAME, --all, --check)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m experiments $(ARGS)

kernels: setup-tests  ## all that is claimed of numbers, under each set of matrix kernels (ARGS="--settings pair")
	@$(BIN)/python tools/kernels $(ARGS)

numbers: setup book-clean  ## what another processor could change: chapters, proofs, lstm_lib; needs no browser and no sandbox
	@CHROMIUM=none $(PYTHON) tools/setup.py --tests
	@echo "==> Numbers"
	@$(BIN)/python -m pytest $(NUMBERS) $(ARGS)

dates-model:  ## train the date normaliser of the chapter Sequence to sequence again (half a minute)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python experiments/trained/train_dates.py

strips-model:  ## train the small reader of the page Strips of digits again, with the files of its assignment (half a minute)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python book/models/train_strips.py

frost-model:  ## train the small network of the figure "h beside c" again (five seconds)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python book/models/train_frost.py

bench-grading: setup-tests  ## the grader beside nbgrader and otter-grader, on the same submissions (half an hour)
	@$(BIN)/python -m benchmarks.grading --otter

scale: setup-tests  ## ten thousand and a million submissions, from figures measured here (ten minutes; ARGS=--write for the guide)
	@$(BIN)/python -m benchmarks.grading.scale $(ARGS)

receivers: setup-tests  ## what Anki, Moodle, Canvas and QTI make of the exports, item by item (ARGS="--read NAME=FILE.json")
	@$(BIN)/python -m benchmarks.receivers $(ARGS)

site-check: setup-tests book  ## links, axe-core, names, weights and Lighthouse of the built site (ARGS="--lighthouse all --minutes 5": all pages, in pieces)
	@cd tools/site_check && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund --loglevel=error
	@PATH="$(CURDIR)/$(BIN):$$PATH" python tools/site_check $(ARGS)
	@AXE=all $(BIN)/python -m pytest tests/browser/test_site.py

mutants: setup-tests  ## small faults put into the code, and what no test notices: a sample (ARGS="--rooms kinds --count 40 --seed 1")
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt --requirement requirements-mutants.txt
	@cd tools/mutants && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund --loglevel=error
	@$(BIN)/python tools/mutants $(ARGS)

browsers: setup-tests book  ## what a reader does, in Chromium, Firefox and WebKit (ENGINES="firefox webkit", PLACES=455)
	@ENGINES="$${ENGINES:-chromium firefox webkit}" $(BIN)/python -m pytest -q -rs tests/browser/test_engines.py $(ARGS)

links: setup book  ## ask for every link to another host (needs a network)
	@$(BIN)/python tools/site_check --external

lint:  ## style of the Python sources, spelling, types of lstm_lib and quizzes, and of the page's scripts
	@$(BIN)/ruff check .
	@$(BIN)/codespell
	@$(BIN)/mypy
	@PATH="$(CURDIR)/$(BIN):$$PATH" node node_modules/typescript/bin/tsc --noEmit --project tsconfig.json
	@PATH="$(CURDIR)/$(BIN):$$PATH" node node_modules/typescript/bin/tsc --noEmit --project book/_ext/site/tsconfig.json

decisions:  ## anchors, dates and the contents of DECISIONS.md, where they are missing
	@$(PYTHON) tools/decisions.py

lock:  ## write requirements.txt from requirements.in, with the versions of before where they fit (needs uv; ARGS=--upgrade)
	@$(PYTHON) tools/lock.py $(ARGS)

clean:  ## remove what was built; .venv stays
	rm -rf _build course
