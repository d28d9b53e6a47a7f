"""All content as one YAML file: out for an editor or another house, back in when it is sound.

Content stays in files a person edits, so an import writes one file per section of the exchanged
file, named as it was exported, and takes the place of the whole content folder at once.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from kb.library import CONTENT, check
from kb.reading import KnowledgeError, read

FORMAT = "hotline-knowledge-1"


def export(target: Path, content: Path = CONTENT) -> int:
    """Write everything in `content` to the one file `target`; return how many files went in.

    Comments are not data and stay behind. Raises `KnowledgeError` when the content has faults.
    """
    faults = check(content)
    if faults:
        raise KnowledgeError(faults)
    files = {path.name: read(path)[0].data for path in sorted(content.glob("*.yaml"))}
    _write_whole(target, _dumped({"format": FORMAT, "files": files}))
    return len(files)


def import_(source: Path, content: Path = CONTENT) -> int:
    """Replace `content` by what the exported file `source` holds; return how many files it had.

    Raises `KnowledgeError` listing all faults; the content is then as it was.
    """
    files = _files_of(source)
    with _beside(content) as fresh:
        for name, data in files.items():
            (fresh / name).write_text(_dumped(data), encoding="utf-8")
        faults = check(fresh)
        if faults:
            raise KnowledgeError(faults)
        _replace(content, fresh)
    return len(files)


def _files_of(source: Path) -> dict[str, Any]:
    document, faults = read(source)
    if faults:
        raise KnowledgeError(faults)
    data = document.data
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        message = f"not an export of the hotline: 'format: {FORMAT}' is missing"
        raise KnowledgeError([document.fault(("format",), message)])
    files = data.get("files")
    if not isinstance(files, dict) or not files:
        raise KnowledgeError([document.fault(("files",), "'files:' holds no content")])
    bad = [name for name in files if not _is_plain_name(name)]
    if bad:
        raise KnowledgeError(
            [document.fault(("files", n), f"'{n}' is not a file name like card.yaml") for n in bad]
        )
    return files


def _is_plain_name(name: object) -> bool:
    """Whether `name` stays inside the content folder."""
    return isinstance(name, str) and name.endswith(".yaml") and Path(name).name == name


def _dumped(data: Any) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)


def _write_whole(target: Path, text: str) -> None:
    """Write so that a reader sees the old file or the new one, never half of it."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def _beside(content: Path) -> Iterator[Path]:
    """An empty folder on the same disk as `content`, gone afterwards unless it was moved."""
    folder = Path(tempfile.mkdtemp(dir=content.parent, prefix=f".{content.name}."))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _replace(content: Path, fresh: Path) -> None:
    """Exchange two folders; put the old one back when the new one cannot take its place."""
    fresh.chmod(0o755)
    if not content.exists():
        fresh.rename(content)
        return
    old = Path(tempfile.mkdtemp(dir=content.parent, prefix=f".{content.name}.old."))
    content.rename(old)
    try:
        fresh.rename(content)
    except OSError:
        old.rename(content)
        raise
    shutil.rmtree(old)
