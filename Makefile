# The commands of a first visitor and of a developer. All of them work on a machine with Python, make and a network.

.DEFAULT_GOAL := help
.PHONY: help run manage test check check-deploy messages schema lock bench clean install-embedded install-development

SUITABLE := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
ifndef PYTHON
PYTHON := $(shell for each in python3 python3.13 python3.12 python3.11; do \
	"$$each" -c '$(SUITABLE)' 2>/dev/null && echo "$$each" && break; done)
endif
VENV := .venv/bin/python
CODE := config reports interaction disclosure departments foundation
NO_DATABASE := postgres://nobody:none@127.0.0.1:1/none
ARGS ?=

help: ## Show this list
	@echo "阳光 Yangguang"
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1	\2/p' Makefile | expand -t 18

run: install-embedded ## Start everything and stay until Ctrl-C (PORT=8000 HOST=127.0.0.1)
	@$(VENV) -m config.embedded run

manage: install-embedded ## Run a management command on the same database: make manage ARGS="verify_duties"
	@$(VENV) -m config.embedded manage $(ARGS)

test: install-development ## Run the tests on a database of their own: make test ARGS="-k sweep"
	@$(VENV) -m config.embedded test $(VENV) -m pytest $(ARGS)

check: install-development ## Run the gate: format, lint, types, floors, migrations, packages, deployment, templates, messages
	$(VENV) -m ruff format --check .
	$(VENV) -m ruff check .
	DATABASE_URL=$(NO_DATABASE) $(VENV) -m mypy $(CODE)
	$(VENV) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	DATABASE_URL=$(NO_DATABASE) DJANGO_SETTINGS_MODULE=config.settings_test \
		$(VENV) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(VENV) -m pip check
	@$(MAKE) --no-print-directory check-deploy
	$(VENV) -m djlint templates --lint --quiet
	DATABASE_URL=$(NO_DATABASE) $(VENV) -m pytest -q tests/config/test_messages.py

check-deploy: # Django's own checks with the environment of a real deployment, its keys made for the occasion
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && echo "$(VENV) manage.py check --deploy" && \
		SECRET_KEY=$$($(VENV) -c "import secrets; print(secrets.token_urlsafe(64))") \
		PERSONAL_KEYS=$$($(VENV) -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())") \
		DATABASE_URL=$(NO_DATABASE) REDIS_URL=redis://127.0.0.1:1/0 ALLOWED_HOSTS=gov.example.cn VAR_DIR="$$folder" \
		TRUSTED_PROXIES=172.30.57.10 \
		SITE_ADDRESS=https://gov.example.cn EMAIL_URL=smtp://127.0.0.1:25 SITE_MAIL_FROM=open@gov.example.cn \
		$(VENV) manage.py check --deploy --fail-level WARNING

messages: install-development ## Gather and compile the translations (needs gettext)
	DATABASE_URL=$(NO_DATABASE) DJANGO_SETTINGS_MODULE=config.settings_test $(VENV) manage.py makemessages \
		-l zh_Hans -l zh_Hant --no-location --no-wrap -i .venv -i var -i 'tests/*' -i bench
	DATABASE_URL=$(NO_DATABASE) DJANGO_SETTINGS_MODULE=config.settings_test $(VENV) manage.py compilemessages \
		-l zh_Hans -l zh_Hant

schema: install-development ## Write docs/openapi.yaml, the description of the interface
	DATABASE_URL=$(NO_DATABASE) DJANGO_SETTINGS_MODULE=config.settings_test $(VENV) manage.py spectacular \
		--lang en --validate --fail-on-warn --file docs/openapi.yaml

lock: install-development ## Write the requirements with hashes, without any address (anew: make lock ARGS=--upgrade)
	$(VENV) -m pip install --quiet uv
	UV_PYTHON_DOWNLOADS=never $(VENV) -m uv lock $(ARGS)
	$(VENV) -m uv export -q --frozen --no-emit-project --no-dev --extra s3 -o requirements/production.txt
	$(VENV) -m uv export -q --frozen --no-emit-project --no-dev --extra embedded -o requirements/embedded.txt
	$(VENV) -m uv export -q --frozen --no-emit-project --extra embedded --extra s3 -o requirements/development.txt
	@! grep -n '://' requirements/*.txt || { echo "An address stands in the requirements."; exit 1; }

bench: install-development ## Measure on a database of its own: make bench ARGS="smoke"
	@$(VENV) -m config.embedded measure $(VENV) -m bench $(ARGS)

clean: ## Remove the virtual environment and what tools leave behind; the data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	find $(CODE) tests -name __pycache__ -prune -exec rm -rf {} +

install-embedded install-development: install-%:
	@test -n "$(PYTHON)" || { echo "✗ 需要 Python 3.11 到 3.13。"; echo "  Python 3.11 to 3.13 is needed."; \
		echo "  → PYTHON=/path/to/python3.12 make run"; exit 1; }
	@"$(PYTHON)" config/embedded/install.py $*
