"""TwiML documents: parsed, and checked against the part of Twilio's schema that is emulated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from simulator.errors import SimulatorError

MAX_BYTES = 64 * 1024
PARSE_FAILURE = 12100
SCHEMA_WARNING = 12200
INVALID_CONTENT_TYPE = 12300

_CALLBACK = {"statusCallback", "statusCallbackMethod"}
_RECORDING_CALLBACK = {
    "recordingStatusCallback",
    "recordingStatusCallbackMethod",
    "recordingStatusCallbackEvent",
}
ATTRIBUTES: Mapping[str, set[str]] = {
    "Say": {"voice", "language", "loop"},
    "Play": {"loop", "digits"},
    "Pause": {"length"},
    "Gather": {
        *("input", "action", "method", "timeout", "finishOnKey", "numDigits"),
        *("actionOnEmptyResult", "bargeIn", "language", "speechTimeout"),
    },
    "Record": {
        *("action", "method", "timeout", "finishOnKey", "maxLength", "playBeep", "trim"),
        *_RECORDING_CALLBACK,
    },
    "Dial": {
        *("action", "method", "timeout", "callerId", "timeLimit", "hangupOnStar"),
        *("answerOnBridge", "ringTone", "record", *_RECORDING_CALLBACK),
    },
    "Number": {"sendDigits", "url", "method", "statusCallbackEvent", *_CALLBACK},
    "Sip": {"url", "method", "username", "password", "statusCallbackEvent", *_CALLBACK},
    "Client": {"url", "method", "statusCallbackEvent", *_CALLBACK},
    "Redirect": {"method"},
    "Hangup": set(),
    "Reject": {"reason"},
    "Connect": {"action", "method"},
    "Stream": {"url", "name", "track", *_CALLBACK},
    "Parameter": {"name", "value"},
}
_CHILDREN: Mapping[str, set[str]] = {
    "Response": {
        *("Say", "Play", "Pause", "Gather", "Record", "Dial"),
        *("Redirect", "Hangup", "Reject", "Connect"),
    },
    "Gather": {"Say", "Play", "Pause"},
    "Dial": {"Number", "Sip", "Client"},
    "Connect": {"Stream"},
    "Stream": {"Parameter"},
}


class TwimlError(SimulatorError, ValueError):
    """The document cannot be used at all; `code` is Twilio's error code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Verb:
    """A verb or noun with its attributes, its text and what is nested in it."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: Sequence["Verb"] = ()

    def get(self, attribute: str, default: str = "") -> str:
        """Return an attribute as text."""
        return self.attributes.get(attribute, default)

    def seconds(self, attribute: str, default: float) -> float:
        """Return an attribute as a number; Twilio's default where it is missing or no number."""
        try:
            return float(self.attributes[attribute])
        except (KeyError, ValueError):
            return default

    def is_true(self, attribute: str, *, default: bool) -> bool:
        """Return an attribute as a truth value."""
        return self.get(attribute, str(default)).lower() == "true"


@dataclass(frozen=True)
class Document:
    """A TwiML document, its public URL, and what Twilio would warn of."""

    url: str
    verbs: Sequence[Verb]
    warnings: Sequence[str] = ()


def parse(url: str, content_type: str, body: bytes) -> Document:
    """Read a document. Raises TwimlError where Twilio would end the call."""
    if content_type.partition(";")[0].strip().lower() not in ("text/xml", "application/xml"):
        raise TwimlError(INVALID_CONTENT_TYPE, f"content type {content_type!r} is not XML")
    if len(body) > MAX_BYTES:
        raise TwimlError(PARSE_FAILURE, f"document of {len(body)} bytes, at most {MAX_BYTES}")
    try:
        # The document comes from the server under test; its size is checked, expat stops bombs.
        root = ElementTree.fromstring(body)  # nosec B314
    except ElementTree.ParseError as error:
        raise TwimlError(PARSE_FAILURE, f"not XML: {error}") from error
    if root.tag != "Response":
        raise TwimlError(PARSE_FAILURE, f"the root is <{root.tag}>, not <Response>")
    warnings: list[str] = []
    return Document(url, _children(root, warnings), warnings)


def _children(parent: ElementTree.Element, warnings: list[str]) -> list[Verb]:
    """Read what is nested in an element, leaving out and reporting what does not belong there."""
    verbs = []
    for element in parent:
        if element.tag not in _CHILDREN.get(parent.tag, set()):
            warnings.append(f"<{element.tag}> has no place in <{parent.tag}>")
            continue
        unknown = set(element.attrib) - ATTRIBUTES[element.tag]
        if unknown:
            warnings.append(f"<{element.tag}> has no attributes {sorted(unknown)}")
        text = (element.text or "").strip()
        verbs.append(Verb(element.tag, element.attrib, text, _children(element, warnings)))
    return verbs
