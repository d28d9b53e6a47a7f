"""Prompts from YAML: loaded, checked, and turned into texts or phrases for the voice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from ivr.dialog.acts import Ask, Say
from ivr.dialog.conversation import Turn
from ivr.errors import HotlineError
from ivr.prompts.slots import phrases_of_slot
from speech.tts.voice import Phrase

ZH = Path(__file__).with_name("zh.yaml")

_LEADING = "，。、？ "
"""Punctuation behind a slot: what fills the slot carries its own."""
_PART = re.compile(r"(\{[a-z0-9_]+(?::[a-z]+)?\})")
_SLOT = re.compile(r"\{([a-z0-9_]+)(?::([a-z]+))?\}")


class Prompt(BaseModel):
    """One prompt's texts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    voice: str
    again: str = ""
    keypad: str = ""

    def variant(self, attempt: int, keypad: bool) -> tuple[str, str]:
        """The (variant name, text) for this try and transport."""
        if (keypad or attempt >= 2) and self.keypad:
            return "keypad", self.keypad
        if attempt == 1 and self.again:
            return "again", self.again
        return "voice", self.voice


class PromptError(HotlineError):
    """The prompt file cannot be used; the message names file, prompt and fault."""


@dataclass(frozen=True)
class Catalogue:
    """All prompts by name."""

    prompts: dict[str, Prompt]

    def phrases(self, spoken: Say | Ask, keypad: bool = False) -> list[Phrase]:
        """What the voice has to speak, fixed parts and slots in order."""
        attempt = spoken.attempt if isinstance(spoken, Ask) else 0
        by_keys = keypad or (isinstance(spoken, Ask) and spoken.by_keys)
        variant, text = self.prompts[spoken.prompt].variant(attempt, by_keys)
        phrases: list[Phrase] = []
        for index, (part, then) in enumerate(pairwise([*_parts(text), ""])):
            slot = _SLOT.fullmatch(part)
            if slot:
                phrases += phrases_of_slot(slot[2] or "text", spoken.slots[slot[1]], then)
            else:
                phrases.append(Phrase(part.lstrip(_LEADING), f"{spoken.prompt}.{variant}.{index}"))
        return phrases

    def text(self, spoken: Say | Ask, keypad: bool = False) -> str:
        """All parts as one text, for `<Say>` and for people who read logs."""
        return "".join(phrase.text for phrase in self.phrases(spoken, keypad))

    def text_of(self, turn: Turn, keypad: bool = False) -> str:
        """All of a turn as one text."""
        return "".join(self.text(spoken, keypad) for spoken in _spoken(turn))

    def fixed_phrases(self) -> Iterator[Phrase]:
        """Every fixed part of every prompt, to be rendered ahead."""
        for name, prompt in self.prompts.items():
            for variant in ("voice", "again", "keypad"):
                for index, part in enumerate(_parts(getattr(prompt, variant))):
                    if not _SLOT.fullmatch(part):
                        yield Phrase(part.lstrip(_LEADING), f"{name}.{variant}.{index}")


def _spoken(turn: Turn) -> list[Say | Ask]:
    return [*turn.says, *([turn.then] if isinstance(turn.then, Ask) else [])]


def _parts(text: str) -> list[str]:
    """Fixed parts and slots in order; what is only punctuation belongs to neither."""
    return [part for part in _PART.split(text) if part.strip(_LEADING)]


def load(path: Path = ZH) -> Catalogue:
    """Read and check a prompt file. Raises `PromptError`."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        return Catalogue({name: Prompt.model_validate(texts) for name, texts in raw.items()})
    except (yaml.YAMLError, ValidationError, AttributeError) as error:
        raise PromptError(f"{path}: {error}") from error
