"""For trying and preparing speech: transcripts, spoken numbers, weights, prompts."""

import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ivr.cli.common import local_settings, plain_errors, print_json
from ivr.prompts import catalogue
from ivr.services.engines import load_recognizer, load_voice
from ivr.services.prerender import all_phrases
from kb.content import library
from kb.editions.seed_sync import published_library
from kb.matching.vocabulary import likely_phrases
from models import clock
from speech.asr.recognizer import Expectation, Hint, SpeechUnavailableError
from speech.asr.recognizer import transcribe as recognise
from speech.audio.telephone import AudioError, read_wav
from speech.entities.command import parse_cli
from speech.model_files import WeightsError, ensure
from speech.tts.synthesizer import SynthesisError, VoiceUnavailableError

WANTED = {
    "kokoro": "the voice",
    "whisper-base": "spoken digits, and all speech where no Mandarin Vosk model can be had",
}
FOR_TESTS = {"vosk-ko": "exercises the Vosk engine"}
PREFERRED = "vosk-small-cn"
"""Fetched where its site can be reached; the hotline runs without."""


@click.command()
@click.argument("kind", type=click.Choice(["digits", "date", "yesno"]))
@click.argument("text")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Reckon from this day.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def parse(kind: str, text: str, today: datetime | None, as_json: bool) -> None:
    """What the hotline understands a spoken number, date or answer to be."""
    found = parse_cli(kind, text, today.date() if today else clock.today())
    if as_json:
        print_json(found)
    else:
        click.echo(_nothing(kind, found) if found["value"] is None else found["value"])


def _nothing(kind: str, found: dict[str, Any]) -> str:
    """Why there is no value, and what would settle it."""
    why_not = f"no {kind}: {found.get('why') or found.get('reason') or 'nothing found'}"
    if not found.get("ask"):
        return why_not
    days = ", ".join(found["candidates"])
    return f"{why_not}; ask for: {found['ask']}" + (f" ({days})" if days else "")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--engine", type=click.Choice(["auto", "vosk", "whisper"]), default="auto")
@click.option("--hint", type=click.Choice([str(hint) for hint in Hint]), default="open")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line.")
@plain_errors(SpeechUnavailableError, AudioError)
def transcribe(files: tuple[Path, ...], engine: str, hint: str, as_json: bool) -> None:
    """Recognise sound FILES as the hotline would on the telephone."""
    recognizer = load_recognizer(local_settings(engine=engine))
    open_question = hint == Hint.OPEN
    phrases = likely_phrases(published_library(local_settings().database)) if open_question else ()
    for file in files:
        pcm = read_wav(file)
        began = time.monotonic()
        heard = recognise(recognizer, pcm, Expectation(Hint(hint), phrases))
        if as_json:
            print_json(
                {
                    "file": str(file),
                    "text": heard.text,
                    "confidence": round(heard.confidence, 4),
                    "engine": heard.engine,
                    "audio_seconds": round(heard.audio_seconds, 2),
                    "seconds": round(time.monotonic() - began, 3),
                    "alternatives": [asdict(other) for other in heard.alternatives],
                }
            )
        else:
            click.echo(f"{file}: {heard.text or '(nothing)'}  [{heard.confidence:.2f}]")


@click.command()
@click.option("--tests", is_flag=True, help="Also those that only the tests need.")
@plain_errors()
def weights(tests: bool) -> None:
    """Fetch the weights of recognisers and voice, checked; what is there already is kept."""
    root = local_settings().var / "weights"
    wanted = {**WANTED, **FOR_TESTS} if tests else WANTED
    missing = [message for name in wanted if (message := _fetch(name, root))]
    preferred = _fetch(PREFERRED, root)
    for message in missing:
        click.echo(f"MISSING {message}", err=True)
    if preferred:
        click.echo(f"Without the Mandarin Vosk model, whisper recognises. {preferred}", err=True)
    if missing:
        raise click.ClickException("weights are missing; 'hotline doctor' tells what that means")


def _fetch(name: str, root: Path) -> str:
    """Fetch one set of weights; return what went wrong, or ''."""
    try:
        click.echo(f"{name}: {ensure(name, root)}")
    except WeightsError as error:
        return str(error)
    return ""


@click.group()
def prompts() -> None:
    """The hotline's voice."""


@prompts.command()
@plain_errors(VoiceUnavailableError)
def render() -> None:
    """Make ready every prompt that is not ready yet; a second run takes seconds."""
    settings = local_settings()
    voice = load_voice(settings)
    report = voice.render_all(all_phrases(catalogue.load(), published_library(settings.database)))
    click.echo(
        f"Prompts by {voice.identity}: {report.rendered} rendered, {report.packed} from the pack, "
        f"{report.cached} cached, {report.overridden} recorded; "
        f"{report.audio_seconds / 60:.0f} minutes of speech."
    )
    for failure in report.failed:
        click.echo(f"MISSING {failure}", err=True)
    if report.failed:
        raise click.ClickException(f"{len(report.failed)} prompts have no sound")


@prompts.command("list")
def list_() -> None:
    """Every file a recorded human voice may replace, and the words that belong in it."""
    for phrase in catalogue.load().fixed_phrases():
        click.echo(f"{phrase.recording}.wav\t{phrase.text}")


@prompts.command()
@plain_errors(VoiceUnavailableError, SynthesisError)
def pack() -> None:
    """Write every prompt to the pack that ships with the code (for developers).

    In the voice of HOTLINE_VOICE_NAME, which then is the usual one; else in zf_xiaobei.
    """
    from speech.tts.kokoro import DEFAULT_VOICE

    settings = local_settings()
    name = settings.voice_name or ("" if settings.voice_file else DEFAULT_VOICE)
    voice = load_voice(settings.model_copy(update={"voice_name": name}))
    size = voice.write_pack(all_phrases(catalogue.load(), library.load()))
    click.echo(f"{size / 1e6:.1f} MB written.")
