#!/usr/bin/env bash
# aiosipua reads a caller's tel: address as the SIP host "tel" with the telephone number as its port.
#
# Package  aiosipua 0.7.1 from PyPI, Python 3.11
# Source   https://pypi.org/project/aiosipua/0.7.1/ (aiosipua/header_codec.py), RFC 3966 and RFC 3261 §19.1.6
# What     Trunks of carriers write the caller as <tel:+86...> in From or P-Asserted-Identity. parse_address
#          takes it without an error: scheme "sip", no user, host "tel", and the number as the port, which
#          loses its plus. Whoever reads the user has a call without a number; and written out again, as
#          From must be in every response and BYE, the far end sees another From than the one it sent.
# Seen     <tel:+862112351>;tag=1 -> scheme sip, user None, host tel, port 862112351;
#          written: <sip:tel:862112351>;tag=1
# Needs    Python 3.11.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check aiosipua==0.7.1
env/bin/python - <<'PYTHON'
import sys

from aiosipua.header_codec import parse_address, stringify_address

sent = "<tel:+862112351>;tag=1"
read = parse_address(sent)
written = stringify_address(read)
print(f"{sent} -> scheme {read.uri.scheme}, user {read.uri.user}, host {read.uri.host}, port {read.uri.port}; written: {written}")
if written == sent:
    sys.exit("CHANGED: a tel: address comes back as it was")
PYTHON
echo "As described: the number is taken for a port."
