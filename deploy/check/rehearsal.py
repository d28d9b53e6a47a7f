"""What rehearse.sh runs in its copy of the machine: the guides' commands, one block after the other.

Only what nobody can type as it stands is put in (a name, a path, a token); the rest is run word for word.
"""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path("/opt/hotline")
README = (ROOT / "deploy/README.md").read_text(encoding="utf-8")
RUNBOOK = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
UPGRADING = (ROOT / "docs/upgrading.md").read_text(encoding="utf-8")
TOKEN = "5f0c9a7e3b1d48628e6a4c2f7b9d1e30"
PASSWORD = "rehearsal of a long password"
CERTIFICATE = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=hotline"
    " -keyout /root/privkey.pem -out /root/fullchain.pem"
)
PUT_IN = {
    "YOUR-TWILIO-AUTH-TOKEN": TOKEN,
    ".../fullchain.pem": "/root/fullchain.pem",
    ".../privkey.pem": "/root/privkey.pem",
    "users add YOU": "users add rehearsal",
    # Nothing can be downloaded here: the libraries are those of the checkout's environment.
    ".venv/bin/pip install -e .": "cp /run/rehearsal/libraries.pth .venv/lib/python3*/site-packages/"
    " && .venv/bin/pip uninstall -qy setuptools"
    " && .venv/bin/pip install -q --no-index --no-deps --no-build-isolation -e .",
    "hotline weights\n": "ln -sfn /run/rehearsal/weights /var/lib/hotline/weights\n",
    # Twilio cannot be reached; 1 says so, 2 would be a word that the command does not know.
    "hotline twilio provision +86... --yes && hotline twilio check +86...": "\n".join(
        f"hotline twilio {words} || [ $? -eq 1 ]"
        for words in ("provision +862112351000 --yes", "check +862112351000")
    ),
    "kb restore 7": "kb restore 2",
    "ERROR|CRITICAL)\\]'": "ERROR|CRITICAL)\\]' || true",
}
NOT_SAID = {
    "hotline members import FILE": "hotline members import /opt/hotline/models/sample_members.csv --dry-run",
    "hotline users add NAME --role admin": "hotline users add second --role admin",
    "hotline users lock NAME": "hotline users lock rehearsal && hotline users lock rehearsal --off",
    "hotline users reset NAME": "hotline users reset rehearsal",
    "hotline twilio check +86...": "hotline twilio check +862112351000 || [ $? -eq 1 ]",
    "hotline twilio provision +86...": "hotline twilio provision +862112351000 || [ $? -eq 1 ]",
}
"""Commands in running text, for which something has to be put in."""


def blocks(page: str, heading: str) -> list[str]:
    """The commands of a section."""
    section = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.M | re.S)
    if not section:
        sys.exit(f"there is no section {heading!r}")
    return re.findall(r"^```\n(.*?)^```", section[1], re.M | re.S)


def in_text() -> list[str]:
    """Commands of the hotline in running text that stand in no block, each once."""
    pages = README + RUNBOOK + UPGRADING
    blocks_of_all = "".join(re.findall(r"^```\n(.*?)^```", pages, re.M | re.S))
    found = dict.fromkeys(re.findall(r"`(hotline [a-z][^`]*)`", pages))
    return [NOT_SAID.get(one, one) for one in found if one not in blocks_of_all]


def run(title: str, commands: str, **put_in: str) -> None:
    """Run commands as root; leave when one fails."""
    for shown, real in {**PUT_IN, **put_in}.items():
        commands = commands.replace(shown, real)
    began = time.monotonic()
    print(f"=== {title}", flush=True)
    answers = f"{PASSWORD}\n" * 20
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-xc", commands],
        input=answers,
        text=True,
        check=False,
        cwd=ROOT,
    )
    took = time.monotonic() - began
    if done.returncode:
        for log in Path("/run/rehearsal").glob("*.log"):
            print(f"--- {log.name}\n{log.read_text()[-3000:]}")
        sys.exit(f"FAILED with {done.returncode} after {took:.0f} s: {title}")
    print(f"=== done in {took:.0f} s: {title}", flush=True)


def wait_ready(port: int, seconds: int = 300) -> None:
    """Wait until a server takes calls."""
    for _ in range(seconds):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5) as page:
                json.load(page)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    sys.exit(f"the server on port {port} is not ready")


def newest_backup() -> str:
    """The name of the newest backup."""
    return max(path.name for path in Path("/var/backups/hotline").iterdir())


def main() -> None:
    """Everything, in the order in which somebody would come upon it."""
    subprocess.run(CERTIFICATE.split(), check=True, capture_output=True)
    (install,) = blocks(README, "With systemd, nginx and PostgreSQL")
    run("deploy/README.md: with systemd", install)
    wait_ready(8001)
    wait_ready(8002)
    run("a page through nginx", "curl -sfk -o /dev/null https://127.0.0.1/console/sign-in")
    run("a member is imported", "hotline members import /opt/hotline/models/sample_members.csv")
    backup, _compose = blocks(README, "Backup and restore")
    run("deploy/README.md: backup", backup)
    run("runbook: first looks", *blocks(RUNBOOK, "The first three looks"))
    run("upgrading: knowledge", *blocks(UPGRADING, "What an upgrade touches"), **{"NUMBER": "1"})
    run("runbook: knowledge", *blocks(RUNBOOK, "The knowledge is wrong"))
    for command in in_text():
        run(command, command)
    (restore,) = blocks(RUNBOOK, "Restore from a backup")
    run("runbook: restore", restore, **{"20261125T023000Z": newest_backup()})
    run(
        "what was restored",
        "cd /var/lib/hotline; hotline members export all.csv; grep -q 9403269910 all.csv",
    )
    wait_ready(8001)
    run("runbook: data key", *blocks(RUNBOOK, "Changing the data key"))
    wait_ready(8001)
    run("runbook: draining", *blocks(RUNBOOK, "Draining a server"), **{"8001/ready": "8002/ready"})
    run("all is stopped", "systemctl stop 'hotline@*'; nginx -s quit; pg_ctlcluster 15 main stop")
    print("All commands work.")


if __name__ == "__main__":
    main()
