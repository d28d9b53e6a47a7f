"""The real application in a server process of its own; hearing and voice need no model."""

from ivr.config.settings import load
from ivr.services.build import build_services
from ivr.web.app import create_app
from speech.tts.pack import PromptPack
from speech.tts.voice import Voice
from tests.support.hotlines import ScriptedRecognizer
from tests.support.voices import ToneSynthesizer


class QuickTones(ToneSynthesizer):
    """A voice that says a sentence in half a second."""

    def synthesize(self, text: str) -> bytes:
        return super().synthesize(text[: max(1, len(text) // 5)])


settings = load()
voice = Voice(
    QuickTones(),
    settings.var / "prompts",
    settings.var / "recorded-prompts",
    PromptPack(settings.var / "no-pack"),
)
services = build_services(settings, voice=voice, load_recognizer=lambda _: ScriptedRecognizer())
app = create_app(services)
services.start()
