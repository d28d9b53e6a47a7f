"""A caller for dialogue tests: says, keys, keeps silent, and checks what is heard."""

from datetime import date
from typing import Any

from ivr.dialog.acts import (
    Ask,
    CallerAct,
    Dialled,
    Found,
    HandOff,
    HangUp,
    Keyed,
    Lookup,
    Missing,
    Result,
    Said,
    Save,
    Saved,
    Silent,
    Unavailable,
)
from ivr.dialog.conversation import Conversation, Entry, OutdatedError
from ivr.dialog.hotline import hotline
from ivr.effects.answers import understood_json
from kb.content import deadlines
from kb.contract import NOT_UNDERSTOOD, Candidate, Decision, Meaning, Understanding

TODAY = "2026-11-24"
MEMBER = {
    "state": "valid",
    "plan": "A",
    "covered_from": "2026-01-01",
    "covered_to": "2026-12-31",
}


class MemoryLog:
    """A turn log in memory."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def read(self) -> list[Entry]:
        return list(self.entries)

    def append(self, entry: Entry) -> None:
        if entry.seq != len(self.entries):
            raise OutdatedError
        self.entries.append(entry)


def meant(
    topic: str, decision: str = "answer", illness: str = "", aspect: str = "", *others: Candidate
) -> Understanding:
    """What the matcher would say."""
    meaning = Meaning(topic, illness, aspect)
    return Understanding(meaning, 0.9, Decision(decision), others, name=topic)


MEANINGS = {
    "返回": meant("nav.back"),
    "主菜单": meant("nav.menu"),
    "再说一遍": meant("nav.repeat"),
    "再见": meant("nav.bye"),
    "转人工": meant("operator"),
    "查一下我的卡": meant("member.status"),
    "我要报事故": meant("accident.report"),
    "糖尿病赔不赔": meant("illness.coverage", illness="diabetes"),
    "大病理赔要什么材料": meant("claim.critical_illness", aspect="materials"),
    "大病怎么理赔": meant("claim.critical_illness"),
    "我昨天摔伤了要报案": meant("accident.report"),
    "前天从梯子上摔下来了": meant("accident.report", "confirm"),
    "三月五号确诊的大病什么时候申请": meant("claim.critical_illness", aspect="deadline"),
    "三月五号确诊的怎么理赔": meant("claim.critical_illness"),
    "新梗赔不赔": meant("illness.coverage", "confirm", illness="ami"),
    "那个什么病": meant(
        "illness.coverage",
        "choose",
        "ami",
        "",
        Candidate(Meaning("illness.coverage", "stroke"), 0.9, "illness.coverage"),
    ),
}


class FakeWorld:
    """Effects with known answers, which remember what was done."""

    def __init__(self, caller: str = "13800001234") -> None:
        self.facts = {"today": TODAY, "caller": caller, "sms": False}
        self.pieces = ["第一句。", "第二句。"]
        self.members = {("7921742180", "1975-08-12"): MEMBER}
        self.notice: dict[str, Any] = {}
        self.callback: dict[str, Any] = {}
        self.performed: list[str] = []
        self.away = False
        self.left: list[str] = []
        """Answers of a notice this phone left incomplete."""
        self.recording_refused = False
        self.pressing = "in_time"
        self.answered: list[str] = []
        """Topics the knowledge base was asked for."""

    def perform(self, request: Lookup | Save, key: str) -> Result:
        assert key not in self.performed, f"{key} executed twice"
        self.performed.append(key)
        if self.away and request.what != "facts":
            return Unavailable()
        return getattr(self, f"_{request.what}")(
            request.args if isinstance(request, Lookup) else request.data
        )

    def _facts(self, args: dict) -> Result:
        return Found(self.facts)

    def _understand(self, args: dict) -> Result:
        return Found(understood_json(MEANINGS.get(args["readings"][0][0], NOT_UNDERSTOOD)))

    def _answer(self, args: dict) -> Result:
        self.answered.append(args["topic"])
        found = {"pieces": self.pieces, "sms": False, "today": TODAY}
        return Found(found) if self.pieces else Missing()

    def _illnesses(self, args: dict) -> Result:
        return Found({"items": [{"id": f"i{n}", "name": f"病{n}"} for n in range(12)]})

    def _member(self, args: dict) -> Result:
        code = [args["code"]["heard"]] if "code" in args else []
        found = self.members.get((args["number"], args["birth"], *code))
        return Found(found) if found else Missing()

    def _notice_limits(self, args: dict) -> Result:
        day = date.fromisoformat(args["date"])
        pressing = deadlines.urgency(deadlines.accident_notice(day), date.fromisoformat(TODAY))
        last = deadlines.disability_assessment(day)
        return Found({"notice": pressing, "assessment_by": last.isoformat()})

    def _notice(self, data: dict) -> Result:
        self.notice.update(data)
        return Saved({"notice": data["notice"] or "notice", "reference": "00000007"})

    def _open_notice(self, args: dict) -> Result:
        return Found({"notice": "earlier", "has": self.left}) if self.left else Missing()

    def _notice_sms(self, data: dict) -> Result:
        return Saved({"sent": True})

    def _no_recording(self, data: dict) -> Result:
        self.recording_refused = True
        return Saved()

    def _code(self, args: dict) -> Result:
        return Found({"code": "key"})

    def _deadline(self, args: dict) -> Result:
        return Found({"by": "2026-12-01", "pressing": self.pressing})

    def _callback(self, data: dict) -> Result:
        self.callback = data
        return Saved()

    def _sms(self, data: dict) -> Result:
        return Saved()


class Phone:
    """One call, acted out by a test."""

    def __init__(self, world: FakeWorld | None = None) -> None:
        self.world = world or FakeWorld()
        self.log = MemoryLog()
        self._conversation = self._open()

    def _open(self) -> Conversation:
        return Conversation(hotline, "CA1", self.log, self.world)

    @property
    def turn(self):
        return self._conversation.turn

    @property
    def heard(self) -> list[str]:
        """Prompts heard in the last turn, the question last."""
        then = self.turn.then
        last = [then.prompt] if isinstance(then, Ask) else []
        return [s.prompt for s in self.turn.says] + last

    def does(self, act: CallerAct) -> "Phone":
        """Act, and check on the way that another worker would be at the same point."""
        self._conversation.receive(act)
        assert self._open().turn == self._conversation.turn
        return self

    def says(self, text: str, recording: str = "a.wav") -> "Phone":
        return self.does(Said(text, recording=recording))

    def keys(self, keys: str) -> "Phone":
        return self.does(Keyed(keys))

    def is_silent(self) -> "Phone":
        return self.does(Silent())

    def nobody_answers(self) -> "Phone":
        return self.does(Dialled(answered=False))

    def operator_answers(self) -> "Phone":
        return self.does(Dialled(answered=True))

    def hears(self, *prompts: str) -> "Phone":
        for prompt in prompts:
            assert prompt in self.heard, f"{prompt} not in {self.heard}"
        return self

    def is_asked(self, prompt: str, attempt: int = 0) -> "Phone":
        assert isinstance(self.turn.then, Ask), self.turn.then
        assert (self.turn.then.prompt, self.turn.then.attempt) == (prompt, attempt)
        return self

    def is_handed_off(self) -> "Phone":
        assert isinstance(self.turn.then, HandOff), self.turn.then
        return self

    def is_over(self) -> "Phone":
        assert isinstance(self.turn.then, HangUp), self.turn.then
        return self
