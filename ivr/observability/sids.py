"""How the carrier names calls, streams and recordings."""

import re

SID = "[A-Z]{2}[0-9a-f]{32}"
CALL_SID = re.compile("CA[0-9a-f]{32}")
RECORDING_SID = re.compile("RE[0-9a-f]{32}")
