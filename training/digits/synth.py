"""Speaks the training material with the voices we ship: Kokoro in many blended styles, espeak-ng.

    python -m training.digits.synth --out var/digits --minutes 90

Writes `speech.raw` (16 kHz, 16-bit, all utterances end to end) and `speech.jsonl` (where each lies and
what is said in it). The voices are not people: see the limits in docs/digits.md.
"""

import argparse
import json
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import soxr

from speech import model_files
from speech.audio.loudness import normalise, trim
from speech.tts.kokoro import MODEL_RATE, load_styles
from speech.tts.phonemes import jieba, phonemes, syllables
from training.digits import texts
from training.digits.texts import Utterance

RATE = 16000
PHRASINGS = Path(__file__).parents[2] / "kb" / "evaluation" / "samples" / "phrasings.tsv"
"""What callers ask: speech that is no number."""

# Phonemes of each digit, first the standard one; then as heard around Shanghai or said quickly.
_SOUNDS = {
    "零": ("li↗ŋ", "li↗ŋ", "li↗ŋ", "li↗n", "liŋ"), "一": ("i→", "i→", "ji→", "ʔi→", "i↘"),
    "二": ("ɚ↘", "ɚ↘", "aɚ↘", "ʔɚ↘", "ɤ↘"), "三": ("sa→n", "sa→n", "sa→n", "sa→ŋ", "san"),
    "四": ("sɨ↘", "sɨ↘", "sɨ↘", "sɨ"), "五": ("u↓", "u↓", "wu↓", "u↗", "u"),
    "六": ("ljou↘", "ljou↘", "ljou↘", "ljou"), "七": ("ʨʰi→", "ʨʰi→", "ʨʰi→", "ʨʰi"),
    "八": ("pa→", "pa→", "pa→", "pa"), "九": ("ʨjou↓", "ʨjou↓", "ʨjou↗", "ʨjou"),
    "幺": ("jau→", "jau→", "jau→", "jau"), "洞": ("tʊ↘ŋ",), "拐": ("kwai↓",), "两": ("ljaŋ↓", "ljaŋ↗"),
}  # fmt: skip
VARIANTS = (
    "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "f1", "f2", "f3", "f4", "f5", "klatt", "klatt2",
    "klatt3", "Lee", "Andy", "Annie", "Alicia", "Michael", "Denis", "Mario", "Steph2", "Hugo", "anika",
)  # fmt: skip


class KokoroSpeakers:
    """As many Kokoro speakers as are asked for, mixed from style tables."""

    def __init__(
        self, folder: Path, chance: random.Random, tables: Sequence[Path] | None = None
    ) -> None:
        """`folder` has the weights; without `tables` the voices that come with them are mixed."""
        self._chance = chance
        self._noise = np.random.default_rng(chance.randrange(1 << 30))
        files = tables or (folder / "voices_ja.npz",)
        self._styles = np.stack([t for file in files for t in load_styles(file).values()])
        vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        self._tokens: dict[str, int] = vocabulary["vocab"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def speak(self, utterance: Utterance, hurry: float = 1.0) -> np.ndarray:
        """Return 16 kHz floats; `hurry` multiplies the pace."""
        tokens = [self._tokens[c] for c in self._phonemes(utterance) if c in self._tokens]
        quick = self._chance.random() < 0.2
        speed = self._chance.uniform(1.1, 1.45) if quick else self._chance.uniform(0.7, 1.15)
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": self._style(len(tokens)),
            "speed": np.array([speed * hurry], dtype=np.float32),
        }
        out = np.asarray(self._session.run(None, inputs)[0], np.float32).ravel()
        return soxr.resample(out, MODEL_RATE, RATE)

    def _style(self, length: int) -> np.ndarray:
        """Timbre and manner are mixed apart, a little beyond the known voices, and shaken."""
        rows = self._styles[:, min(length, 200) - 1].reshape(len(self._styles), 256)
        mean = rows.mean(0)
        halves = []
        for half in (slice(0, 128), slice(128, 256)):
            shares = self._noise.dirichlet(np.full(len(rows), 0.5))
            reach = self._chance.uniform(0.7, 1.35)
            mixed = mean[half] + reach * (shares @ rows[:, half] - mean[half])
            shake = self._chance.uniform(0, 0.6) * rows[:, half].std(0)
            halves.append(mixed + shake * self._noise.standard_normal(128))
        return np.concatenate(halves).astype(np.float32).reshape(1, 256)

    def _phonemes(self, utterance: Utterance) -> str:
        spoken = ""
        joined = self._chance.random()
        for part in utterance:
            sounds = self._digits(part.text, joined) if part.digits else phonemes(part.text)
            spoken += sounds + (", " if part.pause else " ")
        return spoken.strip(" ,") + self._chance.choice(("", ".", ".", "?"))

    def _digits(self, digits: str, joined: float) -> str:
        """Each digit as a word of its own, or run together as quick speakers do."""
        standard = self._chance.random() < 0.65
        sounds = [_SOUNDS[d][0] if standard else self._chance.choice(_SOUNDS[d]) for d in digits]
        return "".join(s + (" " if self._chance.random() > joined else "") for s in sounds).strip()


def espeak(utterance: Utterance, chance: random.Random) -> np.ndarray:
    """Speak with espeak-ng in a random variant; return 16 kHz floats."""
    spaced = chance.random() < 0.5
    text = ""
    for part in utterance:
        said = part.text.replace("幺", "腰")
        text += (" ".join(said) if spaced and part.digits else said) + ("，" if part.pause else " ")
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        voice = f"cmn+{chance.choice(VARIANTS)}"
        settings = ["-s", str(chance.randint(110, 220)), "-p", str(chance.randint(15, 85))]
        command = ["espeak-ng", "-v", voice, *settings, "-w", file.name, text]
        subprocess.run(command, check=True, capture_output=True)
        raw = np.frombuffer(Path(file.name).read_bytes()[44:], "<i2").astype(np.float32) / 32768
    return soxr.resample(raw, 22050, RATE)


def spoken_classes(utterance: Utterance) -> str:
    """The classes said, as `tokens.classes` reads them: digits by name, other syllables as *."""
    return "".join(p.text if p.digits else "*" * len(syllables(p.text)) for p in utterance)


def negatives() -> tuple[list[str], list[str]]:
    """Sentences without spelled numbers, and frequent words to string together."""
    lines = PHRASINGS.read_text(encoding="utf-8").splitlines()[1:]
    known = [line.split("\t")[0] for line in lines]
    known += texts.SENTENCES.read_text(encoding="utf-8").split()
    with jieba.get_dict_file() as file:
        entries = [line.decode().split() for line in file]
    chinese = [e for e in entries if all("一" <= c <= "鿿" for c in e[0])]
    frequent = sorted(chinese, key=lambda entry: -int(entry[1]))[:12000]
    return known, [entry[0] for entry in frequent]


def utterances(chance: random.Random, numbers: float) -> Iterator[Utterance]:
    """Endless material, a share `numbers` of it with numbers."""
    with_number, without = texts.numbers(chance), texts.speech(chance, *negatives())
    while True:
        yield next(with_number) if chance.random() < numbers else next(without)


def synthesise(
    out: Path, var: Path, minutes: float, seed: int, *, numbers: float, robots: float
) -> None:
    """Make so many minutes of speech. About a third of that time on one core."""
    chance = random.Random(seed)
    kokoro = KokoroSpeakers(model_files.ensure("kokoro", var / "weights"), chance)
    out.mkdir(parents=True, exist_ok=True)
    seconds, started = 0.0, time.monotonic()
    with (out / "speech.raw").open("wb") as sound, (out / "speech.jsonl").open("w") as labels:
        for count, utterance in enumerate(utterances(chance, numbers)):
            robot = chance.random() < robots
            samples = espeak(utterance, chance) if robot else kokoro.speak(utterance)
            samples = trim(normalise(samples, RATE), RATE, keep=0.05)
            if not 0.15 < samples.size / RATE < 15 or not np.isfinite(samples).all():
                continue
            pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2")
            row = {"start": sound.tell() // 2, "samples": pcm.size, "robot": robot}
            row |= {"said": spoken_classes(utterance), "text": "".join(p.text for p in utterance)}
            sound.write(pcm.tobytes())
            labels.write(json.dumps(row, ensure_ascii=False) + "\n")
            seconds += pcm.size / RATE
            if count % 200 == 0:
                labels.flush()
                print(
                    f"{count} {seconds / 60:.1f} min, {time.monotonic() - started:.0f} s",
                    flush=True,
                )
            if seconds > minutes * 60:
                return


def main() -> None:
    """Make the training speech."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--out", type=Path, default=Path("var/digits/speech"))
    options.add_argument("--var", type=Path, default=Path("var"), help="where weights are kept")
    options.add_argument("--minutes", type=float, default=100)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--numbers", type=float, default=0.75, help="share with a number")
    options.add_argument("--espeak", type=float, default=0.2, help="share spoken by espeak-ng")
    given = options.parse_args()
    synthesise(
        given.out, given.var, given.minutes, given.seed, numbers=given.numbers, robots=given.espeak
    )


if __name__ == "__main__":
    main()
