"""What a Twilio account says about a number, SIP domain or BYOC trunk of ours.

Receives its name; emits where calls to it go now and where they should go, and changes that.
Source: Twilio's documentation of the resources IncomingPhoneNumber, SIP Domain and ByocTrunk.
"""

from dataclasses import dataclass
from typing import Any

from ivr.config.settings import Settings
from ivr.errors import HotlineError
from ivr.telephony.twilio.rest import FAULTS, rest_client

STREAMS_BLOCKED = "a trial account: Twilio refuses <Stream> and <Record> there"


class AccountError(HotlineError):
    """Twilio refused, or has no such thing; the message says what to do."""


@dataclass(frozen=True)
class Fields:
    """What the five settings are called on one kind of resource."""

    status: str
    status_method: str
    voice: str = "voice_url"
    voice_method: str = "voice_method"
    fallback: str = "voice_fallback_url"
    fallback_method: str = "voice_fallback_method"

    def wanted(self, origin: str, fallback: str) -> dict[str, str]:
        """The values that bring calls to `origin`."""
        return {
            self.voice: f"{origin}/voice/incoming",
            self.voice_method: "POST",
            self.status: f"{origin}/voice/status",
            self.status_method: "POST",
            # Answers with where the call is: whatever failed, the caller goes on there.
            self.fallback: fallback or f"{origin}/voice/incoming",
            self.fallback_method: "POST",
        }


NUMBER = Fields("status_callback", "status_callback_method")
DOMAIN = Fields("voice_status_callback_url", "voice_status_callback_method")
TRUNK = Fields("status_callback_url", "status_callback_method")


@dataclass(frozen=True)
class Target:
    """A number, SIP domain or BYOC trunk that calls come in at."""

    name: str
    kind: str
    resource: Any
    fields: Fields

    def differences(self, wanted: dict[str, str]) -> dict[str, tuple[str, str]]:
        """Setting -> (as it is, as it should be)."""
        now = {name: getattr(self.resource, name, None) or "" for name in wanted}
        return {n: (now[n], value) for n, value in wanted.items() if now[n] != value}

    def obstacles(self) -> list[str]:
        """What keeps calls away from the voice URL, whatever it is."""
        found = []
        if getattr(self.resource, "voice_application_sid", None):
            found.append("a TwiML application is set on it; Twilio then ignores the voice URL")
        if getattr(self.resource, "trunk_sid", None):
            found.append("an elastic SIP trunk is set on it; Twilio then ignores the voice URL")
        if self.kind == "SIP domain" and not self.resource.auth_type:
            found.append(
                "it has no IP access control list and no credential list: Twilio blocks all calls"
            )
        return found

    def update(self, changes: dict[str, str]) -> None:
        """Set the fields of the resource at Twilio. Raises `AccountError`."""
        try:
            self.resource.update(**changes)
        except FAULTS as error:
            raise AccountError(f"Twilio did not take it: {error}") from error


class Account:
    """One Twilio account."""

    def __init__(self, settings: Settings, **options: Any) -> None:
        """`options` are those of Twilio's client. Raises `AccountError`."""
        token = settings.twilio_auth_token.get_secret_value()
        if not (settings.twilio_account_sid and token):
            raise AccountError("Set HOTLINE_TWILIO_ACCOUNT_SID and HOTLINE_TWILIO_AUTH_TOKEN.")
        self._sid = settings.twilio_account_sid
        self._client = rest_client(self._sid, token, **options)

    def obstacles(self) -> list[str]:
        """What is wrong with the account itself. Raises `AccountError`."""
        try:
            account = self._client.api.accounts(self._sid).fetch()
        except FAULTS as error:
            raise AccountError(f"Twilio does not know this account and token: {error}") from error
        found = [] if account.status == "active" else [f"the account is {account.status}"]
        return found + ([STREAMS_BLOCKED] if account.type == "Trial" else [])

    def find(self, name: str) -> Target:
        """A number (+...), a SIP domain (....sip.twilio.com) or a BYOC trunk (BY...).

        Raises `AccountError`.
        """
        try:
            target = self._look(name)
        except FAULTS as error:
            raise AccountError(f"Twilio did not answer for {name}: {error}") from error
        if target is None:
            raise AccountError(f"The account has no {name}.")
        return target

    def _look(self, name: str) -> Target | None:
        if name.startswith("BY"):
            trunk = self._client.voice.v1.byoc_trunks(name).fetch()
            return Target(name, "BYOC trunk", trunk, TRUNK)
        if name.endswith(".sip.twilio.com"):
            domains = self._client.sip.domains.list()
            found = [d for d in domains if d.domain_name == name]
            return Target(name, "SIP domain", found[0], DOMAIN) if found else None
        if name.startswith("+"):
            numbers = self._client.incoming_phone_numbers.list(phone_number=name)
            found = [n for n in numbers if n.phone_number == name]
            return Target(name, "number", found[0], NUMBER) if found else None
        raise AccountError(
            f"{name!r} is no number (+...), SIP domain (....sip.twilio.com) or BYOC trunk (BY...)."
        )
