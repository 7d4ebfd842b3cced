# Everything here works on a machine that has Python 3.11 with venv, and make.
PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
export SITE_URL ?= http://127.0.0.1:$(PORT)

.PHONY: run test lint bench soak pins

run: .venv/run.stamp var/secret_key ## a served demo newsroom
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@$(BIN)/python manage.py demo
	@exec $(BIN)/gunicorn newsroom.wsgi --bind 127.0.0.1:$(PORT) --worker-class gthread --threads 32 --log-level warning

test: .venv/test.stamp ## the whole suite, on SQLite and, where there is one, on PostgreSQL
	$(BIN)/python -m tests.run

lint: .venv/test.stamp ## style, migrations in step
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	SECRET_KEY=lint $(BIN)/python manage.py makemigrations --check --dry-run
	SECRET_KEY=lint-lint-lint-lint-lint-lint-lint-lint-lint-lint-lint-0123456789 SITE_URL=https://example.org \
		ALLOWED_HOSTS=example.org $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: .venv/test.stamp ## CPU at 1,000 and at 100,000 editions, and the plans of the queries
	$(BIN)/python -m tests.bench

soak: .venv/test.stamp ## a sitting with large files, and a withdrawal while readers come
	$(BIN)/python -m tests.soak

pins: .venv/test.stamp ## write the pinned requirements anew from the two lists
	$(BIN)/uv pip compile -q --generate-hashes --no-strip-extras --no-header --no-emit-find-links --no-emit-index-url requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --generate-hashes --no-strip-extras --no-header --no-emit-find-links --no-emit-index-url requirements-dev.in -o requirements-dev.txt

.venv/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Newsroom needs Python 3.11 or later as python3; set PYTHON=/path/to/python3.11."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python's venv module is missing; on Debian: apt-get install python3-venv."; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run.stamp: .venv/python.stamp requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/test.stamp: .venv/run.stamp requirements-dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

var/secret_key:
	@mkdir -p var
	@umask 077; $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))' > $@.new
	@mv $@.new $@
