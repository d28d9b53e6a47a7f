#!/bin/bash
# backup.sh FOLDER: database and recordings into FOLDER/<time>/, the oldest beyond KEEP removed.
#
# Reads HOTLINE_DATABASE_URL (or _FILE) and HOTLINE_VAR, as the hotline does. The data key is not in
# the backup: whoever finds it can read nothing, and without the key neither can you. Keep a copy of
# the key in another place.
set -euo pipefail
umask 077

folder=${1:?usage: backup.sh FOLDER}
keep=${KEEP:-14}
: "${HOTLINE_VAR:?HOTLINE_VAR is not set: the folder with the recordings}"
. "$(dirname "$0")/database.sh"

new="$folder/$(date -u +%Y%m%dT%H%M%SZ)"
draft="$new.unfinished"
mkdir -p "$draft"
trap 'rm -rf "$draft"' EXIT

# The database first: every recording it names is on the disk by then.
pg_dump --format=custom --no-owner --file="$draft/database.dump" --dbname="$database"
# Recordings, and what the journal still owes the database. Files may appear meanwhile; that is no fault.
parts=()
for part in recordings journal; do
  [ -d "$HOTLINE_VAR/$part" ] && parts+=("$part")
done
status=0
tar --create --file="$draft/files.tar" --directory="$HOTLINE_VAR" \
  --exclude='*.lock' --warning=no-file-changed "${parts[@]:---files-from=/dev/null}" || status=$?
[ "$status" -le 1 ] || exit "$status"
(cd "$draft" && sha256sum database.dump files.tar > SHA256SUMS)
sync -f "$draft"
mv "$draft" "$new"
trap - EXIT

find "$folder" -mindepth 1 -maxdepth 1 -type d -name '[0-9]*Z' | sort | head -n "-$keep" | xargs -r rm -rf
echo "$new"
echo "The data key is NOT in it: without the key the backup cannot be read. Keep a copy elsewhere." >&2
