"""The server's main process, which loads what its workers share and starts them."""

import json
import subprocess
import sys

import pytest

WORKERS = {
    "hears": "from speech.audio.vad import VoiceDetector\n"
    "assert list(VoiceDetector().feed(bytes(8000)))",
    "understands": "from kb.content import library\n"
    "from kb.engine import Knowledge\n"
    "from kb.matching import shared\n"
    "shared.Matcher = None\n"
    "Knowledge(library.load()).foresee('心梗赔不赔')",
    "imports": "import sys\n"
    "assert {'ctranslate2', 'faster_whisper', 'onnxruntime'} <= set(sys.modules)",
    "fails": "assert False",
}
MAIN_PROCESS = """
import json, os, sys
from ivr.cli.common import local_settings
from ivr.web import preload

preload.preload(local_settings())
ends = {}
for name, work in json.loads(sys.argv[1]).items():
    child = os.fork()
    if child == 0:
        exec(work)
        sys.exit(0)
    ends[name] = os.waitpid(child, 0)[1]
print(json.dumps(ends))
"""
SECONDS = 240
"""A worker that waits at its end for a thread of its parent's waits for ever."""


@pytest.fixture(scope="module")
def ends() -> dict[str, int]:
    """Of each worker, one after the other, how it ended; 0 is well."""
    run = [sys.executable, "-c", MAIN_PROCESS, json.dumps(WORKERS)]
    done = subprocess.run(run, check=True, timeout=SECONDS, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def test_a_worker_hears_with_what_the_main_process_has_loaded_and_ends_when_it_is_done(ends):
    assert ends["hears"] == 0


def test_a_worker_lays_out_no_knowledge_that_the_main_process_has(ends):
    assert ends["understands"] == 0


def test_a_worker_finds_the_recognisers_program_loaded(ends):
    assert ends["imports"] == 0


def test_a_worker_that_fails_is_seen(ends):
    assert ends["fails"] != 0
