"""The server's main process, which loads what its workers share and starts them."""

import subprocess
import sys

FORK = """
import os, sys
from ivr.cli.common import local_settings
from ivr.web import preload

preload.preload(local_settings())
child = os.fork()
if child == 0:
    {worker}
    sys.exit(0)
sys.exit(os.waitpid(child, 0)[1] != 0)
"""
SECONDS = 240
"""A worker that waits at its end for a thread of its parent's waits for ever."""


def ends_well(worker: str) -> bool:
    """Whether a worker that does so much ends by itself and without an error."""
    code = FORK.format(worker=worker)
    return (
        subprocess.run([sys.executable, "-c", code], check=False, timeout=SECONDS).returncode == 0
    )


def test_a_worker_hears_with_what_the_main_process_has_loaded_and_ends_when_it_is_done():
    assert ends_well(
        "from speech.audio.vad import VoiceDetector; assert list(VoiceDetector().feed(bytes(8000)))"
    )


def test_a_worker_lays_out_no_knowledge_that_the_main_process_has():
    assert ends_well(
        "from kb.content import library; from kb.engine import Knowledge; from kb.matching import shared; "
        "shared.Matcher = None; Knowledge(library.load()).foresee('心梗赔不赔')"
    )


def test_a_worker_finds_the_recognisers_program_loaded():
    assert ends_well("assert {'ctranslate2', 'faster_whisper', 'onnxruntime'} <= set(sys.modules)")
