"""The server's main process, which starts the workers."""

import subprocess
import sys


def test_the_main_process_loads_no_speech_library_before_it_forks():
    """A worker whose parent had loaded onnxruntime would wait for ever when it is told to stop."""
    code = "import sys, ivr.drain\nsys.exit('onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
