#!/bin/bash
# restore.sh BACKUP: database and recordings from a folder that backup.sh made.
#
# Stop the servers first. The database must be there and empty, HOTLINE_VAR must hold no recordings,
# and the data key must be the one the backup was made under: the last step proves it.
set -euo pipefail
umask 077

backup=${1:?usage: restore.sh BACKUP}
: "${HOTLINE_VAR:?HOTLINE_VAR is not set: the folder for the recordings}"
url=${HOTLINE_DATABASE_URL:-$(cat "${HOTLINE_DATABASE_URL_FILE:?neither HOTLINE_DATABASE_URL nor _FILE is set}")}
libpq=${url/+psycopg/}
hotline=${HOTLINE:-hotline}

(cd "$backup" && sha256sum --check --quiet SHA256SUMS)

tables=$(psql --dbname="$libpq" --tuples-only --no-align --command="select count(*) from pg_tables where schemaname = 'public'")
if [ "$tables" -ne 0 ]; then
  echo "The database is not empty ($tables tables). Make a new one; nothing was changed." >&2
  exit 2
fi
if [ -n "$(ls -A "$HOTLINE_VAR/recordings" 2>/dev/null)" ]; then
  echo "$HOTLINE_VAR/recordings is not empty. Move it away; nothing was changed." >&2
  exit 2
fi

pg_restore --dbname="$libpq" --no-owner --exit-on-error --single-transaction "$backup/database.dump"
mkdir -p "$HOTLINE_VAR"
tar --extract --file="$backup/files.tar" --directory="$HOTLINE_VAR"
# An older backup under a newer program; also refuses a data key that does not fit.
"$hotline" db upgrade
echo "Restored from $backup"
