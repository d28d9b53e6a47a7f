"""The real application in a server process of its own; hearing and voice need no model."""

from ivr.app import create_app
from ivr.house import House
from ivr.settings import load
from ivr.switchboard import Switchboard
from kb import library
from speech.voice import Voice
from speech.voices.pack import PromptPack
from tests.telephony.conftest import ScriptedRecognizer
from tests.voice.conftest import ToneSynthesizer


class QuickTones(ToneSynthesizer):
    """A voice that says a sentence in half a second."""

    def synthesize(self, text: str) -> bytes:
        return super().synthesize(text[: max(1, len(text) // 5)])


settings = load()
app = create_app(settings)
voice = Voice(
    QuickTones(),
    settings.var / "prompts",
    settings.var / "recorded-prompts",
    PromptPack(settings.var / "no-pack"),
)
board = Switchboard(settings, library.load(), voice, ScriptedRecognizer)
app.extensions["hotline"] = House(lambda: board)
