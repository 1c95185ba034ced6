# Trayectoria. `make help` lists what can be made.

SHELL := /bin/bash
RUN := .build/release/trayectoria
ROSTERS := notebooks-data/ble/rosters
OUTPUT := output
# Size of the benchmarks: people, years, rows of each year, rounds that count.
UNITS := 4000000
YEARS := 4
ROWS := 2000000
RUNS := 5
# Seconds that a benchmark waits in all for other processes to be quiet.
PATIENCE := 600
# Rows of the largest panel of bench-scaling.
LARGEST := 16000000
# Where the build for the thread sanitizer goes.
SANITIZED := .build/thread-sanitizer
PACKAGES := libopenblas-dev liblapack-dev libxlsxwriter-dev zlib1g-dev pkg-config

.PHONY: help setup build evaluate test lint format clean generate accuracy bench bench-quick \
  bench-scaling bench-large bench-regression bench-effects bench-bootstrap bench-staggered bench-likelihood \
  bench-differences bench-memory coverage sanitize-thread

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

setup: ## install the Debian or Ubuntu packages that are missing, check for Swift
	@command -v swift >/dev/null || { echo "Swift 6.1 or later is needed: https://www.swift.org/install/linux/" >&2; exit 1; }
	@missing=(); for p in $(PACKAGES); do \
	  dpkg -s $$p 2>/dev/null | grep -q '^Status: install ok installed' || missing+=($$p); done; \
	if [ $${#missing[@]} -gt 0 ]; then \
	  echo "installing $${missing[*]}"; \
	  run=(); [ "$$(id -u)" = 0 ] || run=(sudo); \
	  $${run[@]+"$${run[@]}"} apt-get update -qq && \
	  $${run[@]+"$${run[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$${missing[@]}"; fi

build: setup ## build the library and the command line, optimised
	swift build -c release --product trayectoria

generate: build ## generate the synthetic rosters of the example
	@$(RUN) generate ble --output $(ROSTERS)

evaluate: build ## run the example evaluation, from rosters to report
	@if [ ! -f $(ROSTERS)/BLE_2017.csv ]; then $(RUN) generate ble --output $(ROSTERS); fi
	@$(RUN) evaluate notebooks-data/ble/evaluation.yaml --output $(OUTPUT) --compare notebooks-data/ble/published
	@echo "The report is $(abspath $(OUTPUT))/report.html"

test: setup ## build and run all tests, optimised
	swift build -c release --build-tests
	swift test -c release --skip-build

accuracy: setup ## the reference cases' largest deviations, as rows of docs/accuracy.md
	swift build -c release --build-tests
	@rm -rf .build/accuracy && mkdir -p .build/accuracy
	@ACCURACY_ROWS=$(abspath .build/accuracy) swift test -c release --skip-build \
	  --filter 'ReferenceCaseTests|ToolOracleTests' >.build/accuracy.log 2>&1 || { cat .build/accuracy.log; exit 1; }
	@cat .build/accuracy/*

bench: setup ## time the panel beside other programs, and its stages (UNITS, YEARS, ROWS, RUNS)
	python3 Benchmarks/run.py all --units $(UNITS) --years $(YEARS) --rows $(ROWS) --runs $(RUNS) --patience $(PATIENCE)

bench-quick: ## the same with a small panel, in under a minute
	@$(MAKE) --no-print-directory bench UNITS=400000 ROWS=200000 RUNS=3 PATIENCE=0

bench-scaling: setup ## time the panel as rows, years, strata and threads grow (LARGEST, RUNS)
	python3 Benchmarks/run.py scaling --largest $(LARGEST) --runs $(RUNS) --patience $(PATIENCE)

bench-large: setup ## a hundred million rows, and again within 512 MB (20 GB of disk)
	python3 Benchmarks/run.py large --largest 100000000 --patience $(PATIENCE)

bench-regression: setup ## time a regression beside statsmodels and fixest (RUNS)
	python3 Benchmarks/run.py regression --runs $(RUNS) --patience $(PATIENCE)

bench-effects: setup ## time absorbed effects beside fixest and pyfixest (RUNS)
	python3 Benchmarks/run.py effects --runs $(RUNS) --patience $(PATIENCE)

bench-bootstrap: setup ## time the wild cluster bootstrap beside wildboottest (RUNS)
	python3 Benchmarks/run.py bootstrap --runs $(RUNS) --patience $(PATIENCE)

bench-staggered: setup ## time two-stage and imputation beside pyfixest and diff-diff (RUNS)
	python3 Benchmarks/run.py staggered --runs $(RUNS) --patience $(PATIENCE)

bench-differences: setup ## time effects of groups in periods beside diff-diff (RUNS)
	python3 Benchmarks/run.py differences --runs $(RUNS) --patience $(PATIENCE)

bench-memory: setup ## peak memory of the estimators of difference-in-differences as rows grow
	python3 Benchmarks/run.py memory

coverage: setup ## how often 95 % intervals of difference-in-differences hold the truth (simulation)
	swift build -c release --product trayectoria-benchmarks
	@.build/release/trayectoria-benchmarks coverage

bench-likelihood: setup ## time Poisson with effects and logit beside fixest and statsmodels (RUNS)
	python3 Benchmarks/run.py generalised --runs $(RUNS) --patience $(PATIENCE)

sanitize-thread: setup ## the panel's and the reader's tests under the thread sanitizer (its own build, minutes)
	swift build -c release --sanitize=thread -Xswiftc -DTHREAD_SANITIZER --scratch-path $(SANITIZED) --build-tests
	swift test -c release --sanitize=thread -Xswiftc -DTHREAD_SANITIZER --scratch-path $(SANITIZED) --skip-build \
	  --filter '^(Panels|TableFiles|CByteScan|Kernels)Tests'

lint: ## check the format
	swift format lint --recursive --strict Package.swift Sources Tests Benchmarks

format: ## put the format right
	swift format --in-place --recursive Package.swift Sources Tests Benchmarks

clean: ## remove what was built and generated
	rm -rf .build $(OUTPUT) $(ROSTERS)
