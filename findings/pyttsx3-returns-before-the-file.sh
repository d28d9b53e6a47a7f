#!/usr/bin/env bash
# pyttsx3 with espeak-ng: the first runAndWait of a process comes back before the file is there.
#
# Package  pyttsx3 2.99 from PyPI with libespeak-ng1 1.51+dfsg-10+deb12u2 (Debian 12), Python 3.11
# Source   https://pypi.org/project/pyttsx3/2.99/
# What     runAndWait is what one waits with: queue save_to_file, call it, read the file. On Linux the
#          espeak driver synthesises in a thread of its own, and runAndWait returns at once: there is no
#          file yet, or part of one. A program that reads or ends then has nothing. Only the event
#          `finished-utterance`, which comes from that other thread, says that the file is whole.
# Seen     after runAndWait: 0 bytes; after finished-utterance: 528952 bytes
# Needs    Debian 12 with apt and Python 3.11; nothing is installed outside a temporary folder.
set -euo pipefail
VERSION=1.51+dfsg-10+deb12u2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq "libespeak-ng1=$VERSION" "espeak-ng-data=$VERSION" libpcaudio0 libsonic0 2>/dev/null
for package in *.deb; do dpkg -x "$package" root; done
libraries=$PWD/$(dirname "$(find root -name 'libespeak-ng.so.1' | head -1)")
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pyttsx3==2.99
cat > save.py <<'PYTHON'
import os
import sys
import threading
import time

import pyttsx3

FILE = "speech.wav"


def size() -> int:
    return os.path.getsize(FILE) if os.path.exists(FILE) else 0


finished = threading.Event()
engine = pyttsx3.init()
engine.connect("finished-utterance", lambda **_: finished.set())
engine.save_to_file("The hotline opens at nine. " * 8, FILE)
engine.runAndWait()
returned = size()
if not finished.wait(60):
    sys.exit("CHANGED: finished-utterance never came")
time.sleep(0.5)
print(f"after runAndWait: {returned} bytes; after finished-utterance: {size()} bytes")
if returned >= size():
    sys.exit("CHANGED: runAndWait waits for the file now")
PYTHON
LD_LIBRARY_PATH="$libraries" ESPEAK_DATA_PATH="$libraries/espeak-ng-data" env/bin/python save.py
echo "As described: runAndWait returns before the file is written."
