"""`<Connect><Stream>`: open the WebSocket, run the stream, go on when it is over."""

from concurrent.futures import Future
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

from simulator.connection import Connection, HandshakeError
from simulator.line import HungUpError
from simulator.messages import Encoder
from simulator.options import StreamStart
from simulator.session import Session, new_sid
from simulator.signature import sign
from simulator.stream import MediaStream
from simulator.twiml import SCHEMA_WARNING, Document, Verb

_HANDSHAKE = 31920
_PARAMETER_LIMIT = 500


def connect(session: Session, verb: Verb, document: Document) -> Document | None:
    """Run the stream; return the action's document, or None to go on after `<Connect>`."""
    for noun in verb.children:
        _stream(session, noun, document)
    if not verb.get("action"):
        return None
    return session.fetch_action(verb, document, {})


def _stream(session: Session, noun: Verb, document: Document) -> None:
    stream_sid = new_sid("MZ")
    mode = session.options.stream_start
    if mode is StreamStart.REFUSED:
        session.log.add("stream_refused")
        return
    parameters = _parameters(session, noun)
    url = _checked_url(session, noun.get("url"))
    signed_url = url + "/" if session.options.sign_stream_with_slash else url
    signature = sign(session.auth_token, signed_url)
    opening = session.helpers.submit(Connection, session.origin.route(url), signature, session.log)
    try:
        connection = session.line.wait_for(opening)
    except HungUpError:
        opening.add_done_callback(_abandon)
        raise
    except HandshakeError as error:
        session.log.protocol_error(_HANDSHAKE, f"{url}: {error}")
        _report(session, noun, document, stream_sid, "stream-error", error=str(error))
        return
    session.stream_sids.append(stream_sid)
    session.log.add("stream_start", stream_sid=stream_sid, url=url)
    _report(session, noun, document, stream_sid, "stream-started")
    encoder = Encoder(session.account_sid, session.call_sid, stream_sid)
    options = session.options
    stream = MediaStream(
        connection,
        encoder,
        session.ear,
        session.log,
        network=options.network,
        seed=options.seed,
    )
    try:
        stream.begin(mode, parameters)
        session.line.run(stream)
    finally:
        stream.end(send_stop=options.send_stop)
        session.underruns += stream.underruns
        lost = round(stream.unplayed_seconds, 3)
        session.log.add("stream_end", reason=connection.closed, unplayed_seconds=lost)
        _report(session, noun, document, stream_sid, "stream-stopped")


def _abandon(opening: "Future[Connection]") -> None:
    """Close what has opened only after the caller was gone."""
    if opening.exception() is None:
        opening.result().close()


def _checked_url(session: Session, given: str) -> str:
    """Return the stream's public URL; note what Twilio would refuse about it."""
    parts = urlsplit(given)
    public_is_secure = session.origin.public.startswith("https:")
    if parts.scheme != "wss" and (public_is_secure or parts.scheme != "ws"):
        session.log.protocol_error(_HANDSHAKE, f"stream URL {given!r} is not wss://")
    if parts.query:
        session.log.protocol_error(_HANDSHAKE, f"stream URL {given!r} has a query string")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def _parameters(session: Session, noun: Verb) -> dict[str, str]:
    parameters = {child.get("name"): child.get("value") for child in noun.children}
    for name, value in parameters.items():
        if len(name) + len(value) >= _PARAMETER_LIMIT:
            session.log.protocol_error(SCHEMA_WARNING, f"<Parameter {name}>: too long")
    return parameters


def _report(
    session: Session, noun: Verb, document: Document, sid: str, event: str, *, error: str = ""
) -> None:
    """Tell `<Stream statusCallback>`."""
    callback = noun.get("statusCallback")
    if not callback:
        return
    params = {
        "StreamSid": sid,
        "StreamName": noun.get("name", sid),
        "StreamEvent": event,
        "Timestamp": datetime.now(UTC).isoformat(),
    }
    if error:
        params["StreamError"] = error
    session.notify(callback, document, params)
