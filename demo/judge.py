"""Whether a simulated call went as planned."""

import re

from demo.plan import PlannedCall
from simulator import CallResult


def faults_of(plan: PlannedCall, result: CallResult) -> list[str]:
    """What the caller missed, heard wrongly or had to bear; empty if all went well."""
    said = "\n".join(c["text"] for c in result.captions if c["who"] == "hotline")
    faults = [*result.failures, *(e["message"] for e in result.protocol_errors)]
    rest = said
    for pattern in plan.hears:
        match = re.search(pattern, rest)
        if match is None:
            faults.append(f"never heard, or not in this order: {pattern}")
            break
        rest = rest[match.end() :]
    faults += [f"heard but must not be: {p}" for p in plan.never_hears if re.search(p, said)]
    streams = plan.over == "twilio" and plan.stream == "normal"
    if streams and len(result.stream_sids) != plan.streams:
        faults.append(f"{len(result.stream_sids)} streams instead of {plan.streams}")
    if plan.barge_in and not result.barge_ins:
        faults.append("no prompt was interrupted")
    return faults
