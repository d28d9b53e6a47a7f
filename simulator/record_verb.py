"""`<Record>`: its action, its status callback and its file."""

import time
from email.utils import formatdate

from simulator.activities import Recording
from simulator.line import HungUpError
from simulator.session import Session, new_sid
from simulator.twiml import Document, Verb

_ANY_KEY = "1234567890*#"


def record(session: Session, verb: Verb, document: Document) -> Document | None:
    """Run `<Record>`; return its action's document, or None when the recording is empty.

    When the caller hangs up the action is still told, with `Digits=hangup`, and HungUpError raised.
    """
    recording = Recording(
        timeout=verb.seconds("timeout", 5),
        max_length=verb.seconds("maxLength", 3600),
        finish_on_key=verb.get("finishOnKey", _ANY_KEY),
        beep=verb.is_true("playBeep", default=True),
    )
    try:
        session.line.run(recording)
    except HungUpError:
        if not recording.is_empty:
            params = _finish(session, verb, document, recording)
            url = session.origin.absolute(verb.get("action") or document.url, document.url)
            session.webhooks.notify(url, {**params, "Digits": "hangup", "CallStatus": "completed"})
        raise
    if recording.is_empty:
        session.log.add("recording_empty")
        return None
    params = _finish(session, verb, document, recording)
    return session.fetch_action(verb, document, {**params, "Digits": recording.key})


def _finish(
    session: Session, verb: Verb, document: Document, recording: Recording
) -> dict[str, str]:
    """Store the recording, send its status callback, return the parameters of the action."""
    sid = new_sid("RE")
    url = (
        f"https://api.twilio.com/2010-04-01/Accounts/{session.account_sid}/Recordings/{sid}"
        if session.recording_host is None
        else session.recording_host.add(sid, bytes(recording.mulaw))
    )
    params = {
        "RecordingSid": sid,
        "RecordingUrl": url,
        "RecordingDuration": str(max(1, round(recording.seconds))),
    }
    session.log.add("recorded", sid=sid, url=url, seconds=round(recording.seconds, 2))
    callback = verb.get("recordingStatusCallback")
    if callback:
        session.helpers.submit(_report, session, callback, document, params)
    return params


def _report(session: Session, callback: str, document: Document, params: dict[str, str]) -> None:
    """Tell the status callback once the file exists."""
    time.sleep(session.options.recording_delay)
    extra = {
        "RecordingStatus": "completed",
        "RecordingChannels": "1",
        "RecordingSource": "RecordVerb",
        "RecordingStartTime": formatdate(),
    }
    session.webhooks.notify(session.origin.absolute(callback, document.url), {**params, **extra})
