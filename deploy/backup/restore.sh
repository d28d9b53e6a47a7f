#!/bin/bash
# restore.sh BACKUP: database and recordings from a folder that backup.sh made.
#
# Stop the servers first. The database must be there and empty, HOTLINE_VAR must hold no recordings
# and nothing the journal still owes, and the data key must be the one the backup was made under. All
# that is looked at first; what fails later leaves the database empty, so it can be tried again.
set -euo pipefail
umask 077

backup=${1:?usage: restore.sh BACKUP}
: "${HOTLINE_VAR:?HOTLINE_VAR is not set: the folder for the recordings}"
here=$(cd "$(dirname "$0")" && pwd)
. "$here/database.sh"
hotline=$(command -v "${HOTLINE:-hotline}") || { echo "HOTLINE is not set: the program's path" >&2; exit 2; }
hotline=$(realpath "$hotline")

(cd "$backup" && sha256sum --check --quiet SHA256SUMS)
pg_restore --data-only --table=seal_check --file=- "$backup/database.dump" |
  "$(dirname "$hotline")/python" "$here/check_key.py"

tables=$(psql --dbname="$database" --tuples-only --no-align --command="select count(*) from pg_tables where schemaname = 'public'")
if [ "$tables" -ne 0 ]; then
  echo "The database is not empty ($tables tables). Make a new one; nothing was changed." >&2
  exit 2
fi
for there in 'recordings/*' 'journal/*.owed'; do
  if [ -n "$(compgen -G "$HOTLINE_VAR/$there")" ]; then
    echo "$HOTLINE_VAR/${there%/*} is not empty. Move it away; nothing was changed." >&2
    exit 2
  fi
done

# The files beside their place first: a full disk is met before the database is changed.
draft="$HOTLINE_VAR/restoring"
trap 'rm -rf "$draft"' EXIT
mkdir -p "$draft"
tar --extract --file="$backup/files.tar" --directory="$draft"
pg_restore --dbname="$database" --no-owner --exit-on-error --single-transaction "$backup/database.dump"
for part in "$draft"/*/; do
  [ -d "$part" ] || continue
  mkdir -p "$HOTLINE_VAR/$(basename "$part")"
  find "$part" -mindepth 1 -maxdepth 1 -exec mv --target-directory="$HOTLINE_VAR/$(basename "$part")" {} +
done
# An older backup under a newer program.
"$hotline" db upgrade
echo "Restored from $backup"
