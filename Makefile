# Everything a newcomer needs. `make demo` and `make test` do all set-up by themselves.

SHELL := /bin/bash
PY := .venv/bin/python
HOTLINE := .venv/bin/hotline
APT_PACKAGES := espeak-ng libespeak-ng1 ffmpeg
# A telephone of somebody else's, for the demo's calls over SIP; without it the simulator places them.
DEMO_PACKAGES := baresip-core
# The console's browser tests, the print sheet as PDF, two servers behind a proxy, and what stands
# before several SIP doors (Kamailio, rtpengine).
TEST_PACKAGES := chromium chromium-headless-shell fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
  nginx-light $(DEMO_PACKAGES) kamailio kamailio-tls-modules rtpengine-daemon
TEST_COMMANDS := chromium chromium-headless-shell nginx baresip kamailio rtpengine

.PHONY: demo test serve bench lint fuzz rehearse wheel clean setup system weights ready phone prompts

# On a new machine its parts are made side by side: half of the time goes into them.
demo:
	@$(MAKE) --no-print-directory --jobs=3 phone prompts var/embeddings.npz
	$(HOTLINE) demo

phone: system
	@type baresip >/dev/null 2>&1 || apt-get install -y -qq $(DEMO_PACKAGES) || true

prompts: weights system
	$(HOTLINE) prompts render

# Five workers for two cores: half of them place calls, which mostly wait. One file: `pytest FILE`.
# Compiled modules are kept, whatever the environment says: the tests start dozens of processes.
test: setup var/embeddings.npz
	$(HOTLINE) weights --tests
	@type $(TEST_COMMANDS) >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq $(TEST_PACKAGES); }
	PYTHONDONTWRITEBYTECODE= OPENBLAS_NUM_THREADS=1 $(PY) -m pytest -n 5

# What all phrases mean, as vectors: else every worker and every server of a test would work them out.
var/embeddings.npz: | .venv/.product
	$(HOTLINE) kb ask 心梗赔不赔 >/dev/null

# Without a Twilio token in the environment or in .env: a trial on this machine only. Calls over SIP are
# taken at loopback, unless .env says otherwise.
serve: ready
	@grep -qs HOTLINE_SIP_PORT .env || export HOTLINE_SIP_PORT=$${HOTLINE_SIP_PORT:-5060}; \
	if [ -z "$$HOTLINE_TWILIO_AUTH_TOKEN" ] && ! grep -qs HOTLINE_TWILIO_AUTH_TOKEN .env; then \
	  export HOTLINE_CHECK_SIGNATURES=$${HOTLINE_CHECK_SIGNATURES:-false}; \
	fi; exec $(HOTLINE) serve

bench: .venv/.bench
	$(HOTLINE) weights --tests
	OPENBLAS_NUM_THREADS=1 $(PY) -m bench

lint: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-cache --no-logo
	$(PY) -m bandit --quiet --recursive --severity-level medium console demo ivr kb models simulator speech training
	$(PY) .ci/audit.py

# Thousands of odd requests and frames, each time others; FUZZ_CASES=20000 for more. And all phrases of the
# content, of which the tests try every fourth.
fuzz: setup
	FUZZ_CASES=$${FUZZ_CASES:-6000} OPENBLAS_NUM_THREADS=1 $(PY) -m pytest tests/fuzz tests/kb/content/test_content.py

# The commands of deploy/README.md and the runbook, run in a copy of this machine (root, Debian 12).
rehearse: setup
	$(HOTLINE) weights
	deploy/check/rehearse.sh

# What ships: builds dist/*.whl and lists what is in it. `build/` of an earlier one would ship too.
wheel: setup
	rm -rf build dist
	$(PY) -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
	@rm -rf build
	@$(PY) -m zipfile --list dist/*.whl

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info build dist var/prompts
	@echo "Kept: var/weights (downloads), var/hotline.db and var/recordings (data)."

# Each step leaves a stamp, so that a second run takes no time.

setup: system .venv/.installed

.venv/.installed: .venv/.product
	$(PY) -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

# What a caller's call needs. Compiled behind it by all cores: pip would do it with one.
.venv/.product: requirements.txt pyproject.toml
	python3 -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --no-compile -e .
	$(PY) -m compileall -q -j 0 .venv/lib || true
	@touch $@

.venv/.bench: .venv/.installed
	$(PY) -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@touch $@

system:
	@type espeak-ng ffmpeg >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq $(APT_PACKAGES); }

weights: .venv/.product
	$(HOTLINE) weights

ready: prompts
	$(HOTLINE) db upgrade
	$(HOTLINE) kb check
	$(HOTLINE) members import models/sample_members.csv
