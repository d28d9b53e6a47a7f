# Sourced by backup.sh and restore.sh: the database of the settings as libpq wants it, in $database.
# The password goes into the environment: whoever is on the machine reads command lines.
url=${HOTLINE_DATABASE_URL:-$(cat "${HOTLINE_DATABASE_URL_FILE:?neither HOTLINE_DATABASE_URL nor _FILE is set}")}
case $url in
  postgresql*) ;;
  *) echo "This is for PostgreSQL; copy a SQLite file with: sqlite3 FILE '.backup COPY'" >&2; exit 2 ;;
esac
if [[ $url == *[?\&]password=* ]]; then
  echo "The database's password must stand before the @ of its address." >&2
  exit 2
fi
database=${url/+psycopg/}
if [[ $database =~ ^([^/]+//[^:/@]*):([^@]*)@(.*)$ ]]; then
  database=${BASH_REMATCH[1]}@${BASH_REMATCH[3]}
  secret=${BASH_REMATCH[2]//\\/\\\\}
  PGPASSWORD=$(printf '%b' "${secret//%/\\x}")
  export PGPASSWORD
fi
unset url secret
