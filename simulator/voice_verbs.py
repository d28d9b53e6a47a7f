"""`<Say>`, `<Play>`, `<Pause>` and `<Gather>`."""

import requests

from simulator import audio
from simulator.activities import Gathering, Silence, Sound, hum
from simulator.session import Session
from simulator.twiml import Document, Verb

_INVALID_PLAY = 12400


def play_out(session: Session, verb: Verb, document: Document) -> None:
    """Run `<Say>`, `<Play>` or `<Pause>` to its end."""
    for activity in _sounds(session, verb, document):
        session.line.run(activity)


def gather(session: Session, verb: Verb, document: Document) -> Document | None:
    """Run `<Gather>`; return its action's document, or None to fall through."""
    prompts = [x for child in verb.children for x in _sounds(session, child, document)]
    digits_wanted = int(verb.seconds("numDigits", 0)) or None
    gathering = Gathering(
        prompts,
        session.ear,
        timeout=verb.seconds("timeout", 5),
        num_digits=digits_wanted,
        finish_on_key=verb.get("finishOnKey", "#"),
        barge_in=verb.is_true("bargeIn", default=True),
    )
    session.line.run(gathering)
    session.log.add("gathered", digits=gathering.digits)
    if not gathering.digits and not verb.is_true("actionOnEmptyResult", default=False):
        return None
    params = {"Digits": gathering.digits, "FinishedOnKey": gathering.finished_on_key}
    return session.fetch_action(verb, document, {**params, "msg": "Gather End"})


def _sounds(session: Session, verb: Verb, document: Document) -> list[Sound | Silence]:
    """Return what a verb plays, its captions noted. A file that cannot be had is left out."""
    if verb.name == "Pause":
        return [Silence(verb.seconds("length", 1))]
    times = max(1, int(verb.seconds("loop", 1)))
    if verb.name == "Say":
        _check_language(session, verb)
        session.log.caption("hotline", verb.text)
        return [Sound(hum(verb.text, session.options.say_seconds_per_char)) for _ in range(times)]
    try:
        mulaw = session.line.wait_for(session.helpers.submit(_download, session, verb, document))
    except (requests.RequestException, audio.AudioError) as error:
        session.log.protocol_error(_INVALID_PLAY, f"<Play>{verb.text}: {error}")
        return []
    return [Sound(mulaw) for _ in range(times)]


def _download(session: Session, verb: Verb, document: Document) -> bytes:
    url = session.origin.route(session.origin.absolute(verb.text, document.url))
    with requests.Session() as http:
        http.trust_env = False
        response = http.get(url, timeout=session.options.webhook_timeout)
    response.raise_for_status()
    return audio.read_sound(response.content)


def _check_language(session: Session, verb: Verb) -> None:
    """Note Chinese text given to a voice that cannot speak it."""
    chinese = any(ord(x) > 0x2E7F for x in verb.text)
    speaker = f"{verb.get('language')} {verb.get('voice')}".lower()
    if chinese and not any(x in speaker for x in ("zh", "cmn", "yue")):
        session.log.protocol_error(13520, f"<Say>: Chinese text, but voice is {speaker.strip()!r}")
