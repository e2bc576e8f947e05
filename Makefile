# make build    every edition of everything in sources/, into output/
# make test     lint, types and tests, with every validator, and a PostgreSQL where there is one
# make test-postgresql  the order tests on a PostgreSQL of their own; says why if there is none
# make fuzz     spoiled input of every kind: TRIES=200 of each, from SEED=1
# make web-pages  40 generated web pages, tagged in both standards and checked with veraPDF
# make test-languages  the test library in all of its 23 languages, in every form: some minutes; LANGUAGES="ru uk" in two
# make ears     what a desktop hands to screen readers of the web editions, and what Orca says of them: some minutes
# make press-profile  the color profile for files for a print shop, out of a Debian package
# make bench    what each stage costs, and what others cost, as ratios: 8 minutes on 2 quiet cores
# make picture  the picture of the README, from pages that it builds first
# make next     what the newest renderers would change: contracts that moved, tests that fail
# make lock     pin the dependencies of pyproject.toml anew
# make clean    remove everything that was made or installed here
#
# Each sets up what it needs first: Debian packages, then .venv from the lock file. PYTHON=python3.12 names another
# Python; on systems other than Debian, what to install is printed.

# A Python built without optimization (as pyenv does) takes a tenth longer for everything: the system's own is better.
NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))'
OPTIMIZED := -c 'import sys, sysconfig; sys.exit("--enable-optimizations" not in (sysconfig.get_config_var("CONFIG_ARGS") or ""))'
PYTHON ?= $(shell if ! python3 $(OPTIMIZED) && /usr/bin/python3 $(NEW_ENOUGH); then echo /usr/bin/python3; else echo python3; fi 2>&-)
BIN := .venv/bin
WORKERS ?= 2
# One more than there are cores, because some tests wait: for a limit, a signal, a browser.
TESTERS ?= 3
RENDERERS := weasyprint pydyf tinyhtml5 pikepdf pypdfium2

# A Debian package; with a command before it (command=package), only when that command is missing.
RUN_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 liblouis20 liblouis-data
TEST_PACKAGES := git=git espeak-ng=espeak-ng pdftotext=poppler-utils chromium=chromium libatomic1 java=default-jre-headless libjaxb-java
EARS_PACKAGES := Xvfb=xvfb dbus-daemon=dbus openbox=openbox xdotool=xdotool at-spi2-core gir1.2-atspi-2.0 python3-gi orca=orca speech-dispatcher=speech-dispatcher
RUN_ELSEWHERE := pango, harfbuzz, and liblouis for braille (Homebrew: brew install pango liblouis)
PRESS_PROFILE := .venv/share/color/icc/ISOcoated_v2_300_bas.icc
TEST_ELSEWHERE := git, espeak-ng, Poppler, Chrome or Chromium, Java 11 or newer, veraPDF (Homebrew: brew install git espeak-ng poppler openjdk verapdf)

.PHONY: press-profile build test lint types test-postgresql fuzz texts web-pages ears bench picture next lock clean test-languages
.DELETE_ON_ERROR:

build: .venv/.ready
	$(BIN)/python pipeline.py schema
	$(BIN)/python pipeline.py build

test: .venv/.test-ready
	@$(MAKE) --no-print-directory --jobs $(WORKERS) lint types test-postgresql
	$(BIN)/pytest -n $(TESTERS) --durations 10

lint: .venv/.test-ready
	$(BIN)/ruff check

types: .venv/.test-ready
	$(BIN)/mypy

test-postgresql: .venv/.test-ready
	-$(call packages,pg_lsclusters=postgresql,PostgreSQL (Homebrew: brew install postgresql))
	@reason="$$($(BIN)/python -m tests.postgresql)"; if [ -n "$$reason" ]; then echo "skipped: $$reason"; exit 0; fi; \
	HANDOUT_TEST_DATABASE=postgresql $(BIN)/pytest -q -n $(WORKERS) tests/test_orders.py tests/test_fulfilment.py

TRIES ?= 200
SEED ?= 1
fuzz: .venv/.test-ready
	$(BIN)/python -m tests.fuzz --tries $(TRIES) --seed $(SEED)

# Build 200 generated texts, with the variants in rotation: some two hours of one core. `make texts TEXTS="20 30"` builds
# 20, for half an hour at most.
texts: .venv/.test-ready
	$(BIN)/python -m tests.texts $(TEXTS)

LANGUAGES ?= all
test-languages: .venv/.test-ready
	HANDOUT_TEST_LANGUAGES="$(LANGUAGES)" $(BIN)/pytest -n $(WORKERS) tests/test_languages.py

# Tag generated web pages in both standards, and check them with veraPDF: `make web-pages WEB_PAGES="40 2"`, with a seed.
web-pages: .venv/.test-ready
	$(BIN)/python -m tests.web_pages $(WEB_PAGES)

ears: .venv/.test-ready
	-$(call packages,$(EARS_PACKAGES),Xvfb, D-Bus, AT-SPI, openbox, xdotool, Orca and speech-dispatcher)
	@reason="$$($(BIN)/python -m tests.ears.desktop)"; if [ -n "$$reason" ]; then echo "skipped: $$reason"; exit 0; fi; \
	$(BIN)/python pipeline.py build && \
	HANDOUT_TEST_EARS=1 HANDOUT_TEST_OUTPUT=output $(BIN)/pytest -n 0 --durations 10 tests/test_ears.py tests/test_screen_reader.py

# All tables, for at most 8 minutes on 2 quiet cores; BENCH="--publications 1000 builds" measures one of them.
bench: .venv/.test-ready
	$(BIN)/python -m tests.bench $(BENCH)

press-profile: $(PRESS_PROFILE)

picture: .venv/.test-ready
	$(BIN)/python pipeline.py build osteopetrosis
	$(BIN)/python docs/picture.py

# The scratch environment sees all of .venv, and has the newest renderers before it.
SITE_PACKAGES := -c 'import sysconfig; print(sysconfig.get_path("purelib"))'
next: .venv/.test-ready
	$(BIN)/python -m venv --clear --without-pip .venv-next
	$(BIN)/python $(SITE_PACKAGES) > "$$(.venv-next/bin/python $(SITE_PACKAGES))/press.pth"
	$(BIN)/pip --python .venv-next install --quiet --disable-pip-version-check --upgrade $(RENDERERS)
	.venv-next/bin/python -m tests.next $(WORKERS) $(RENDERERS)

lock: .venv/.ready
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header pyproject.toml --extra test --extra cluster --extra bench -c requirements.lock -o tests/requirements.lock

clean:
	rm -rf .venv .venv-next .mypy_cache .pytest_cache .ruff_cache .hypothesis output/* output/.staging
	find press tests -name __pycache__ -type d -prune -exec rm -rf {} +

# ---------------------------------------------------------------- setting up

.venv/.ready: requirements.lock | .venv/.system
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.test-ready: .venv/.ready tests/requirements.lock tests/package-lock.json | .venv/.test-system
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.lock
	mkdir -p .venv/npm
	cp tests/package.json tests/package-lock.json .venv/npm
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --prefix .venv/npm --ignore-scripts --omit=optional --no-audit --no-fund --loglevel error
	-@$(MAKE) --no-print-directory press-profile
	@touch $@

# One file of a package of 17 MB, which is not installed. apt checks the package's signature.
$(PRESS_PROFILE): | .venv/.system
	@command -v apt-get >/dev/null || { echo "This is not Debian: take $(@F) out of Scribus, and put it into $(@D)." >&2; exit 3; }
	@mkdir -p $(@D) .venv/deb
	cd .venv/deb && { apt-get download --quiet=2 scribus-data 2>/dev/null || \
	  { $(AS_ROOT) apt-get update --quiet=2 && apt-get download --quiet=2 scribus-data; }; }
	dpkg-deb --fsys-tarfile .venv/deb/scribus-data_*.deb | tar -xO ./usr/share/scribus/profiles/$(@F) > $@.part
	@echo "b424c77f40c3423c925536f8ae08634985ccd0fe80eb253d5d229197ded7e886  $@.part" | sha256sum --check --quiet
	@mv $@.part $@ && rm -r .venv/deb

.venv/.system: | .venv/pyvenv.cfg
	$(call packages,$(RUN_PACKAGES),$(RUN_ELSEWHERE))
	@touch $@

.venv/.test-system: | .venv/.system
	$(call packages,$(TEST_PACKAGES),$(TEST_ELSEWHERE))
	@touch $@

.venv/pyvenv.cfg:
	@$(PYTHON) $(NEW_ENOUGH) \
	  || { echo "$(PYTHON) is not Python 3.11 or newer: install it, or name another with PYTHON=..." >&2; exit 3; }
	$(if $(shell $(PYTHON) -c 'import ensurepip, venv' 2>&1),$(call packages,python3-venv,Python 3.11 with venv and pip))
	@echo "Python: $$($(PYTHON) -c 'import sys; print(sys.executable, sys.version.split()[0])')"
	$(PYTHON) -m venv --clear .venv

AS_ROOT := $(if $(filter-out 0,$(shell id -u)),sudo)

# $(call packages,NAMES,ELSEWHERE): install the Debian packages that are missing, or say exactly what to run.
define packages
@lacking=; \
for entry in $(1); do \
  if [ "$${entry%=*}" != "$$entry" ] && command -v "$${entry%=*}" >/dev/null; then continue; fi; \
  dpkg-query --show --showformat='$${db:Status-Status}' "$${entry#*=}" 2>/dev/null | grep -qx installed \
    || lacking="$$lacking $${entry#*=}"; \
done; \
if [ -z "$$lacking" ]; then \
  :; \
elif ! command -v apt-get >/dev/null; then \
  echo "This is not Debian. Make sure that these are installed: $(2)" >&2; \
elif [ "$$(id -u)" = 0 ] || command -v sudo >/dev/null; then \
  echo "installing$$lacking"; \
  $(AS_ROOT) apt-get update --quiet=2 && \
  $(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends $$lacking >/dev/null; \
else \
  echo "Run this as root, then try again: apt-get install$$lacking" >&2; \
  exit 3; \
fi
endef
