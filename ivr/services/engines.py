"""The speech engines the settings ask for: recogniser and voice."""

from ivr.config.settings import Settings
from speech.asr.recognizer import Recognizer, SpeechUnavailableError
from speech.tts.synthesizer import Synthesizer, VoiceUnavailableError
from speech.tts.voice import Voice


def load_recognizer(settings: Settings) -> Recognizer:
    """Load the recogniser. Raises `SpeechUnavailableError`."""
    if settings.engine == "none":
        raise SpeechUnavailableError("HOTLINE_ENGINE=none: speech is switched off")
    # Loading the engines' libraries takes seconds that most commands need not wait for.
    from speech.answers import load as answers_load
    from speech.answers.with_answers import WithAnswers
    from speech.asr import choose
    from speech.digits import load as digits_load
    from speech.digits.digit_fusion_recognizer import WithDigits

    root = settings.var / "weights"
    at_once = settings.utterances_at_once
    main = choose.load(settings.engine, root, model=settings.vosk_model, at_once=at_once)
    answers = answers_load.load(root, at_once)
    main = WithAnswers(main, answers) if answers else main
    digits = digits_load.load(root, at_once)
    return WithDigits(main, digits) if digits else main


def load_voice(settings: Settings) -> Voice:
    """Load the voice, with its synthesizer if one can be had."""
    return Voice(
        load_synthesizer(settings), settings.var / "prompts", settings.var / "recorded-prompts"
    )


def load_trial_voice(settings: Settings, name: str) -> Voice:
    """Load Kokoro's voice `name` beside the hotline's own. Raises `VoiceUnavailableError`."""
    if settings.synthesizer == "none":
        raise VoiceUnavailableError("HOTLINE_SYNTHESIZER=none: rendering is switched off")
    from speech.tts import choose

    synthesizer = choose.load("kokoro", settings.var / "weights", voice=name)
    return Voice(synthesizer, settings.var / "prompts")


def load_synthesizer(settings: Settings) -> Synthesizer | None:
    """Load the synthesizer; None where it is switched off or cannot be had."""
    if settings.synthesizer == "none":
        return None
    from speech.tts import choose

    try:
        return choose.load(
            settings.synthesizer,
            settings.var / "weights",
            voice=settings.voice_name,
            voice_file=settings.voice_file,
        )
    except VoiceUnavailableError:
        return None
