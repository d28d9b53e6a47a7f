"""Each file under deploy/ passes the checker of the program that reads it."""

import os
import re
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ivr.config.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PACKAGES = ("console", "demo", "ivr", "kb", "models", "simulator", "speech")
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
NOT_FOR_KUBERNETES = ("kustomization.yaml", "prometheus-adapter.yaml")


def documents() -> list[tuple[str, dict]]:
    return [
        (path.name, document)
        for path in MANIFESTS
        if path.name not in NOT_FOR_KUBERNETES
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("version", ["1.30", "1.37"])
def test_manifests_fit_the_schemas_of_kubernetes(version):
    for _, document in documents():
        kubernetes_validate.validate(document, version, strict=True)


def test_a_field_that_does_not_exist_would_be_found():
    (deployment,) = [d for _, d in documents() if d["kind"] == "Deployment"]
    deployment["spec"]["template"]["spec"]["terminationGracePeriod"] = 1
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(deployment, "1.37", strict=True)


def test_manifests_fit_each_other():
    by_kind: dict[str, list[dict]] = {}
    for _, document in documents():
        by_kind.setdefault(document["kind"], []).append(document)
    (deployment,) = by_kind["Deployment"]
    pod = deployment["spec"]["template"]
    labels = pod["metadata"]["labels"]
    (service,) = by_kind["Service"]
    (budget,) = by_kind["PodDisruptionBudget"]
    assert service["spec"]["selector"] == labels
    assert budget["spec"]["selector"]["matchLabels"] == labels
    (scaler,) = by_kind["HorizontalPodAutoscaler"]
    assert scaler["spec"]["scaleTargetRef"]["name"] == deployment["metadata"]["name"]
    ports = {port["name"] for port in service["spec"]["ports"]}
    for ingress in by_kind["Ingress"]:
        for path in ingress["spec"]["rules"][0]["http"]["paths"]:
            assert path["backend"]["service"]["name"] == service["metadata"]["name"]
            assert path["backend"]["service"]["port"]["name"] in ports
    (config,) = by_kind["ConfigMap"]
    drain = int(config["data"]["HOTLINE_DRAIN_SECONDS"])
    assert pod["spec"]["terminationGracePeriodSeconds"] > drain + 20 + 5
    claims = {claim["metadata"]["name"] for claim in by_kind["PersistentVolumeClaim"]}
    jobs = [by_kind["Job"][0]["spec"], by_kind["CronJob"][0]["spec"]["jobTemplate"]["spec"]]
    for spec in [deployment["spec"], *jobs]:
        inside = spec["template"]["spec"]
        assert inside["securityContext"]["runAsNonRoot"] is True
        for volume in inside["volumes"]:
            claim = volume.get("persistentVolumeClaim", {"claimName": "hotline-state"})
            assert claim["claimName"] in claims
    applied = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text())
    shipped = {name for name, _ in documents()} - {"secret.example.yaml"}
    assert set(applied["resources"]) == shipped


def known_settings() -> set[str]:
    return {f"HOTLINE_{name.upper()}" for name in Settings.model_fields}


def test_every_setting_that_is_set_exists():
    (config,) = [d for _, d in documents() if d["kind"] == "ConfigMap"]
    named = set(config["data"])
    compose = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text(encoding="utf-8"))
    named |= set(compose["x-server"]["environment"])
    lines = (DEPLOY / "systemd" / "hotline.env").read_text().splitlines()
    named |= {line.split("=")[0] for line in lines if line.startswith("HOTLINE_")}
    assert len(named) > 10
    assert named - {"TZ"} <= known_settings()


def test_every_deployment_lives_by_the_clock_of_shanghai():
    (config,) = [d for _, d in documents() if d["kind"] == "ConfigMap"]
    compose = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text(encoding="utf-8"))
    assert config["data"]["TZ"] == "Asia/Shanghai"
    assert compose["x-server"]["environment"]["TZ"] == "Asia/Shanghai"
    assert "TZ=Asia/Shanghai" in (DEPLOY / "docker" / "Dockerfile").read_text()
    assert "TZ=Asia/Shanghai\n" in (DEPLOY / "systemd" / "hotline.env").read_text()
    for timer in (DEPLOY / "systemd").glob("*.timer"):
        assert "Asia/Shanghai\n" in timer.read_text(), timer
    for _, document in documents():
        if document["kind"] == "CronJob":
            assert document["spec"]["timeZone"] == "Asia/Shanghai"


def test_what_compose_runs_beside_the_servers_stops_at_once():
    compose = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text(encoding="utf-8"))
    for name in ("purge", "backup"):
        service = compose["services"][name]
        assert service["init"] is True
        assert service["stop_grace_period"] == "10s"
        assert service["entrypoint"][0] == "hotline-nightly"
    server = compose["services"]["app1"]
    drain = Settings.model_fields["drain_seconds"].default
    assert int(server["stop_grace_period"].rstrip("s")) > drain


def test_the_backup_has_a_pg_dump_as_new_as_the_database():
    compose = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text(encoding="utf-8"))
    major = re.fullmatch(r"postgres:(\d+)-bookworm", compose["services"]["db"]["image"])[1]
    steps = (DEPLOY / "docker" / "Dockerfile").read_text()
    assert f" postgresql-client-{major} " in steps
    assert "\nFROM python:3.11-slim-bookworm\nRUN apt-get" in steps
    assert "COPY deploy/backup deploy/backup" in steps


def test_something_nightly_is_done_once_a_night_and_goes_on_after_a_failure(tmp_path):
    """Time is made to pass by a `sleep` that only notes how long, and gives up after two nights."""
    for name, body in {
        "date": """case "$*" in +%s) echo 1000000;; *) echo 1000500;; esac""",
        "sleep": f'echo "$1" >>{tmp_path}/slept; [ "$(wc -l <{tmp_path}/slept)" -lt 3 ] || kill $PPID',
        "work": f"echo done >>{tmp_path}/worked; exit 1",
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    subprocess.run(
        [DEPLOY / "docker" / "nightly.sh", "02:30", "work"],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        check=False,
        timeout=60,
    )
    assert (tmp_path / "slept").read_text().split() == ["501"] * 3
    assert (tmp_path / "worked").read_text().split() == ["done"] * 2


@pytest.mark.skipif(not shutil.which("nginx"), reason="needs the Debian package nginx-light")
@pytest.mark.parametrize("upstreams", ["nginx/upstreams.conf", "compose/upstreams.conf"])
def test_nginx_takes_the_configuration(tmp_path, upstreams):
    inside = tmp_path / "hotline"
    inside.mkdir()
    shutil.copy(DEPLOY / "nginx" / "proxy.conf", inside)
    # The names of compose's services can be looked up only inside its network.
    text = (
        (DEPLOY / upstreams).read_text().replace("app1:", "127.0.0.1:").replace("app2:", "[::1]:")
    )
    (inside / "upstreams.conf").write_text(text)
    make_certificate(inside)
    site = (DEPLOY / "nginx" / "hotline.conf").read_text()
    (tmp_path / "site.conf").write_text(site.replace("/etc/nginx/hotline", str(inside)))
    main = tmp_path / "nginx.conf"
    main.write_text(
        f"pid {tmp_path}/pid; events {{}} http {{ access_log off; include {tmp_path}/site.conf; }}"
    )
    done = subprocess.run(
        ["nginx", "-t", "-c", main, "-g", f"error_log {tmp_path}/error.log;"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hotline.example.org")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "key.pem").write_bytes(secret)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs the Debian package systemd")
def test_systemd_takes_the_units():
    """Under a root of its own, in which the programs the units start exist."""
    with tempfile.TemporaryDirectory() as root:
        units = Path(root, "etc/systemd/system")
        units.mkdir(parents=True)
        for program in (".venv/bin/hotline", "deploy/backup/backup.sh"):
            there = Path(root, "opt/hotline", program)
            there.parent.mkdir(parents=True)
            there.write_text("#!/bin/sh\n")
            there.chmod(0o755)
        names = [
            path.name for path in (DEPLOY / "systemd").iterdir() if path.suffix not in (".env", "")
        ]
        for name in names:
            shutil.copy(DEPLOY / "systemd" / name, units)
        shutil.copytree("/usr/lib/systemd/system", Path(root, "usr/lib/systemd/system"))
        names = [name.replace("@.", "@8001.") for name in names]
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", f"--root={root}", *names],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    said = [line for line in done.stderr.splitlines() if "hotline" in line]
    assert (done.returncode, said) == (0, []), done.stderr


def test_shell_scripts_are_sound():
    sourced = DEPLOY / "backup" / "database.sh"
    for script in (*DEPLOY.glob("*/*.sh"), DEPLOY / "systemd" / "hotline"):
        assert os.access(script, os.X_OK) or script == sourced, script
        subprocess.run(["bash", "-n", script], check=True)


def test_the_image_holds_what_the_program_needs_and_no_secrets():
    ignored = (ROOT / ".dockerignore").read_text().split("\n")
    for never in (".env", "var", ".git", ".venv"):
        assert never in ignored
    for needed in (*PACKAGES, "pyproject.toml", "requirements.txt", "README.md", "LICENSE"):
        assert needed not in ignored
    steps = (DEPLOY / "docker" / "Dockerfile").read_text()
    copied = [line.split()[1] for line in steps.splitlines() if line.startswith("COPY ")]
    shipped = {"deploy/docker/entrypoint.sh", "deploy/docker/nightly.sh", "deploy/backup"}
    own = {"requirements.txt", ".", *shipped}
    assert own | {"--from=libraries", "--from=program"} == set(copied)
    last = steps[steps.rindex("\nFROM ") :]
    assert "COPY . " not in last, "the image holds the wheel, not the source"
    assert "pip install --no-cache-dir --no-deps program/*.whl" in last
    assert "USER 10001" in steps
    assert {f"!{name}" for name in shipped} <= set(ignored)
