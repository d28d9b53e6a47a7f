"""A folder for what is made once a run and used by all its workers: it goes when the run is over."""

import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from filelock import FileLock

_TOLD = "TESTS_RUN_FOLDER"
"""Tells workers, and servers that tests start, where it is."""


def pytest_configure() -> None:
    run_folder()


def pytest_unconfigure() -> None:
    if os.environ.get(_TOLD + "_OWNER") == str(os.getpid()):
        shutil.rmtree(run_folder(), ignore_errors=True)


@cache
def run_folder() -> Path:
    """The folder; whoever asks first makes it."""
    if _TOLD not in os.environ:
        os.environ[_TOLD] = tempfile.mkdtemp(prefix="hotline-tests-")
        os.environ[_TOLD + "_OWNER"] = str(os.getpid())
    return Path(os.environ[_TOLD])


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The file `name` of the folder, which one worker makes; the others wait for it."""
    file = run_folder() / name
    with FileLock(run_folder() / f"{name}.lock"):
        if not file.exists():
            draft = file.with_suffix(".draft")
            make(draft)
            os.replace(draft, file)
    return file
