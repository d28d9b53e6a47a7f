"""Speaks short answers and other speech with Kokoro in many blended styles, or with espeak-ng.

    npm pack kokoro-js@1.2.1 && tar xzf kokoro-js-1.2.1.tgz
    python -m training.answers.synth --voices package/voices/z*.bin --out var/answers/speech1 --count 5000

Writes `speech.raw` and `speech.jsonl` as `training.digits.synth` does. Stopped, it goes on where it was.
"""

import argparse
import json
import random
import subprocess
import tempfile
from functools import partial
from pathlib import Path

import numpy as np
import soxr

from speech import model_files
from speech.audio.loudness import normalise, trim
from speech.tts.phonemes import syllables
from training.answers.texts import answers
from training.digits.augment import RATE
from training.digits.synth import VARIANTS, KokoroSpeakers
from training.digits.texts import Part

ASIDE = ("zf_xiaoxiao", "zm_yunyang")
"""Voices never trained with: they tell how well somebody new is heard."""
_HURRY = 1.25
"""Times the pace of numbers: short answers are said quickly."""
_LONGEST = 7.0
"""Seconds; what takes longer is no short answer, and no example either."""


def robot(text: str, chance: random.Random) -> np.ndarray:
    """Speak with espeak-ng in a random variant, which costs nothing; return 16 kHz floats.

    It is told the syllables: of Chinese characters it says the tones' numbers in English.
    """
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        voice = f"cmn-latn-pinyin+{chance.choice(VARIANTS)}"
        manner = ["-s", str(chance.randint(110, 220)), "-p", str(chance.randint(15, 85))]
        command = ["espeak-ng", "-v", voice, *manner, "-w", file.name, " ".join(syllables(text))]
        subprocess.run(command, check=True, capture_output=True)
        raw = np.frombuffer(Path(file.name).read_bytes()[44:], "<i2").astype(np.float32) / 32768
    return soxr.resample(raw, 22050, RATE)


def synthesise(
    out: Path, var: Path, voices: list[Path], *, count: int, seed: int, aside: bool
) -> None:
    """Write utterances until there are `count`; those that are there already are kept."""
    out.mkdir(parents=True, exist_ok=True)
    labels, sound = out / "speech.jsonl", out / "speech.raw"
    made = _whole(labels)
    chance = random.Random(f"{seed} {made}")
    speak = partial(robot, chance=chance)
    if voices:
        speakers = KokoroSpeakers(model_files.ensure("kokoro", var / "weights"), chance, voices)
        speak = partial(_hurried, speakers)
    with sound.open("ab") as samples_file, labels.open("a", encoding="utf-8") as rows:
        for answer in answers(chance, aside=aside):
            if made >= count:
                return
            spoken = trim(normalise(speak(answer.text), RATE), RATE, keep=0.05)
            if not 0.1 < spoken.size / RATE < _LONGEST or not np.isfinite(spoken).all():
                continue
            pcm = (np.clip(spoken, -1, 1) * 32767).astype("<i2")
            row = {"start": samples_file.tell() // 2, "samples": pcm.size}
            samples_file.write(pcm.tobytes())
            samples_file.flush()
            row |= {"kind": answer.kind.value, "text": answer.text}
            row |= {"said": "*" * len(syllables(answer.text))}
            rows.write(json.dumps(row, ensure_ascii=False) + "\n")
            rows.flush()
            made += 1
            if made % 100 == 0:
                print(f"{made} of {count}", flush=True)


def _hurried(speakers: KokoroSpeakers, text: str) -> np.ndarray:
    return speakers.speak((Part(text),), _HURRY)


def _whole(labels: Path) -> int:
    """How many utterances are written; the rest of a broken line is taken away."""
    text = labels.read_text(encoding="utf-8") if labels.exists() else ""
    whole = text[: text.rfind("\n") + 1]
    labels.write_text(whole, encoding="utf-8")
    return whole.count("\n")


def main() -> None:
    """Make the speech."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--var", type=Path, default=Path("var"), help="where weights are kept")
    options.add_argument(
        "--voices",
        type=Path,
        nargs="*",
        help="style tables, of which those aside are kept; none: espeak-ng speaks",
    )
    options.add_argument("--count", type=int, default=5000, help="utterances")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--aside", action="store_true", help="the voices and wordings kept aside")
    given = options.parse_args()
    voices = [v for v in given.voices or () if (v.stem in ASIDE) is given.aside]
    synthesise(given.out, given.var, voices, count=given.count, seed=given.seed, aside=given.aside)


if __name__ == "__main__":
    main()
