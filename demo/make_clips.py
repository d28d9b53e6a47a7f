"""Makes the callers' clips that no recording exists for, with a voice that is not the hotline's.

    python -m demo.make_clips

The clips named by a number are recordings of the labelled set the hotline was developed against.
"""

import shutil
from pathlib import Path

from demo import AUDIO
from demo.caller_voice import caller_voice

CLIPS = {
    "pneumonia": "得了肺炎住院，赔不赔？",
    "reporter": "我姓王，是他的同事。",
    "place": "在厂里的仓库。",
    "story": "他搬货的时候从梯子上摔下来了，腿断了，站不起来。",
    "hospital": "已经送到区中心医院了。",
    "yesterday": "昨天下午。",
    "yes": "对的。",
    "no": "不对。",
    "card-ask": "查一下我的会员卡。",
    "card-number": "七九二，幺七四，二幺八零。",
    "card-yes": "对的，没错。",
    "card-birth": "一九七五年八月十二号。",
    "card-wrong-birth": "一九七六年八月十二号。",
}

if __name__ == "__main__":
    speak = caller_voice(Path("var/weights"), Path("var/callers"))
    for name, text in CLIPS.items():
        shutil.copy(speak(text), AUDIO / f"{name}.wav")
