# `make run` and `make test` are all a newcomer needs; `make help` lists the rest.
# A bare machine has Python >= 3.11 with venv, make and git; npm is optional.

PYTHON ?= python3
NPM ?= npm
VENV = .venv
BIN = $(VENV)/bin
RUNTIME = $(VENV)/.runtime-ready
DEVELOP = $(VENV)/.develop-ready
TRAIN = $(VENV)/.train-ready
VENDOR = static/vendor/.ready
CATALOGUES = $(VENV)/.catalogues-ready
QUARANTINE_DAYS = 7
PYTEST ?= -n auto --maxprocesses 4 --dist loadfile
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-strip-extras --upgrade \
	--exclude-newer "$$(date -u -d '$(QUARANTINE_DAYS) days ago' +%Y-%m-%dT00:00:00Z)" pyproject.toml

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test coverage check fuzz audit schemas bench chaos train evaluate-models test-deps i18n docs lock tour pictures clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

run: $(RUNTIME) $(VENDOR) $(CATALOGUES) ## the portal with a demo district and simulated cameras
	@exec $(BIN)/python -m deploy.run_demo $(if $(VERBOSE),--verbose)

test: $(DEVELOP) $(VENDOR) $(CATALOGUES) ## every test; parts that are missing are skipped with a reason
	$(BIN)/python -m pytest $(PYTEST)

coverage: PYTEST = -n auto --maxprocesses 4 --dist loadfile --cov --cov-report=term:skip-covered
coverage: test ## the same, counting what ran: 90 % at least, at half as much time again

check: $(DEVELOP) $(CATALOGUES) ## format, lint, contracts, types, architecture: all that needs no camera
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/architecture

fuzz: $(DEVELOP) ## what reads bytes from outside, with many more examples than `make test`
	$(BIN)/python -m pytest -q tests/system/test_fuzzing*.py --hypothesis-profile fuzz

# Not in CI: it asks an advisory service, which a closed network does not reach; it then fails, with
# what to do, instead of finding nothing.
audit: $(DEVELOP) ## known weaknesses of the locked libraries (asks an advisory service; ASK="options")
	@$(BIN)/python -m deploy.audit $(ASK)

# Not locked and not in CI: 110 MB of schemas for two small tests.
schemas: $(DEVELOP) ## Kubernetes manifests and the compose file against their published schemas
	$(BIN)/python -m pip install -qq --disable-pip-version-check kubernetes-validate==1.37.0 check-jsonschema==0.39.0
	$(BIN)/python -m pytest -q tests/deploy/schemas.py

bench: $(DEVELOP) $(VENDOR) ## measured figures, one JSON line each; ONLY=live for one bench
	$(BIN)/python -m bench $(ONLY)

chaos: $(DEVELOP) $(VENDOR) ## break one part after the other under load; ONLY=database for one
	$(BIN)/python -m bench.chaos $(ONLY)

# Torch gives memory back after each step and is given it anew, which costs more than half of the
# time where pages are slow to come: these two keep it.
train: export MALLOC_MMAP_THRESHOLD_ = 4000000000
train: export MALLOC_TRIM_THRESHOLD_ = 8000000000
train: export OMP_WAIT_POLICY = passive
train: $(TRAIN) ## the models of detector/models anew, from labelled pictures in DATA=folder
	@test -n "$(DATA)" || { echo "Name the folder of labelled pictures: make train DATA=folder"; exit 1; }
	$(BIN)/python -m detector.training.learning "$(DATA)" --models $(or $(MODELS),detector/models) \
		--work $(or $(WORK),var/training) $(if $(LICENSED_ONLY),--licensed-only) $(if $(NAME),--name $(NAME))

evaluate-models: $(DEVELOP) ## figures of the models of detector/models on the pictures in DATA=folder
	@test -n "$(DATA)" || { echo "Name the folder of labelled pictures: make evaluate-models DATA=folder"; exit 1; }
	@$(BIN)/python -m detector.training "$(DATA)" $(if $(MODELS),--models "$(MODELS)")

test-deps: ## the system packages that tests use where present (Debian, needs root)
	apt-get update -q
	apt-get install -q -y --no-install-recommends python3-venv python3-gi gir1.2-gst-rtsp-server-1.0 \
		gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly \
		gstreamer1.0-libav chromium chromium-driver postgresql redis-server nginx-light wrk fonts-noto-cjk gcc libc6-dev iproute2 prometheus systemd
	command -v $(NPM) >/dev/null || apt-get install -q -y --no-install-recommends npm

i18n: $(DEVELOP) ## bring the catalogues up to date and report what is not translated
	$(BIN)/python -m deploy.catalogues update
	$(BIN)/python -m deploy.catalogues report

docs: $(DEVELOP) ## write docs/ref/settings.md, docs/ref/commands.md and the list of addresses anew
	$(BIN)/python -m deploy.reference

lock: $(DEVELOP) ## newest versions that are at least 7 days old, with their hashes
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra dev --extra redis --output-file requirements-dev.lock

tour: $(DEVELOP) $(VENDOR) $(CATALOGUES) ## photograph every page into tour/, and let axe look at each; ONLY='desk-*' LOOKS='phone-*-dark'
	$(BIN)/python -m deploy.tour --sheets $(if $(ONLY),--only '$(ONLY)') \
		$(if $(LOOKS),--looks '$(LOOKS)') $(if $(AGAIN),--again)

pictures: $(DEVELOP) $(VENDOR) $(CATALOGUES) ## take the README's pictures anew from the demo that runs
	$(BIN)/python -m deploy.tour.readme

clean: ## remove everything that make made, the data directory excepted
	rm -rf $(VENV) node_modules static/vendor tour .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis .coverage
	find translations -name '*.mo' -delete

# What follows runs once, and again when the file it depends on has changed.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name it: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	@echo "• Python environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }

$(RUNTIME): requirements.lock | $(BIN)/python
	@began=$$(date +%s); echo "• Installing what the portal needs (first time: a minute or two)"; \
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r $<; \
	status=$$?; [ $$status = 0 ] || exit $$status; \
	echo "  done in $$(( $$(date +%s) - began )) s"; touch $@

$(DEVELOP): requirements-dev.lock | $(BIN)/python
	@began=$$(date +%s); echo "• Installing what development needs (first time: a few minutes)"; \
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r $<; \
	status=$$?; [ $$status = 0 ] || exit $$status; \
	echo "  done in $$(( $$(date +%s) - began )) s"; touch $@ $(RUNTIME)

# Not locked: torch is for those who make models, and its files differ by processor and by shop.
$(TRAIN): pyproject.toml | $(DEVELOP)
	@echo "• Installing torch for training"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check $$($(BIN)/python -c "import tomllib; \
		print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['train'])") \
		&& touch $@

# hls.js serves browsers that cannot play HLS by themselves, altcha lets them prove work before an
# answer is taken, echarts lets readers point at charts; the portal runs without any.
$(VENDOR): package.json package-lock.json
	@mkdir -p $(@D); \
	if ! command -v $(NPM) >/dev/null; then \
		echo "• Browser libraries: no npm here, so browsers without HLS of their own show stills"; \
	elif $(NPM) ci --ignore-scripts --no-audit --no-fund --silent \
		&& cp node_modules/hls.js/dist/hls.light.min.js node_modules/altcha/dist/external/altcha.min.js $(@D) \
		&& cp node_modules/altcha/dist/workers/pbkdf2.js $(@D)/altcha-pbkdf2.js \
		&& cp node_modules/echarts/dist/echarts.simple.min.js $(@D); then \
		echo "• Browser libraries: hls.js, altcha and echarts are in $(@D)"; touch $@; \
	else \
		echo "• Browser libraries: npm could not fetch them, so browsers without HLS of their own show stills"; \
	fi

$(CATALOGUES): $(wildcard translations/*/LC_MESSAGES/*.po) | $(RUNTIME)
	@$(BIN)/pybabel --quiet compile --directory translations && touch $@
