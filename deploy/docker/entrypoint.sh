#!/bin/sh
# The weights are part of the image, everything else of HOTLINE_VAR is a volume.
set -eu
weights="${HOTLINE_VAR}/weights"
[ -e "$weights" ] || ln -sfn /opt/hotline-weights "$weights"
exec hotline "$@"
