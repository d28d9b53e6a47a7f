"""The test bench: a question typed or spoken, what the hotline makes of it, and why. And how an
answer sounds."""

import io
from concurrent.futures import TimeoutError as Late

from flask import Blueprint, abort, flash, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from console.knowledge.rows import open_versions
from console.knowledge.spoken import spoken
from console.knowledge.voices import voice_asked_for
from console.shell.access import requires
from console.shell.code_labels import TOPICS
from console.shell.context import reading, services, today
from console.shell.uploads import ZipBombError, sent_file, takes_files
from ivr.telephony.answer import joined
from kb.content.library import library_of
from kb.content.yaml_with_lines import KnowledgeError
from kb.contract import NONE, Decision, Meaning, Reading, Understanding
from kb.editions import drafts
from kb.editions.edition_store import item_of, newest_number, versions_of, with_changes
from kb.engine import Knowledge
from kb.matching.explanation import Reason
from speech.asr.recognizer import Expectation, Hint, transcribe
from speech.audio.sound_files import SoundFileError, load_sound
from speech.audio.telephone import to_pcm, ulaw_to_pcm, wav_of
from speech.tts.synthesizer import SynthesisError, VoiceUnavailableError
from speech.tts.voice import Phrase

pages = Blueprint("bench", __name__, template_folder="templates")


MAX_BYTES = 8 * 1024 * 1024
MAX_SECONDS = 30
RENDER_SECONDS = 60


@pages.route("/knowledge/bench", methods=["GET", "POST"])
@requires("knowledge")
@takes_files(MAX_BYTES)
def ask() -> ResponseReturnValue:
    """Ask as a caller would: in words, or with a sound file through the real recogniser."""
    recorded = _sent_sound()
    readings: list[Reading] = []
    text = request.values.get("text", "").strip()[:200]
    if recorded is not None:
        readings = _heard(recorded)
    elif text:
        readings = [Reading(text)]
    with_drafts = request.values.get("drafts") == "1"
    held = _with_drafts() if with_drafts else services().knowledge.current
    if held is None:
        flash(_("草稿还有问题，这里用的是来电现在听到的内容。"), "error")
        held = services().knowledge.current
    explanation = held.explain(readings) if readings else None
    response = held.response_to(explanation.understanding, today()) if explanation else None
    return render_template(
        "knowledge/bench.html",
        text=text,
        drafts=with_drafts,
        readings=readings,
        spoken=recorded is not None,
        explanation=explanation,
        understood=_names(explanation.understanding) if explanation else (),
        answer=response.answer.pieces if response and response.answer else (),
        items=_items(explanation.reasons) if explanation else {},
        engine=services().recognizer,
    )


def _names(found: Understanding) -> list[str]:
    """What is answered or asked about, as staff call it; several where the caller is given a choice."""
    if found.decision == Decision.REJECT:
        return []
    offered = found.candidates if found.decision == Decision.CHOOSE else found.candidates[:1]
    return [one.name or str(TOPICS.get(one.meaning.topic, _("不归热线管"))) for one in offered]


def _sent_sound() -> bytes | None:
    try:
        upload = sent_file("sound")
    except ZipBombError:
        return b""  # no sound either
    return upload.content.read() if upload and upload.name else None


def _heard(sound: bytes) -> list[Reading]:
    """All readings of a sound, as in a call."""
    here = services()
    if here.recognizer is None:
        flash(_("这台服务器没有语音识别，请改用文字。"), "error")
        return []
    try:
        samples = load_sound(sound, MAX_SECONDS)
    except SoundFileError:
        flash(_("这不是能播放的声音文件。"), "error")
        return []
    expectation = Expectation(Hint("open"), here.knowledge.current.likely)
    found = transcribe(here.recognizer, to_pcm(samples), expectation)
    if not found.text:
        flash(_("没有听到话。"), "error")
        return []
    return list(joined([found]).readings)


def _with_drafts() -> Knowledge | None:
    """What calls would be answered from if all drafts were published; None where one has a fault."""
    with reading() as db:
        present = versions_of(db, newest_number(db))
        together = with_changes(present, open_versions(db))
    try:
        return Knowledge(library_of(map(item_of, together)), services().settings.strict_kb)
    except KnowledgeError:
        return None


def _items(reasons: list[Reason]) -> dict[Meaning, str]:
    """The item behind each meaning."""
    with reading() as db:
        found = {
            reason.meaning: drafts.find_item(db, reason.meaning)
            for reason in reasons
            if reason.meaning.topic != NONE
        }
    return {meaning: item for meaning, item in found.items() if item}


@pages.route("/knowledge/items/<item_id>/sound/<which>/<int:line>.wav")
@requires("knowledge")
def sound(item_id: str, which: str, line: int) -> ResponseReturnValue:
    """One line of an answer, of the draft or of what is published, in the voice of `?voice=`."""
    voice = voice_asked_for()
    with reading() as db:
        find = drafts.open_version if which == "draft" else drafts.published_version
        version = find(db, item_id)
        if version is None or line >= len(version.body.get("pieces") or []):
            abort(404)
        text = spoken(version, versions_of(db, newest_number(db)))[line]
    try:
        speaker = services().trial_voices.get(voice)
        audio = speaker.request(Phrase(text)).result(timeout=RENDER_SECONDS)
    except (SynthesisError, VoiceUnavailableError, Late):
        abort(503)
    return send_file(
        io.BytesIO(wav_of(ulaw_to_pcm(audio))), mimetype="audio/wav", conditional=True, etag=False
    )
