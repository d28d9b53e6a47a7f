#!/bin/bash
# rehearse.sh [PYTHON]: runs the commands of deploy/README.md (systemd) and docs/runbook.md as they stand
# there, in a copy of this machine that is thrown away: its own files, processes and network.
#
# Needs root, and Debian 12 with what the guide installs by apt-get. PYTHON has the program's libraries
# (the checkout's .venv), since nothing can be downloaded in there.
set -euo pipefail

checkout=$(cd "$(dirname "$0")/../.." && pwd)
python=$(realpath -s "${1:-$checkout/.venv/bin/python}")
for needed in ip nginx pg_createcluster useradd unshare ffmpeg; do
  command -v "$needed" >/dev/null || { echo "rehearse.sh needs $needed" >&2; exit 3; }
done
libraries=$("$python" -c 'import sys; print("\n".join(p for p in sys.path if p.endswith("-packages")))')

work=$(mktemp -d)
trap 'rmdir "$work"' EXIT
export checkout libraries work
unshare --mount --net --pid --uts --fork --kill-child bash -euo pipefail <<'INSIDE'
# The machine's files, and over them what the guide changes.
mount -t tmpfs tmpfs "$work"
mkdir "$work"/{changes,overlay,machine}
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/changes,workdir=$work/overlay" "$work/machine"
machine=$work/machine
mount -t proc proc "$machine/proc"
mount --rbind /dev "$machine/dev"
mount -t tmpfs tmpfs "$machine/run"
mkdir -p "$machine/opt/hotline" "$machine/run/rehearsal" "$machine/run/postgresql" "$machine/run/lock"
chown postgres: "$machine/run/postgresql"
ip link set lo up

# The checkout as `git clone` leaves it, and what the machine knows of the hotline already, forgotten.
rm -rf "$machine"/etc/hotline "$machine"/etc/nginx/hotline "$machine"/var/lib/hotline "$machine"/usr/local/bin/hotline
(cd "$checkout" && git ls-files -z --cached --others --exclude-standard | tar -c --null -T - | tar -x -C "$machine/opt/hotline")
chmod -R go+rX "$machine/opt/hotline"
printf '%s\n' "$libraries" > "$machine/run/rehearsal/libraries.pth"
[ ! -d "$checkout/var/weights" ] || ln -s "$(realpath "$checkout/var/weights")" "$machine/run/rehearsal/weights"
install -m 755 "$checkout"/deploy/check/stand_ins/* "$machine/usr/local/sbin/"
exec chroot "$machine" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
  python3 /opt/hotline/deploy/check/rehearsal.py
INSIDE
