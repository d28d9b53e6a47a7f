#!/usr/bin/env bash
# pyworld cannot be imported in an environment with setuptools 82 or later, and says of neither its need.
#
# Package  pyworld 0.3.5 from PyPI (with setuptools 82.0.0 and 81.0.0), Python 3.11
# Source   https://pypi.org/project/pyworld/0.3.5/ (pyworld/__init__.py)
# What     The package looks its own version up through pkg_resources, which setuptools had until 81 and
#          dropped in 82. Its metadata names numpy alone as needed when it runs, so an environment without
#          setuptools, or with today's, installs without a word and fails at `import pyworld`.
# Seen     setuptools 82.0.0: No module named 'pkg_resources'; 81.0.0: imported. Needed by its metadata: numpy
# Needs    Python 3.11, a C++ compiler.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
pip() { env/bin/pip install --quiet --disable-pip-version-check "$@"; }
tried() { env/bin/python -c 'import pyworld; print("imported")' 2>&1 | tail -n 1 || true; }

pip pyworld==0.3.5 numpy==2.4.6
pip setuptools==82.0.0
new=$(tried)
pip setuptools==81.0.0
old=$(tried)
needed=$(env/bin/python -c 'from importlib.metadata import requires; print(*(need for need in requires("pyworld") or [] if "extra" not in need))')
echo "setuptools 82.0.0: $new; 81.0.0: $old; needed by its metadata: $needed"
[[ $new == *pkg_resources* && $old == *imported* && $needed != *setuptools* ]] || { echo "CHANGED"; exit 1; }
echo "As described: it needs what it does not ask for."
