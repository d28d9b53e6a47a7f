"""Dashboard and alert rules use only metrics that exist, and Prometheus reads them."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from ivr.observability import metrics, metrics_records

FOLDER = Path(__file__).parents[2] / "deploy" / "observability"
RULES = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))
DOCS = (Path(__file__).parents[2] / "docs" / "observability.md").read_text(encoding="utf-8")


def names() -> set[str]:
    """Every metric, and what Prometheus makes of histograms and rules."""
    made = {value._name for value in vars(metrics).values() if hasattr(value, "_name")}
    made |= {f"hotline_{name}" for name in metrics.load}
    waiting = {f"hotline_{name}" for name in metrics_records._QUERIES}
    made |= waiting | {f"{name}_age_seconds" for name in waiting}
    made |= {
        "hotline_database_up",
        *(f"hotline_journal_{x}" for x in ("calls", "age_seconds", "set_aside")),
    }
    made |= {f"{name}_total" for name in made} | {
        f"{n}_{x}" for n in made for x in ("bucket", "count")
    }
    return made | {rule["record"] for rule in _rules() if "record" in rule}


def _rules() -> list[dict]:
    return [rule for group in RULES["groups"] for rule in group["rules"]]


def _used(expression: str) -> set[str]:
    return set(re.findall(r"hotline[_:][\w:]+", expression))


def test_every_alert_asks_for_metrics_that_exist_and_says_what_to_think():
    for rule in _rules():
        assert _used(rule["expr"]) <= names(), rule
        if "alert" in rule:
            assert rule["annotations"]["summary"].endswith("."), rule
            assert f"`{rule['alert']}`" in DOCS, rule


def test_every_panel_shows_metrics_that_exist():
    dashboard = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    assert len(asked) > 20
    assert [expr for expr in asked if not _used(expr) or _used(expr) - names()] == []


def test_panels_do_not_lie_on_each_other():
    dashboard = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
    taken: set[tuple[int, int]] = set()
    for panel in dashboard["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.skipif(
    not shutil.which("promtool"), reason="promtool (Debian: prometheus) is not there"
)
@pytest.mark.parametrize(
    "command",
    ["check rules alerts.yaml", "test rules alerts_test.yaml", "check config prometheus.yaml"],
)
def test_prometheus_reads_them(command):
    done = subprocess.run(
        ["promtool", *command.split()], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
