# The commands of the project. Each one installs what it needs the first time.
PORT ?= 8000
PYTHON ?= python3
# The data for `make run`: the sample directory, or with SAMPLE=demo this number of made-up members.
SAMPLE ?= sample
MEMBERS ?= 1000
load_sample = load_sample
load_demo = make_demo --members $(MEMBERS)
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

can_start = $(PYTHON) tools/can_start.py

.NOTPARALLEL:
.PHONY: run test clients lint format lock screenshots can-run

ifeq ($(SAMPLE),demo)
run: export DATABASE_URL = sqlite:///var/demo.sqlite3
endif
run: can-run .venv/run
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py $(load_$(SAMPLE))
	$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@echo "The directory is at http://127.0.0.1:$(PORT)/ (stop with Ctrl-C)."
	SITE_URL=$${SITE_URL:-http://127.0.0.1:$(PORT)} \
	$(BIN)/gunicorn --config acro/gunicorn.conf.py --bind 127.0.0.1:$(PORT) acro.wsgi

can-run:
	@$(can_start) port $(PORT)
	@$(can_start) folder .venv var

test: .venv/dev
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal --durations 10

# The programs that generate clients of the API, for the tests in tests/clients: an environment of
# their own, with Java and Node.js, because their versions conflict with ours.
CLIENTS := tests/clients
clients: $(CLIENTS)/.venv/made $(CLIENTS)/node_modules/made

$(CLIENTS)/.venv/made: $(CLIENTS)/requirements.lock
	$(PYTHON) -m venv $(CLIENTS)/.venv
	$(CLIENTS)/.venv/bin/python -m pip install --quiet --require-hashes --requirement $<
	touch $@

$(CLIENTS)/node_modules/made: $(CLIENTS)/package-lock.json $(CLIENTS)/.venv/made
	cd $(CLIENTS) && PATH="$$PWD/.venv/bin:$$PATH" npm ci --silent
	touch $@

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python tools/words_check.py templates directory acro tests tools docs deploy fixtures/about.json \
	  fixtures/taxonomy.json manage.py README.md CHANGELOG.md pyproject.toml Dockerfile compose.yaml
	$(BIN)/codespell $$(git ls-files)
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(BIN)/mypy
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml
	$(BIN)/python manage.py makemigrations --check --dry-run
	ENVIRONMENT=production ALLOWED_HOSTS=directory.example CACHE_URL=redis://127.0.0.1:6379/0 \
	SITE_URL=https://directory.example EMAIL_URL=smtp+tls://mail.example \
	EMAIL_FROM=directory@directory.example \
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_hex(32))') \
	$(BIN)/python manage.py check --deploy --fail-level WARNING

format: .venv/dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	-$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html') # exits with 1 if it changed a file

# Takes the screenshots in docs/ from the site that runs at SITE.
SITE ?= http://127.0.0.1:$(PORT)
screenshots: .venv/dev
	$(BIN)/python docs/screenshots.py $(SITE)

# Pins every version with its hashes. The lock files name no package index.
lock: .venv/dev clients
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --upgrade --all-extras --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --upgrade --all-extras --group dev --constraint requirements.lock \
	  --output-file requirements-dev.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --upgrade --output-file $(CLIENTS)/requirements.lock \
	  $(CLIENTS)/requirements.in
	cd $(CLIENTS) && PATH="$$PWD/.venv/bin:$$PATH" npm update --package-lock-only

.venv/run: requirements.lock
	@$(can_start) python
	@$(can_start) folder .venv
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	touch $@

.venv/dev: requirements-dev.lock
	@$(can_start) python
	@$(can_start) folder .venv
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	touch $@
