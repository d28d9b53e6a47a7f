"""Yes and no by voice: how often short answers are taken for what was said, or asked for again.

Synthetic callers, each with a voice of their own, say yes, no and something else over telephone lines
of every kind, bad ones too. They are heard as after a yes-or-no question. Worst is what was not said
taken for an answer; to be asked again costs a few seconds, and then there are the keys.

Pieces of people's sentences, cut where they are quietest, are neither yes nor no.

    python -m bench.answers [--voices 6] [--people DIR] [--json answers.json]

Beside the hotline: its engine without the ears for short answers; and what one would write first,
faster-whisper's own `transcribe` with its defaults on the same model and utterances, and the first
word of yes or no in what it wrote.
"""

import argparse
import csv
import json
import math
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel

from bench.line import listen
from ivr.dialog.acts import Said
from ivr.dialog.parsers import yes_no
from ivr.dialog.question import Value
from ivr.telephony.answer import joined
from speech import model_files
from speech.answers import load as answers_load
from speech.answers.with_answers import WithAnswers
from speech.asr import choose as engines
from speech.asr.futures import done
from speech.asr.recognizer import Expectation, Hint, Recognizer, Transcript
from speech.asr.whisper.decoder import RATE
from speech.audio import LINE_RATE
from speech.audio.telephone import read_wav, resample, to_floats, to_pcm
from training.digits.augment import telephone
from training.digits.synth import KokoroSpeakers
from training.digits.texts import Part

WEIGHTS = Path("var/weights")
PEOPLE = Path(__file__).parents[2] / "shared" / "calls" / "audio" / "human"
SEED = 12351
PIECES = 4
"""Tries to cut a piece out of a recording; a third of the pieces is used."""
_FRAME = LINE_RATE // 50
_SHORTEST, _LONGEST = 8, 45
"""Frames of a piece: 0.16 to 0.9 s."""
YES = "是的 对 对的 没错 好的 可以 要 嗯 行 好 是啊 没问题 需要 对的没错"
NO = "不是 不对 不要 不用 不用了 没有 不行 错了 不 不好 不可以 不需要 说错了 不用谢谢"
OTHER = (
    "什么 再说一遍 我没听清 转人工 等一下 你说什么 三 八 七九二 怎么申请 我的会员卡 喂 不知道 白血病 "
    "癌症能赔吗 多少钱 再见 让我想想 第三位是五 最后一位是六"
)
_YES_WORDS = "是 对 對 好 要 行 嗯 可以 没错 沒錯 没问题 沒問題"
_NO_WORDS = "不 没 沒 错 錯"


@dataclass(frozen=True)
class Call:
    """One answer over the line."""

    text: str
    meant: bool | None
    pcm: bytes
    said: str
    """'yes', 'no', 'neither', or whose speech it is: a line of the table for each."""


@dataclass(frozen=True)
class Score:
    """One way of hearing, one kind of answer."""

    way: str
    said: str
    answers: int
    right: int
    """Of what is neither: what was asked again."""
    asked: int
    wrong: int


class Plain:
    """faster-whisper as its manual says, behind the protocol of any recogniser."""

    name = "faster-whisper"

    def __init__(self, folder: Path) -> None:
        self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)

    def open(self, expectation: Expectation) -> "PlainStream":
        """Start a new utterance."""
        return PlainStream(self._model)


class PlainStream:
    """One utterance, recognised at its end."""

    def __init__(self, model: WhisperModel) -> None:
        self._model = model
        self._pcm = bytearray()

    def feed(self, pcm: bytes) -> str:
        """See `RecognizerStream.feed`."""
        self._pcm += pcm
        return ""

    def finish(self) -> "Future[Transcript]":
        """See `RecognizerStream.finish`."""
        samples = to_floats(resample(bytes(self._pcm), LINE_RATE, RATE))
        segments = list(self._model.transcribe(samples, language="zh")[0])
        sure = min((math.exp(s.avg_logprob) for s in segments), default=0.0)
        return done(Transcript("".join(s.text for s in segments), sure, Plain.name, 0.0, 0.0))

    def close(self) -> None:
        """See `RecognizerStream.close`."""


def first_word(said: Said) -> bool | None:
    """What one would write first: yes or no by the first word that says so, of two the longer."""
    places = [
        (said.text.find(word), -len(word), meant)
        for words, meant in ((_YES_WORDS, True), (_NO_WORDS, False))
        for word in words.split()
        if word in said.text
    ]
    return min(places)[2] if places else None


def parsed(said: Said) -> bool | None:
    """As the dialogue takes it."""
    answer = yes_no(said)
    return bool(answer.value) if isinstance(answer, Value) else None


def calls(voices: int) -> Iterator[Call]:
    """Every answer, by so many callers over as many lines."""
    chance, line = random.Random(SEED), np.random.default_rng(SEED)
    speakers = KokoroSpeakers(model_files.ensure("kokoro", WEIGHTS), chance)
    for words, meant, said in ((YES, True, "yes"), (NO, False, "no"), (OTHER, None, "neither")):
        for text in words.split():
            for _ in range(voices):
                spoken = speakers.speak((Part(text),))
                over_the_line = telephone(spoken, line, np.zeros(0, np.float32))
                yield Call(text, meant, to_pcm(over_the_line), said)


def pieces(folder: Path) -> list[Call]:
    """Short pieces of people's sentences and numbers: what nobody said as an answer."""
    chance = np.random.default_rng(SEED)
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    found = []
    for row in rows:
        samples = to_floats(read_wav(folder / row["file"]))
        quiet = _quiet_places(samples)
        for _ in range(PIECES):
            start = int(chance.choice(quiet))
            ends = [at for at in quiet if _SHORTEST <= at - start <= _LONGEST]
            if ends:
                piece = samples[start * _FRAME : int(chance.choice(ends)) * _FRAME]
                found.append(Call(row["text"], None, to_pcm(piece), "people, neither"))
    return found[::3]


def _quiet_places(samples: np.ndarray) -> list[int]:
    """Frames that are the quietest of those around them: between words, or within them."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    power = np.convolve(np.log(np.square(frames).mean(1) + 1e-9), np.ones(3) / 3, "same")
    return [n for n in range(3, len(power) - 3) if power[n] == power[n - 3 : n + 4].min()]


def measure(
    way: str,
    recognizer: Recognizer,
    meaning: Callable[[Said], bool | None],
    made: Sequence[Call],
) -> list[Score]:
    """One way of hearing on all answers."""
    scores = []
    for said in dict.fromkeys(c.said for c in made):
        answers = [c for c in made if c.said == said]
        taken = [
            (meaning(joined(listen(recognizer, c.pcm, Expectation(Hint.YES_NO)))), c.meant)
            for c in answers
        ]
        right = sum(t is meant for t, meant in taken)
        asked = sum(t is None for t, _ in taken)
        wrong = sum(t is not None and t is not meant for t, meant in taken)
        scores.append(Score(way, said, len(answers), right, asked, wrong))
    return scores


def report(scores: Sequence[Score]) -> str:
    """A Markdown table."""
    lines = ["| heard by | said | n | right | asked again | taken wrongly |", "|---" * 6 + "|"]
    for s in scores:
        shares = (f"{n / s.answers:.0%}" for n in (s.right, s.asked, s.wrong))
        lines.append("| " + " | ".join([s.way, s.said, str(s.answers), *shares]) + " |")
    return "\n".join(lines)


def main() -> None:
    """Print the table; write it as JSON too when asked."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--voices", type=int, default=6, help="callers for each answer")
    options.add_argument("--people", type=Path, default=PEOPLE, help="recordings with a manifest")
    options.add_argument("--json", type=Path, help="also write the results here")
    chosen = options.parse_args()
    folder = model_files.ensure("whisper-base", WEIGHTS)
    made = list(calls(chosen.voices))
    made += pieces(chosen.people) if chosen.people.is_dir() else []
    engine = engines.load("whisper", WEIGHTS)
    ears = answers_load.load(WEIGHTS)
    scores = measure("hotline", WithAnswers(engine, ears), parsed, made) if ears else []
    scores += measure("hotline, its engine alone", engine, parsed, made)
    scores += measure("faster-whisper, first word", Plain(folder), first_word, made)
    print(report(scores))
    if chosen.json:
        rows = [asdict(score) for score in scores]
        chosen.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
