# Two commands on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all:

.PHONY: help install run test lint bench load evaluate fuzz messages clean

help:
	@echo "make run      site with the demonstration district on http://$(HOST):$(PORT)/ (PORT=… to change)"
	@echo "make test     the whole test suite"
	@echo "make install  only prepare $(VENV)"
	@echo "make lint     ruff, mypy, import-linter, djlint, migrations"
	@echo "make bench    measured ratios"
	@echo "make load     deadline day: 200 people for 5 minutes on SQLite, then on PostgreSQL (LOAD='--minutes 1' to change)"
	@echo "make fuzz     mutated inputs through reading and checking (COUNT=… SEED=… to change)"

# A half-made environment is removed, so that the next attempt starts clean.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "需要 Python 3.11 或更新版本（可用 PYTHON=/路径/python3.12 指定）。"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "缺少 python3-venv，请先安装：  apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "缺少 python3-venv，请先安装：  apt install python3-venv"; exit 1; }

$(VENV)/.run-stamp: requirements.lock | $(BIN)/python
	@echo "安装运行所需的组件……"
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.test-stamp: requirements-dev.lock $(VENV)/.run-stamp
	@echo "安装测试所需的组件……"
	@$(PIP) -r requirements-dev.lock
	@touch $@

install: $(VENV)/.run-stamp

run: export DEMO = 1
run: install
	@$(BIN)/python manage.py migrate -v 0
	@$(BIN)/python manage.py collectstatic --noinput -v 0
	@$(BIN)/python manage.py seed_demo --if-empty
	@echo "打开  http://$(HOST):$(PORT)/    （Ctrl+C 停止）"
	@exec $(BIN)/gunicorn tracker.wsgi --bind $(HOST):$(PORT) --worker-class gthread --workers 1 --threads 8 \
	  --no-control-socket --log-level warning

test: $(VENV)/.test-stamp
	@$(BIN)/python -m pytest -n 2 -rs

lint: $(VENV)/.test-stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))') HTTPS=1 DEBUG=0 \
	  ALLOWED_HOSTS=report.example $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: $(VENV)/.test-stamp
	@$(BIN)/python -m tests.bench

# Deadline day against the server as in production; PostgreSQL needs: apt install postgresql postgresql-common
load: $(VENV)/.test-stamp
	@$(BIN)/python -m tests.load $(LOAD)

# How well the reading does on labelled phrases.
evaluate: $(VENV)/.test-stamp
	@$(BIN)/python -m tests.evaluate

# Whatever comes in, a Document or one clear sentence comes out; an input that brings anything else is saved.
fuzz: COUNT ?= 100000
fuzz: SEED ?= 1
fuzz: $(VENV)/.test-stamp
	@$(BIN)/python -m tests.fuzz --count $(COUNT) --seed $(SEED) --processes 2

# Catalogues of the interface; needs gettext (apt install gettext).
messages: $(VENV)/.test-stamp
	$(BIN)/python manage.py makemessages -l en --no-obsolete --no-location --no-wrap -i '.venv/*' -i 'tests/*'
	$(BIN)/python manage.py compilemessages -l en -i '.venv'

clean:
	rm -rf $(VENV) staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
