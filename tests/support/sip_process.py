"""A SIP door in a process of its own, to be killed: `python -m tests.support.sip_process PORT`."""

import sys
import time

from tests.support.sip import OpenDoor

if __name__ == "__main__":
    door = OpenDoor(port=int(sys.argv[1]), calls_a_minute=100_000)
    print("open", door.door.port, flush=True)
    time.sleep(3600)
