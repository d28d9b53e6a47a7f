#!/usr/bin/env bash
# aiortp's G.711 A-law has the sign bit the other way round from everybody else's.
#
# Package  aiortp 0.8.0 from PyPI, against audioop of Python 3.11 (CCITT G.711 as in the standard library)
# Source   https://pypi.org/project/aiortp/0.8.0/ (aiortp/codecs/g711.py), ITU-T G.711 table 1a: the sign
#          bit of positive values is 1, and even bits are inverted, so that silence is 0xD5
# What     aiortp encodes sample 0 as 0x55, which G.711 gives to the negative value nearest to 0; every byte
#          differs in bit 7. Both its own ends agree, so a test of aiortp with aiortp hears nothing
#          odd. With another far end speech is turned upside down, which nobody hears either; what
#          breaks is whatever compares or mixes samples: echo cancelling, packet-loss concealment
#          across the two, or "is this silence?" by its byte.
# Seen     sample      0   1000  -1000
#          aiortp   0x55   0x7a   0xfa
#          G.711    0xd5   0xfa   0x7a
# Needs    Python 3.11 (audioop is gone from 3.13).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check aiortp==0.8.0
env/bin/python -W ignore - <<'PYTHON'
import array
import audioop
import sys

from aiortp.codecs import get_codec

samples = array.array("h", [0, 1000, -1000, 20000, -20000])
ours = get_codec(8).encode(samples.tobytes())
theirs = audioop.lin2alaw(samples.tobytes(), 2)
for name, coded in (("aiortp", ours), ("G.711", theirs)):
    print(f"{name:8}", " ".join(f"{byte:#04x}" for byte in coded))
decoded = array.array("h", audioop.alaw2lin(ours, 2))
print("what a G.711 decoder makes of aiortp's bytes:", decoded.tolist())
if any(a ^ b != 0x80 for a, b in zip(ours, theirs, strict=True)):
    sys.exit("CHANGED: the two differ otherwise, or not at all")
PYTHON
echo "As described: bit 7 of every byte is the other way round."
