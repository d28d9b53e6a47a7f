"""How well a recogniser hears the hotline's own prompts over a telephone line.

Every prompt and every answer is spoken, squeezed through 8 kHz mu-law, recognised without any hint, and compared
with what was meant, by character and by sound. Prompts come worst first, so a bad reading shows.

    python -m bench.voice                     all prompts, answers, and some joined numbers
    python -m bench.voice --file lines.txt    one prompt per line
    python -m bench.voice --limit 40 --json voice.json
    python -m bench.voice --limit 36 --names jf_alpha zf_xiaobei zf_xiaobei@0.9
                                              several voices, or paces of one, side by side
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein
from tqdm import tqdm

from ivr.prompts import catalogue
from ivr.services.prerender import all_phrases
from kb.content import library
from speech.asr import choose as engines
from speech.asr.recognizer import Recognizer, transcribe
from speech.audio.telephone import ulaw_to_pcm
from speech.tts import choose as voices
from speech.tts.phonemes import syllables
from speech.tts.synthesizer import Synthesizer
from speech.tts.text_normalization import read
from speech.tts.voice import Phrase, Voice, number_phrases


@dataclass(frozen=True)
class Heard:
    """One prompt and what became of it."""

    text: str
    heard: str
    characters: int
    character_errors: int
    syllables: int
    syllable_errors: int
    """Toneless pinyin: a homophone written differently is not the voice's fault."""
    seconds: float

    @property
    def error_rate(self) -> float:
        """Share of syllables heard wrong."""
        return self.syllable_errors / max(1, self.syllables)


def listen(
    voice: Voice, recognizer: Recognizer, prompts: Iterable[Sequence[Phrase]]
) -> list[Heard]:
    """Speak and recognise each prompt; return them worst first."""
    results = [_hear(voice, recognizer, prompt) for prompt in tqdm(list(prompts), "listening")]
    return sorted(results, key=lambda heard: heard.error_rate, reverse=True)


def report(results: Sequence[Heard], shown: int = 15) -> str:
    """The overall rates, and a Markdown table of the worst prompts."""
    wrong, misheard = rates(results)
    total = sum(heard.seconds for heard in results)
    rows = [
        f"{len(results)} prompts, {total:.0f} s of speech: character error rate {wrong:.1%}, "
        f"syllable error rate {misheard:.1%} (whatever the recogniser itself gets wrong included). "
        "The worst:\n",
        "| syllables wrong | prompt | heard |",
        "|---|---|---|",
        *(f"| {h.error_rate:.0%} | {h.text} | {h.heard} |" for h in results[:shown]),
    ]
    return "\n".join(rows)


def compare(heard: Mapping[str, Sequence[Heard]]) -> str:
    """A Markdown table with a row for each voice."""
    rows = [
        "| voice | characters wrong | syllables wrong | worst prompt | seconds |",
        "|---|---|---|---|---|",
    ]
    for name, results in heard.items():
        characters, sounds = rates(results)
        worst = max(result.error_rate for result in results)
        seconds = sum(result.seconds for result in results)
        rows.append(f"| {name} | {characters:.1%} | {sounds:.1%} | {worst:.0%} | {seconds:.0f} |")
    return "\n".join(rows)


def rates(results: Sequence[Heard]) -> tuple[float, float]:
    """The shares of characters and of syllables heard wrong."""
    characters = sum(heard.characters for heard in results) or 1
    sounds = sum(heard.syllables for heard in results) or 1
    wrong = sum(heard.character_errors for heard in results) / characters
    return wrong, sum(heard.syllable_errors for heard in results) / sounds


def number_prompts(count: int, seed: int = 1) -> list[list[Phrase]]:
    """Made-up member numbers read back from clips, as calls do."""
    chance = random.Random(seed)
    numbers = ["".join(chance.choices("0123456789", k=10)) for _ in range(count)]
    return [[Phrase("会员号是，"), *number_phrases([n[:3], n[3:6], n[6:]])] for n in numbers]


def _hear(voice: Voice, recognizer: Recognizer, prompt: Sequence[Phrase]) -> Heard:
    audio = b"".join(voice.speak(prompt))
    heard = transcribe(recognizer, ulaw_to_pcm(audio)).text
    said = "".join(phrase.text for phrase in prompt)
    characters, sounds = _characters(said), _sounds(said)
    return Heard(
        text=said,
        heard=heard,
        characters=len(characters),
        character_errors=Levenshtein.distance(characters, _characters(heard)),
        syllables=len(sounds),
        syllable_errors=Levenshtein.distance(sounds, _sounds(heard)),
        seconds=len(audio) / 8000,
    )


def _characters(text: str) -> str:
    return re.sub(r"[^一-鿿A-Z]", "", read(text)).replace("幺", "一")


def _sounds(text: str) -> list[str]:
    return [re.sub(r"\d", "", syllable) for syllable in syllables(read(text))]


def _prompts(file: Path | None) -> list[list[Phrase]]:
    if file:
        lines = file.read_text(encoding="utf-8").splitlines()
        return [[Phrase(line)] for line in lines if line.strip()]
    phrases = all_phrases(catalogue.load(), library.load())
    texts = dict.fromkeys(phrase.text for phrase in phrases if not phrase.clip)
    return [*([Phrase(text)] for text in texts), *number_prompts(10)]


def _synthesizer(engine: str, var: Path, name: str) -> Synthesizer:
    """The voice of a name such as 'zf_xiaobei@0.9': voice, then pace."""
    voice, _, pace = name.partition("@")
    return voices.load(engine, var / "weights", voice, speed=float(pace) if pace else None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=Path, help="text file with one prompt per line")
    parser.add_argument("--var", type=Path, default=Path("var"), help="weights and prompt cache")
    parser.add_argument("--engine", default="whisper", help="recogniser")
    parser.add_argument("--voice", default="auto", help="synthesizer")
    parser.add_argument("--names", nargs="+", default=[""], help="voices, each with @pace or not")
    parser.add_argument("--limit", type=int, default=0, help="only so many prompts")
    parser.add_argument("--json", type=Path, help="write every result to this file")
    given = parser.parse_args(arguments)
    prompts = _prompts(given.file)
    recognizer = engines.load(given.engine, given.var / "weights")
    heard = {}
    for name in given.names:
        voice = Voice(_synthesizer(given.voice, given.var, name), given.var / "prompts")
        heard[voice.identity] = listen(voice, recognizer, prompts[: given.limit or None])
        voice.close()
        print(report(heard[voice.identity]), "\n")
    print(compare(heard))
    if given.json:
        rows = {name: [asdict(one) for one in results] for name, results in heard.items()}
        given.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
