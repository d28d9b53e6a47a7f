"""Known holes in the installed packages (pip-audit), where PyPI's advisories can be reached.

Fails on a known hole. Where PyPI does not answer, or does not know a version, it says so and passes:
a machine without the network can still run `make lint`.
"""

import json
import subprocess
import sys

SECONDS = 20
COMMAND = [sys.executable, "-m", "pip_audit", "--local", "--format", "json", "--timeout", "5"]


def main() -> int:
    """Run the audit; 1 if a package has a known hole."""
    try:
        done = subprocess.run(
            [*COMMAND, "--progress-spinner", "off"],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        packages = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        print(f"pip-audit: could not be checked (no answer in {SECONDS} s)")
        return 0
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        print(f"pip-audit: could not be checked ({last[:200]})")
        return 0
    holes = [(p["name"], p["version"], v["id"]) for p in packages for v in p.get("vulns", [])]
    for name, version, hole in holes:
        print(f"pip-audit: {name} {version} has {hole}")
    unknown = sum("skip_reason" in package for package in packages)
    checked = len(packages) - unknown
    print(f"pip-audit: {checked} packages checked, {unknown} could not be checked")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())
