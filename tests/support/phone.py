"""A caller for dialogue tests: says, keys, keeps silent, and checks what is heard."""

from datetime import date
from typing import Any

from ivr.dialog import lookups, saves
from ivr.dialog.acts import Ask, CallerAct, Dialled, HandOff, HangUp, Keyed, Said, Silent
from ivr.dialog.conversation import Conversation, Exchange, OutdatedError
from ivr.dialog.effect import Effect, EffectKey, Missing, Unavailable
from ivr.dialog.hotline import hotline
from ivr.dialog.log_format import save_to_json
from kb.content import deadlines
from kb.contract import NOT_UNDERSTOOD, Candidate, Decision, Meaning, Understanding
from tests.support.knowledge import shipped

TODAY = "2026-11-24"
LIMITS = shipped().limits
MEMBER = lookups.MemberStatus("valid", "A", "now", "2026-01-01", "2026-12-31")


class MemoryLog:
    """A turn log in memory."""

    def __init__(self) -> None:
        self.entries: list[Exchange] = []

    def read(self) -> list[Exchange]:
        return list(self.entries)

    def append(self, entry: Exchange) -> None:
        if entry.seq != len(self.entries):
            raise OutdatedError
        self.entries.append(entry)

    def commit(self) -> None:
        pass


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
        self.facts = lookups.CallFacts(date.fromisoformat(TODAY), caller)
        self.pieces = ("第一句。", "第二句。")
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
        self.asked: list[lookups.FindAnswer] = []
        self.meanings: dict[str, Understanding] = {}
        """What more words mean, beside `MEANINGS`."""
        self.reserved = False
        self.covered = False
        self.doubts: tuple[str, ...] = ()
        """Conditions that the caller's words leave open."""
        self.own_word = ""
        self.sent: list[Meaning] = []
        """Answers sent by message."""

    def perform(self, effect: Effect, key: EffectKey) -> Any:
        assert str(key) not in self.performed, f"{key} executed twice"
        self.performed.append(str(key))
        if self.away and not isinstance(effect, lookups.FindCallFacts):
            return Unavailable()
        return getattr(self, f"_{effect.name}")(effect)

    def _facts(self, asked: lookups.FindCallFacts) -> lookups.CallFacts:
        return self.facts

    def _understand(self, asked: lookups.Understand) -> Understanding:
        words = asked.readings[0].text
        return self.meanings.get(words) or MEANINGS.get(words, NOT_UNDERSTOOD)

    def _answer(self, asked: lookups.FindAnswer) -> lookups.FoundAnswer | Missing:
        self.answered.append(asked.meaning.topic)
        self.asked.append(asked)
        found = lookups.FoundAnswer(
            tuple(self.pieces),
            sms=self.facts.sms,
            today=date.fromisoformat(TODAY),
            reserved=self.reserved or bool(self.doubts),
            own_word=self.own_word,
            name="急性心肌梗死" if self.own_word else "",
            covered=self.covered,
            doubts=self.doubts,
        )
        return found if self.pieces else Missing()

    def _illnesses(self, asked: lookups.ListIllnesses) -> lookups.IllnessList:
        listed = [lookups.ListedIllness(f"i{n}", f"病{n}") for n in range(12)]
        return lookups.IllnessList(tuple(listed))

    def _member(self, asked: lookups.FindMember) -> lookups.MemberStatus | Missing:
        code = [asked.code.heard] if asked.code else []
        return self.members.get((asked.number, asked.birth, *code)) or Missing()

    def _notice_limits(self, asked: lookups.FindNoticeLimits) -> lookups.NoticeLimits:
        day = date.fromisoformat(asked.day)
        pressing = deadlines.urgency(
            LIMITS[deadlines.ACCIDENT_NOTICE].last_day(day), date.fromisoformat(TODAY)
        )
        assessment_by = LIMITS[deadlines.DISABILITY_ASSESSMENT].last_day(day)
        return lookups.NoticeLimits(pressing, assessment_by.isoformat())

    def _notice(self, told: saves.KeepNotice) -> saves.NoticeRef:
        self.notice.update(save_to_json(told))
        return saves.NoticeRef(notice=told.notice or "notice", reference="00000007")

    def _open_notice(self, asked: lookups.FindOpenNotice) -> lookups.OpenNotice | Missing:
        return lookups.OpenNotice("earlier", tuple(self.left)) if self.left else Missing()

    def _notice_sms(self, asked: saves.SendNotice) -> saves.Sent:
        return saves.Sent(sent=True)

    def _no_recording(self, asked: saves.StopRecording) -> saves.RecordingStopped:
        self.recording_refused = True
        return saves.RecordingStopped(already=False)

    def _code(self, asked: lookups.SendCode) -> lookups.SentCode:
        return lookups.SentCode("key")

    def _deadline(self, asked: lookups.FindDeadline) -> lookups.Deadline:
        return lookups.Deadline("2026-12-01", self.pressing)

    def _callback(self, promise: saves.KeepCallback) -> saves.Kept:
        self.callback = save_to_json(promise)
        return saves.Kept()

    def _sms(self, asked: saves.SendAnswer) -> saves.Sent:
        self.sent.append(asked.meaning)
        return saves.Sent(sent=True)


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
