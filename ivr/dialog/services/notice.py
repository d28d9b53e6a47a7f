"""Accident notice: a short interview in which every answer is kept the moment it is given.

Nothing that is said in it ends it by guess: a question is answered and the interview goes on, and
who wants to leave is asked once more.
"""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from ivr.dialog import remarks
from ivr.dialog.accident_facts import accident_facts, several_people, speaks_for_union
from ivr.dialog.acts import Ask, Asking, Keyed, Said, Say
from ivr.dialog.effect import Unavailable, keep, look_up
from ivr.dialog.flow import GoBack, GoMenu, GoodBye, GoTopic, Query
from ivr.dialog.hearing import understand
from ivr.dialog.lookups import (
    CallFacts,
    FindNoticeLimits,
    FindOpenNotice,
    NoticeLimits,
    OpenNotice,
)
from ivr.dialog.memory import recall
from ivr.dialog.number import confirmed_number
from ivr.dialog.outcome import DECEASED, INJURED, MISSING, plainly
from ivr.dialog.parsers import (
    FAINT,
    anything,
    member_number_or_unknown,
    outcome,
    story,
    yes_no,
)
from ivr.dialog.question import (
    TRIES,
    Heard,
    Parse,
    Repeated,
    Value,
    ask_until,
    follow_navigation,
    question,
    understand_wish,
)
from ivr.dialog.recording import Told
from ivr.dialog.saves import KeepNotice, NoticeAnswers, NoticeRef, SendNotice
from ivr.dialog.services import answers
from ivr.dialog.services.notice_day import day_of_accident
from ivr.dialog.services.notice_fields import StepToCorrect, correction, right_or_which, which
from ivr.dialog.services.notice_gist import read_back, read_field
from ivr.dialog.services.notice_values import Right, put_right
from ivr.dialog.services.notice_words import (
    agrees_first,
    asks_back,
    has_no_phone,
    has_none,
    name_beside,
    names_somebody,
    tells_no_number,
)
from ivr.dialog.services.overheard import Instead, overhearing
from ivr.dialog.services.person import callback_number
from ivr.dialog.urgency import cries_for_help
from kb.contract import NONE, Decision
from speech.digits.fusion import Hypothesis

Step = Callable[["_Interview"], Asking[NoticeAnswers]]
"""Asks one thing; returns the answers so far with those it was given."""


def take(call: CallFacts, said: str) -> Asking[None]:
    """The whole interview, from the emergency warning to the reference number.

    What `said`, the words the caller asked for it with, tells plainly is not asked again. Who tells of
    a death is condoled instead of warned.
    """
    memory = yield from recall()
    interview = _Interview(call, said)
    if plainly(said) == DECEASED:
        yield from _learn_outcome(interview, said)
    elif not memory.warned:
        yield Say("notice.emergency")
    steps = yield from _begin(interview)
    step = 0
    while step < len(steps):
        try:
            yield from _staying(partial(_run, steps[step], interview))
            step += 1
        except GoBack:
            if step == 0:
                raise
            step -= 1
    yield from _staying(partial(_confirm, interview))
    yield from _finish(interview)


class _Interview:
    """What was told in this call, and the key under which it is kept."""

    def __init__(self, call: CallFacts, said: str) -> None:
        self.call = call
        self.said = said
        self.key = ""
        self.given = NoticeAnswers()
        self.asks_again = False
        """What was told already is asked anew, because it is wrong."""
        self.other_phone = False
        """The number that was given is wrong, and so the caller wants another than that of the call."""
        self.just_told = ""
        """The step that was answered last."""
        self.day = ""
        """What was said of a day that is not known exactly."""
        self.limits: NoticeLimits | None = None
        """The last days that follow from the accident, where its day is known."""

    def keep(self, status: str = "incomplete") -> Asking[NoticeRef | Unavailable]:
        """Save all that was told: should an earlier save have failed, this one makes up for it."""
        kept = yield from keep(KeepNotice(self.key, status, self.given))
        if isinstance(kept, NoticeRef):
            self.key = kept.notice
        return kept

    def remark(self, name: str, words: str) -> None:
        """Hold on to words that no field has room for."""
        lines = (self.given.remarks or "").splitlines()
        line = f"{name}：{words}"
        if words and line not in lines:
            self.given = replace(self.given, remarks="\n".join([*lines, line]))


def _staying(part: Callable[[], Asking[None]]) -> Asking[None]:
    """Carry out a part of the interview; a caller who seems to leave it is asked whether to."""
    while True:
        try:
            yield from part()
            return
        except (GoodBye, GoMenu, GoTopic):
            if (yield from question(Ask("notice.leave", hint="yesno"), yes_no)):
                raise
            yield Say("notice.resume")


def _begin(interview: _Interview) -> Asking[list[str]]:
    """Go on with the notice this phone left incomplete, or begin one; returns the steps to take."""
    left = yield from look_up(FindOpenNotice())
    if isinstance(left, OpenNotice):
        again = yield from question(Ask("notice.continue", hint="yesno"), yes_no)
        if again:
            interview.key = left.notice
            interview.limits = left.limits
            yield Say("notice.resume")
            return [name for name in STEPS if not set(_ANSWERS[name]) & set(left.has)]
    yield from _take_what_was_said(interview)
    yield from interview.keep()
    return [name for name in STEPS if not any(_has(interview.given, a) for a in _ANSWERS[name])]


def _has(given: NoticeAnswers, answer: str) -> bool:
    return bool(getattr(given, answer))


def _take_what_was_said(interview: _Interview) -> Asking[None]:
    """Use what the first sentence told; say what the caller should know from the start."""
    facts = accident_facts(interview.said)
    if facts.union:
        yield Say("notice.not_formal")
    if facts.several:
        yield Say("notice.one_each")
    named = {
        "person": facts.person,
        "place": facts.place,
        "story": facts.story,
        "hospital": facts.hospital,
    }
    found = {name: value for name, value in named.items() if value}
    interview.given = replace(interview.given, **found)
    yield from _learn_outcome(interview, interview.said)


def _learn_outcome(interview: _Interview, said: str) -> Asking[None]:
    """Take from running words whether somebody was hurt or died; a death is condoled at once."""
    found = plainly(said)
    if interview.given.outcome is not None or found not in (INJURED, DECEASED):
        return
    interview.given = replace(interview.given, outcome=found)
    yield from _condole(interview)


def _condole(interview: _Interview) -> Asking[None]:
    memory = yield from recall()
    if interview.given.outcome == DECEASED and not memory.bereaved:
        memory.bereaved = True
        yield Say("notice.condolence")


def _run(name: str, interview: _Interview) -> Asking[None]:
    """Carry out one step. What an answer corrects of an earlier one is put right, and the step begun anew."""

    def listens(ask: Ask, act: Said | Keyed) -> StepToCorrect | None:
        text = act.text if isinstance(act, Said) else ""
        open_question = ask.record or ask.prompt == "notice.when"
        just_told = interview.just_told if open_question else ""
        found = correction(text, just_told, interview.call.today)
        return found if found and found.step != name else None

    while True:
        answers = yield from overhearing(STEPS[name](interview), listens)
        if not isinstance(answers, Instead):
            break
        (yield from recall()).settle()
        if isinstance(answers.act, Said):
            yield from _correct_before(interview, answers.what, answers.act)
    interview.given, interview.just_told = answers, name
    yield from interview.keep()


def _correct_before(interview: _Interview, found: StepToCorrect, act: Said) -> Asking[None]:
    """Put right what was told before; words that do not say how are kept beside."""
    put = yield from _correct(interview, _meant(found, interview), act.recording)
    if not put and found.value:
        interview.remark("另外说", act.text)
        yield from interview.keep()


def _meant(correction: StepToCorrect, interview: _Interview) -> StepToCorrect:
    """名字错了, where only the one who calls was named, is about that name."""
    given = interview.given
    if correction.step == "person" and given.reporter and not given.person:
        return replace(correction, step="reporter")
    return correction


def _aside(query: Query) -> Asking[None]:
    """Answer a question in between, then return to the interview."""
    if query.meaning.topic != "accident.report":
        yield from answers.answer_or_jump(query)
    yield Say("notice.resume")


def _is_no_answer(field: str, text: str) -> bool:
    """Whether free words ask back, or cry for help; a cry may well be the story."""
    return asks_back(text) or (field != "story" and cries_for_help(text))


def _free_words_step(field: str, prompt: str, parse: Parse[Told] = story) -> Step:
    """A step answered in free words, kept as text and recording.

    A question instead is answered, or else the step's own asked once more; what is said then is kept.
    """

    def step(interview: _Interview) -> Asking[NoticeAnswers]:
        asked_back = False
        while True:
            spoken = yield from question(Ask(prompt, hint="story", record=True), parse, _aside)
            query = yield from _asked(spoken.text)
            if query is not None:
                yield from _aside(query)
            elif not asked_back and _is_no_answer(field, spoken.text):
                asked_back = True
                interview.remark("另外说", spoken.text)
                yield from interview.keep()
                yield Say("notice.resume", passing=True)
            else:
                break
        answers = {field: spoken.text, f"{field}_recording": spoken.recording}
        return replace(interview.given, **answers)

    return step


def _asked(text: str) -> Asking[Query | None]:
    """The question in what was said instead of an answer, if it is one that can be answered."""
    if not remarks.asks(text):
        return None
    understood = yield from understand(Said(text))
    sure = understood.decision == Decision.ANSWER
    return (
        Query(understood.meaning, text)
        if sure and answers.is_information(understood.meaning)
        else None
    )


def _reporter(interview: _Interview) -> Asking[NoticeAnswers]:
    given = yield from _free_words_step("reporter", "notice.reporter")(interview)
    if speaks_for_union(given.reporter or "") and not speaks_for_union(interview.said):
        yield Say("notice.not_formal")
    return given


def _who(interview: _Interview) -> Asking[NoticeAnswers]:
    """The member number, or who it is; a name said where the number was asked for is one told."""
    parse = member_number_or_unknown(interview.call.codes)
    beside: list[str] = []
    dialogue = confirmed_number("notice.number", parse, _aside)
    number = yield from overhearing(dialogue, partial(_no_number, parse, beside))
    interview.remark("会员号", "，".join(beside))
    if number and not isinstance(number, Instead):
        return replace(interview.given, member_number=number)
    taken_back = "" if interview.given.member_number else interview.given.member_number
    if isinstance(number, Instead):
        (yield from recall()).settle()
        if number.what:
            return replace(interview.given, member_number=taken_back, person=number.what)
    if interview.given.person and not interview.given.member_number:
        return interview.given
    given = yield from _free_words_step("person", "notice.name")(interview)
    return replace(given, member_number=taken_back)


def _no_number(
    parse: Parse[Hypothesis], beside: list[str], ask: Ask, act: Said | Keyed
) -> str | None:
    """Who it is, where that is said instead of the number; '' for anything else said twice.

    What else is said goes `beside`.
    """
    if ask.prompt != "notice.number" or not isinstance(act, Said):
        return None
    if parsed := parse(act):
        unknown = parsed == Value(Hypothesis())
        return name_beside(act.text) or None if unknown else None
    if names_somebody(act.text):
        return act.text
    if act.confidence < FAINT or not tells_no_number(act.text):
        return None
    beside.append(act.text)
    return "" if len(beside) > 1 else None


def _when(interview: _Interview) -> Asking[NoticeAnswers]:
    told = [] if interview.given.accident_date is not None else [interview.said]
    day = yield from day_of_accident(interview.call.today, told, _aside)
    if isinstance(day, str):
        yield from _set_day(interview, day)
        return interview.given
    (yield from recall()).settle()
    interview.limits, interview.day = None, day.words
    interview.remark("出事日期", day.words)
    yield Say("notice.day_open")
    return replace(interview.given, accident_date="")


def _set_day(interview: _Interview, day: str) -> Asking[None]:
    """Take the day, and say so where it is late."""
    limits = yield from look_up(FindNoticeLimits(day))
    if isinstance(limits, NoticeLimits):
        interview.limits = limits
        if limits.notice != "in_time":
            yield Say(f"notice.{limits.notice}")
    interview.given = replace(interview.given, accident_date=day)


def _what(interview: _Interview) -> Asking[NoticeAnswers]:
    given = yield from _free_words_step("story", "notice.what")(interview)
    interview.given = given
    if several_people(given.story or "") and not several_people(interview.said):
        yield Say("notice.one_each")
    yield from _learn_outcome(interview, given.story or "")
    return interview.given


def _outcome(interview: _Interview) -> Asking[NoticeAnswers]:
    if interview.given.outcome is not None and not interview.asks_again:
        return interview.given
    result = yield from question(
        Ask("notice.outcome", hint="phrases", phrases=("受伤", "去世", "身故")), outcome, _aside
    )
    if result == MISSING:
        yield Say("notice.missing")
        return interview.given
    interview.given = replace(interview.given, outcome=result)
    yield from _condole(interview)
    return interview.given


def _callback(interview: _Interview) -> Asking[NoticeAnswers]:
    """The number to call back; '' of a caller who has no telephone, in whose words that is kept."""
    caller = "" if interview.other_phone else interview.call.caller
    phone = yield from overhearing(callback_number(caller, _aside), _without_phone)
    if not isinstance(phone, Instead):
        return replace(interview.given, phone=phone)
    (yield from recall()).settle()
    interview.remark("回电号码", phone.what)
    return replace(interview.given, phone="" if phone.what else caller)


def _without_phone(ask: Ask, act: Said | Keyed) -> str | None:
    """What a caller says who has no telephone, or not the number of one; '' for 可以，我没有别的电话."""
    if not isinstance(act, Said):
        return None
    none = has_no_phone(act.text)
    if ask.prompt == "callback.same" and none:
        return "" if agrees_first(act.text) else act.text
    # Before the whole notice is given up, whatever is said will do.
    last = ask.attempt >= TRIES - 1 and act.confidence >= FAINT and tells_no_number(act.text)
    return (
        act.text
        if ask.prompt == "callback.number" and (none or last or has_none(act.text))
        else None
    )


STEPS: dict[str, Step] = {
    "reporter": _reporter,
    "who": _who,
    "when": _when,
    "where": _free_words_step("place", "notice.where"),
    "what": _what,
    "outcome": _outcome,
    "hospital": _free_words_step("hospital", "notice.hospital", anything),
    "callback": _callback,
}

_ANSWERS = {
    "reporter": ("reporter",),
    "who": ("member_number", "person"),
    "when": ("accident_date",),
    "where": ("place",),
    "what": ("story",),
    "outcome": ("outcome",),
    "hospital": ("hospital",),
    "callback": ("phone",),
}
"""Step -> the answers that make asking it unnecessary. Recordings count with their text."""


_CORRECTED: dict[str, Step] = {**STEPS, "person": _free_words_step("person", "notice.name")}
"""What can be asked anew by its name."""


def _confirm(interview: _Interview) -> Asking[None]:
    """Read the gist back; correct what the caller says is wrong."""
    yield from read_back(interview.given, interview.day)
    while True:
        ask = Ask("notice.gist_right", hint="yesno")
        verdict = yield from question(ask, right_or_which, _aside)
        if verdict is False:
            verdict = yield from question(Ask("notice.correct", hint="phrases"), which, _aside)
        if not isinstance(verdict, StepToCorrect):
            return
        if not (yield from _correct(interview, _meant(verdict, interview))):
            yield from read_back(interview.given, interview.day)


def _correct(interview: _Interview, correction: StepToCorrect, recording: str = "") -> Asking[bool]:
    """Take what was said to be right, and read it back; else ask anew, and return False."""
    right = put_right(interview.given, correction, interview.call.today, recording)
    if right is not None:
        yield from _take_right(interview, right)
        return True
    interview.asks_again = True
    interview.other_phone = correction.step == "callback" and bool(correction.value)
    with contextlib.suppress(GoBack):
        interview.given = yield from _CORRECTED[correction.step](interview)
        yield from interview.keep()
    interview.asks_again = interview.other_phone = False
    return False


def _take_right(interview: _Interview, right: Right) -> Asking[None]:
    interview.given = right.answers
    if right.field == "accident_date":
        yield from _set_day(interview, right.answers.accident_date or "")
    interview.remark("更正前", right.lost)
    yield from _condole(interview)
    yield from read_field(interview.given, right.field)
    yield from interview.keep()


def _finish(interview: _Interview) -> Asking[None]:
    """Tell the number, the limits and the telephone one after another, each as often as wanted."""
    kept = yield from interview.keep("complete")
    if isinstance(kept, Unavailable):
        yield Say("notice.not_saved")
        return
    yield Say("notice.done", {"reference": kept.reference})
    if kept.journaled:
        yield Say("notice.journaled")
    if interview.call.sms:
        message = yield from keep(SendNotice(interview.key))
        if not isinstance(message, Unavailable) and message.sent:
            yield Say("notice.sms_sent")
    while (yield from _wanted("notice.reference_again")):
        yield Say("notice.reference", {"reference": kept.reference})
    if interview.given.outcome == INJURED and interview.limits:
        yield Say("notice.next_assessment", {"date": interview.limits.assessment_by})
    yield Say("notice.next_papers")
    while (yield from _wanted("notice.phone_wanted")):
        yield Say("notice.society_phone")


def _wanted(prompt: str) -> Asking[bool]:
    """Whether the caller wants to hear it; silence and anything else than a yes does not."""
    return (yield from ask_until(Ask(prompt, hint="yesno"), _yes, _wants, if_silent=Value(False)))


def _yes(act: Said | Keyed) -> Value[bool]:
    answer = yes_no(act)
    again = isinstance(act, Said) and remarks.command(act.text) == "nav.repeat"
    return Value(again or (isinstance(answer, Value) and answer.value is True))


def _wants(act: Said) -> Asking[Heard[bool]]:
    """A yes or no; or what the caller asks instead, which is answered first."""
    if yes_no(act) or remarks.command(act.text) == "nav.repeat":
        return _yes(act)
    understood, words = yield from understand_wish(act)
    if words is None or understood.decision != Decision.ANSWER or understood.meaning.topic == NONE:
        return _yes(act)
    took = yield from follow_navigation(understood, words)
    if took or understood.meaning.topic.startswith(("nav.", "accident.report")):
        return took or _yes(act)
    yield from answers.answer_or_jump(Query(understood.meaning, words))
    return Repeated()
