#!/bin/sh
# nightly.sh HH:MM COMMAND...: runs the command every night at that time (of TZ), whether it succeeds or not.
set -u
at=$1
shift
while :; do
  now=$(date +%s)
  # One second later, so that a quick command is not run twice.
  sleep $((($(date -d "$at" +%s) - now + 86400) % 86400 + 1))
  "$@"
done
