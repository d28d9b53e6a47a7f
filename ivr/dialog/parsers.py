"""What an answer means: one small parser per kind of question."""

import re
from collections.abc import Sequence
from datetime import date

from ivr.dialog import remarks
from ivr.dialog.acts import Keyed, Said
from ivr.dialog.outcome import DECEASED, INJURED, outcome_of
from ivr.dialog.question import Parse, Parsed, Problem, Value
from ivr.dialog.recording import Told
from speech.digits.fusion import Hypothesis, of_said
from speech.entities.acknowledgements import acknowledges
from speech.entities.date_forms import Kind
from speech.entities.dates import parse_date
from speech.entities.digits import MEMBER_NUMBER_LENGTH, parse_phone
from speech.entities.yesno import parse_yes_no

FAINT = 0.3
"""Confidence of the recogniser below which no yes or no is taken: nearly half of them were something else."""
SURE = 0.4
"""Confidence of the recogniser below which the other readings of a yes or no count."""
MIN_DIGITS = 4
"""With fewer, what was said was not meant as the number."""


def yes_no(act: Said | Keyed) -> Parsed[bool]:
    """1 or "对" is yes, 2 or "不对" is no."""
    if isinstance(act, Keyed):
        return {"1": Value(True), "2": Value(False)}.get(act.keys)
    answer = parse_yes_no(act.text)
    if answer is None or act.confidence < FAINT:
        return None
    return None if act.confidence < SURE and _opposed(answer, act) else Value(answer)


def _opposed(answer: bool, act: Said) -> bool:
    """Whether another reading of the same sound says the opposite: 对 for a mumbled 不是."""
    return any(parse_yes_no(text) is (not answer) for text, _ in act.alternatives)


def member_number(codes: Sequence[str] = ()) -> Parse[Hypothesis]:
    """A parser for ten digits, spoken in any grouping or keyed, as a `Hypothesis`.

    `codes` are the unions' codes: numbers that begin with one are a little likelier. Too few or
    too many digits: says how many came.
    """

    def parse(act: Said | Keyed) -> Parsed[Hypothesis]:
        if isinstance(act, Keyed):
            return _counted(of_said(act.keys), act.keys)
        heard = of_said(act.text, act.alternatives, act.confidence, codes=codes)
        return _counted(heard, heard.digits) if len(heard.digits) >= MIN_DIGITS else None

    return parse


def _counted(heard: Hypothesis, digits: str) -> Parsed[Hypothesis]:
    if heard.complete(MEMBER_NUMBER_LENGTH):
        return Value(heard)
    return Problem("number.wrong_length", {"count": len(digits)})


UNKNOWN = re.compile(
    "不知道|不清楚|[不勿弗]晓得|忘|没有|不记得|没记[住得]|记不[得住清]|没带|呒没|找不到|寻不[到着]|"
    "不在(?:我)?(?:这|身边|手)|没(?:有)?卡|没(?:有)?办|跳过|不会|没号"
)
"""Words of a caller who does not know a number, or has it not at hand."""


def member_number_or_unknown(codes: Sequence[str] = ()) -> Parse[Hypothesis]:
    """A parser as `member_number` gives; "I do not know it" (said, or key 1): an empty `Hypothesis`."""
    number = member_number(codes)

    def parse(act: Said | Keyed) -> Parsed[Hypothesis]:
        if isinstance(act, Keyed):
            return Value(Hypothesis()) if act.keys == "1" else number(act)
        # …，没有错 and …，不知道对不对 follow a number: what is said with one does not take it back.
        return number(act) or (Value(Hypothesis()) if UNKNOWN.search(act.text) else None)

    return parse


def needed_member_number(codes: Sequence[str] = ()) -> Parse[Hypothesis]:
    """A parser as `member_number` gives, for where nothing can be done without the number.

    Callers who do not know it are told so.
    """
    number = member_number(codes)

    def parse(act: Said | Keyed) -> Parsed[Hypothesis]:
        parsed = number(act)
        if parsed is None and isinstance(act, Said) and _without_number(act.text):
            return Problem("member.number_needed", {})
        return parsed

    return parse


def _without_number(text: str) -> bool:
    return bool(UNKNOWN.search(text)) and not remarks.asks(text)


def phone(act: Said | Keyed) -> Parsed[str]:
    """A mobile or Shanghai landline number."""
    number = parse_phone(act.keys if isinstance(act, Keyed) else act.text)
    if number:
        return Value(number)
    return Problem("phone.wrong", {}) if isinstance(act, Keyed) else None


def past_date(today: date, kind: Kind = "past") -> Parse[str]:
    """A parser for a day up to `today`, as an ISO date; `kind='birth'` for birth dates."""

    def parse(act: Said | Keyed) -> Parsed[str]:
        if isinstance(act, Keyed):
            return _dated(act.keys, today, kind) or Problem("date.wrong_keys", {})
        parsed = [p for text, _ in act.readings if (p := _dated(text, today, kind))]
        likely = [p for p in parsed if not _misheard(p)]
        return next(iter(likely or parsed), None)

    return parse


def _misheard(parsed: Parsed[str]) -> bool:
    """Whether it is more likely a slip of the recogniser than what the caller said."""
    return isinstance(parsed, Problem) and parsed.prompt in ("date.ambiguous", "date.impossible")


def _dated(text: str, today: date, kind: Kind) -> Parsed[str]:
    heard = parse_date(text, today, kind=kind)
    if heard.value:
        return Value(heard.value.isoformat())
    if heard.reason and heard.reason != "none":
        return Problem(f"date.{heard.reason}", {})
    return None


def story(act: Said | Keyed) -> Parsed[Told]:
    """Anything said but a bare yes, which tells nothing; the recording is what counts."""
    if isinstance(act, Said) and acknowledges(act.text):
        return None
    return anything(act)


def anything(act: Said | Keyed) -> Parsed[Told]:
    """Anything said at all: 好了, asked for the hospital, is an answer."""
    if isinstance(act, Said) and (act.text or act.recording):
        return Value(Told(act.text, act.recording))
    return None


def outcome(act: Said | Keyed) -> Parsed[str]:
    """'injured', 'deceased' or 'missing'."""
    if isinstance(act, Keyed):
        return {"1": Value(INJURED), "2": Value(DECEASED)}.get(act.keys)
    found = outcome_of(act.text)
    return Value(found) if found else None
