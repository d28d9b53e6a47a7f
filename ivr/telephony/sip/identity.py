"""Who calls and whom, as a trunk writes it into an INVITE."""

import hashlib
import re
from typing import Literal

from aiosipua.dialog import Dialog
from aiosipua.message import SipRequest

WITHHELD = {"id", "user", "header", "session", "critical"}
"""Values of Privacy (RFC 3323, 3325) that mean: show no number. `none` alone means the contrary."""
LONGEST = 400
_URI = re.compile(r"<([^<>]*)>\s*(?:;[^<>]*)?$")


def caller(invite: SipRequest, trusted: Literal["asserted", "from"]) -> str:
    """The caller's address as it was given; '' where it is withheld.

    `asserted`: P-Asserted-Identity where there is one, else From. `from`: From alone.
    """
    privacy = re.split(r"[;,\s]+", ";".join(invite.get_header_values("privacy")).lower())
    if WITHHELD.intersection(privacy):
        return ""
    asserted = invite.get_header("p-asserted-identity") if trusted == "asserted" else None
    # Several may stand in one header: a sip: and a tel: address of the same person.
    written = asserted.split(",")[0] if asserted else invite.get_header("from") or ""
    return address_in(written)


def called(invite: SipRequest) -> str:
    """The number dialled: what is in To, as the request's own address may be a machine's."""
    return address_in(invite.get_header("to") or invite.uri)


def call_name(dialog: Dialog) -> str:
    """Our name for a call: `SP` and a digest of what both ends call it in SIP (RFC 3261, 12).

    Who has the trunk's trace finds the call, and one whose Call-ID comes again is another call.
    """
    parts = (dialog.call_id, dialog.remote_tag, dialog.local_tag)
    return f"SP{hashlib.sha256(';'.join(parts).encode()).hexdigest()[:32]}"


def address_in(header: str) -> str:
    """The address of a header as it is written, without its parameters. tel: stays tel:."""
    text = header.strip()
    found = _URI.search(text)
    address = found[1] if found else text.partition(";")[0]
    return address.strip()[:LONGEST]
