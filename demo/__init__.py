"""The demonstration: a real server, simulated callers at natural speed, both sides printed.

Receives the calls of `calls.yaml` and the callers' audio; emits captions and a table of outcomes.
The product never imports it: `hotline call` and `hotline demo` reach the command line as entry
points (`hotline.commands` in pyproject.toml).
"""

from pathlib import Path

CALLS = Path(__file__).with_name("calls.yaml")
"""The planned calls: what callers do and what must come of it."""
AUDIO = Path(__file__).with_name("audio")
"""What the callers say."""
