"""Calls by voice about every kind of card: real audio through the real WebSocket, one call each.

Every caller asks for the card, says number, yes and birth date, and listens. The voice is a
rendered one, not the hotline's own, over a line with hiss. A call counts as reached when the hotline
said what belongs to this card and nothing that must not be told. Callers say the number in groups; who
does not get through calls again and says it digit by digit.

    python -m bench.cards [--cases valid,lost] [--json cards.json]
"""

import argparse
import json
import re
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from demo.caller_voice import caller_voice
from demo.captions import CaptionFile
from demo.run import SAMPLE_MEMBERS
from demo.server import TOKEN, Server
from ivr.cli.common import local_settings
from ivr.config.data_key import local_key
from ivr.effects.identity import ACTION, FAILURES_PER_CALLER
from models import migrate, union_codes
from models.audit import Audit
from models.base import connect
from models.call import phone_key
from models.member_import import import_members
from models.sealed import vault_of_engine
from models.vault import Vault
from simulator import CallOptions, parse_script, place_call

ASK = "查一下我的会员卡。"
YES = "对的，没错。"
TODAY = "2026-11-24"
AT_ONCE = 2
MAX_SECONDS = 150
TELLS = "核对好了|保障期|挂失|注销|转单位|有效"
"""What is only said once it is known who asks."""
DIGITS = "零幺二三四五六七八九"
_MORE = "请问还有什么可以帮您？没有的话，直接挂机就可以了。"


@dataclass(frozen=True)
class Case:
    """One caller and what they must hear."""

    name: str
    number: str
    birth: str
    hears: tuple[str, ...]
    identified: bool = True
    phone: str = "+8613800000000"


REFUSED = ("核对不上",)
CASES = (
    Case("valid", "7921742180", "1975-08-12", ("是有效的", "A类保障", "保障期是")),
    Case("lost", "3014673002", "1970-05-20", ("登记的是挂失", "重新办卡")),
    Case("cancelled", "0787789328", "1966-02-28", ("登记的是注销", "重新办卡")),
    Case("moved", "9403269910", "2001-10-10", ("登记的是转单位", "继续用原来的卡号")),
    Case("expired", "0237409546", "1983-01-01", ("已经过了有效期",)),
    Case("unknown number", "7921742188", "1975-08-12", REFUSED, identified=False),
    Case("wrong birth date", "7921742180", "1976-08-12", REFUSED, identified=False),
    Case("locked", "7921742180", "1975-08-12", REFUSED, identified=False, phone="+8613700000000"),
)
"""Members of the sample; from the last one's phone numbers have been guessed too often. How well
numbers are heard is measured elsewhere: those refused are like one that is heard well."""


@dataclass(frozen=True)
class Call:
    """What became of one call."""

    card: str
    reached: bool
    calls: int
    """Second calls say the number digit by digit."""
    answered: str
    """The hotline's words after the birth date."""
    before: str
    """Its words up to there, without the number it read back."""
    seconds: float


def spoken_number(number: str, *, in_groups: bool = True) -> str:
    """In three groups, as people read a card, or digit by digit."""
    digits = "".join(DIGITS[int(d)] for d in number)
    return f"{digits[:3]}，{digits[3:6]}，{digits[6:]}。" if in_groups else "，".join(digits) + "。"


def spoken_date(iso: str) -> str:
    """As in 一九七五年八月十二号."""
    day = date.fromisoformat(iso)
    year = "".join("零一二三四五六七八九"[int(d)] for d in str(day.year))
    return f"{year}年{_tens(day.month)}月{_tens(day.day)}号。"


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return (
        ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")
    )


def measure(
    cases: Sequence[Case], var: Path, voice: Callable[[str], Path], most_calls: int = 2
) -> list[Call]:
    """Start a server, place the calls, two at a time; `voice` speaks a text into a file."""
    for case in cases:  # before anybody waits on the line
        for number in range(most_calls):
            for text in _texts(case, number):
                voice(text)
    with tempfile.TemporaryDirectory(prefix="hotline-cards-") as folder:
        workdir = Path(folder)
        server = Server(var.resolve(), workdir, HOTLINE_TODAY=TODAY)
        prepare(connect(server.database_url, Vault([local_key(server.var)])))
        with server, ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda case: _call(server, case, voice, most_calls), cases))


def prepare(engine: Engine) -> None:
    """The sample's members, and a locked phone."""
    migrate.upgrade(engine)
    import_members(engine, SAMPLE_MEMBERS, union_codes.load())
    locked = next(case for case in CASES if case.name == "locked")
    with Session(engine) as session, session.begin():
        key = phone_key(vault_of_engine(engine), locked.phone)
        for n in range(FAILURES_PER_CALLER):
            session.add(Audit(key=f"x/{n}", action=ACTION, caller_key=key, outcome="refused"))
    engine.dispose()


def _texts(case: Case, call: int) -> tuple[str, str, str, str]:
    number = spoken_number(case.number, in_groups=call == 0)
    return ASK, number, YES, spoken_date(case.birth)


def _call(server: Server, case: Case, voice: Callable[[str], Path], most: int) -> Call:
    """The first call that reaches what it should, or the last."""
    for number in range(most):
        call = _place(server, case, [voice(text) for text in _texts(case, number)])
        if call.reached:
            break
    return replace(call, calls=number + 1)


def _place(server: Server, case: Case, clips: Sequence[Path]) -> Call:
    ask, number, yes, birth = (str(clip.resolve()) for clip in clips)
    read_back = "会员号是，" + _read_back(case.number)
    steps = [
        {"say": ask, "during_prompt": True, "after": 1.5},
        {"expect": "十位会员号"},
        {"say": number},
        {"expect": read_back, "asked": _put_right(case.number), "within": 25},
        {"say": yes},
        {"expect": "出生日期", "within": 25},
        {"say": birth},
        {"expect": case.hears[0], "within": 25},
        {"wait_quiet": {"within": 40}},
        "hangup",
    ]
    captions = CaptionFile(server.captions)
    options = CallOptions(max_seconds=MAX_SECONDS, captions=captions.spoken)
    script = parse_script({"name": case.name, "steps": steps})
    result = place_call(
        server.url, script, auth_token=TOKEN, from_number=case.phone, options=options
    )
    said = [c["text"] for c in result.captions if c["who"] == "hotline"]
    asked = next((i for i, text in enumerate(said) if "出生日期，或者" in text), len(said))
    answered = "".join(said[asked + 1 :]).removesuffix(_MORE)
    reached = not result.failures and all(re.search(p, answered) for p in case.hears)
    reached = reached and (case.identified or not re.search(TELLS, "".join(said)))
    before = _READ_BACK.sub("会员号是…对吗", "".join(said[: asked + 1]))
    return Call(case.name, reached, 1, answered, before, round(result.seconds, 1))


_READ_BACK = re.compile(
    "(?:会员号一共是十位，我听到了.位。.*?或者用按键输入。)*(?:第.位，是.，还是.，)*"
    "会员号是.*?(?:对吗|对请按1，不对请按2)"
)
"""The number as it was heard, whole or in part, and the digits that were asked about: all depend on the
recogniser alone."""


def _put_right(number: str) -> dict[str, str]:
    """Keys by what the hotline says when it heard the number, or a digit of it, badly."""
    digits = {f"第{'一二三四五六七八九十'[n]}位，是": digit for n, digit in enumerate(number)}
    wrong = f"会员号是，(?!{_read_back(number)})"
    return {wrong: "2", "重新来|用电话上的按键|十位，我听到了": number, **digits}


def _read_back(number: str) -> str:
    """As the hotline reads a number back."""
    return spoken_number(number).removesuffix("。")


def report(calls: Sequence[Call]) -> str:
    """A Markdown table, and whether the calls can be told apart before the birth date."""
    lines = [
        "| card | reached | calls | after the birth date the caller hears | length |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {c.card} | {'yes' if c.reached else 'NO'} | {c.calls} | {c.answered or '-'} | {c.seconds:.0f} s |"
        for c in calls
    ]
    same = len({c.before for c in calls if c.reached}) == 1
    lines.append(
        f"\nBefore that, calls that got through heard {'the same' if same else 'different'} words, but "
        "for the number read back."
    )
    return "\n".join(lines)


def main() -> None:
    """Print the table; write it as JSON too when asked."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--cases", default=",".join(case.name for case in CASES))
    options.add_argument("--json", type=Path, help="also write the results here")
    chosen = options.parse_args()
    names = chosen.cases.split(",")
    var = local_settings().var
    voice = caller_voice(var / "weights", var / "callers")
    calls = measure([case for case in CASES if case.name in names], var, voice)
    print(report(calls))
    if chosen.json:
        rows = [asdict(call) for call in calls]
        chosen.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
