"""Speaks short answers and other speech with Kokoro in many blended styles.

    npm pack kokoro-js@1.2.1 && tar xzf kokoro-js-1.2.1.tgz
    python -m training.answers.synth --voices package/voices/z*.bin --out var/answers/speech1 --count 5000

Writes `speech.raw` and `speech.jsonl` as `training.digits.synth` does. Stopped, it goes on where it was.
"""

import argparse
import json
import random
from pathlib import Path

import numpy as np

from speech import model_files
from speech.audio.loudness import normalise, trim
from speech.tts.phonemes import syllables
from training.answers.texts import answers
from training.digits.augment import RATE
from training.digits.synth import KokoroSpeakers
from training.digits.texts import Part

ASIDE = ("zf_xiaoxiao", "zm_yunyang")
"""Voices never trained with: they tell how well somebody new is heard."""
_HURRY = 1.25
"""Times the pace of numbers: short answers are said quickly."""
_LONGEST = 7.0
"""Seconds; what takes longer is no short answer, and no example either."""


def synthesise(
    out: Path, var: Path, voices: list[Path], *, count: int, seed: int, aside: bool
) -> None:
    """Write utterances until there are `count`; those that are there already are kept."""
    out.mkdir(parents=True, exist_ok=True)
    labels, sound = out / "speech.jsonl", out / "speech.raw"
    made = _whole(labels)
    chance = random.Random(f"{seed} {made}")
    speakers = KokoroSpeakers(model_files.ensure("kokoro", var / "weights"), chance, voices)
    with sound.open("ab") as samples_file, labels.open("a", encoding="utf-8") as rows:
        for answer in answers(chance, aside=aside):
            if made >= count:
                return
            spoken = speakers.speak((Part(answer.text),), _HURRY)
            spoken = trim(normalise(spoken, RATE), RATE, keep=0.05)
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
    options.add_argument("--voices", type=Path, nargs="+", help="style tables; all but those aside")
    options.add_argument("--count", type=int, default=5000, help="utterances")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--aside", action="store_true", help="the voices and wordings kept aside")
    given = options.parse_args()
    voices = [v for v in given.voices if (v.stem in ASIDE) is given.aside]
    synthesise(given.out, given.var, voices, count=given.count, seed=given.seed, aside=given.aside)


if __name__ == "__main__":
    main()
