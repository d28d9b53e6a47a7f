"""Time limits in texts: no answer may name another one than is counted.

A text names a limit by its slot, {limit.critical_illness}. A number in words is let through where it
is the limit itself; where the limit is changed later, it becomes a fault. When the society pays is
not counted by the hotline, so sentences about paying may name what they like.
"""

import re
import unicodedata
from collections.abc import Iterator

from kb.content.deadlines import ACCIDENT_NOTICE, COUNTED, Limits, number_of, slot_of
from kb.content.item import ContentItem
from kb.content.schema import EntryItem
from kb.content.yaml_with_lines import Fault, Place

_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
_ACCIDENTS = "claim.accident"
"""Topics whose answers tell of the limit for the notice, too."""
_PAYING = re.compile(r"付|支|到账|打款|核实|审核")
_NUMBER = "[0-9]+|[零一二两三四五六七八九十百千]+|半"
_DURATION = re.compile(
    rf"(?<![0-9零一二两三四五六七八九十百千月哪这那每同当])({_NUMBER})\s*"
    r"(天|个月|个?(?:工作|自然)日|日(?=以?内|之|里)|年(?=以?内|之|里)|个?星期|个?礼拜|周)"
)


def faults_of_durations(item: ContentItem, entry: EntryItem, limits: Limits) -> Iterator[Fault]:
    """Limits that `entry` names in numbers and that are others than are counted."""
    if entry.topic not in COUNTED:
        return
    known = {topic: limits[topic] for topic in (entry.topic, ACCIDENT_NOTICE) if topic in limits}
    allowed = {(limit.count, limit.unit) for limit in known.values()}
    for place, text in _texts(entry):
        for count, unit, named in _named(text):
            if (count, unit) not in allowed:
                yield _contradiction(item, place, named, known, entry.topic)
    if entry.limit:
        yield from _untold(item, entry)


def _untold(item: ContentItem, entry: EntryItem) -> Iterator[Fault]:
    """The answer about a limit says it, aloud and in the text message."""
    assert entry.limit
    slot = "{" + slot_of(entry.topic) + "}"
    own = (entry.limit.count, entry.limit.unit)
    for place, text in (("pieces", "\n".join(entry.pieces)), ("sms", entry.sms)):
        if slot not in text and own not in {(count, unit) for count, unit, _ in _named(text)}:
            message = f"the limit is not told here; write {slot} where it belongs"
            chinese = f"这里没有说期限，请在该说的地方写 {slot}"
            yield item.fault(message, place, chinese=chinese)


def _texts(entry: EntryItem) -> Iterator[tuple[Place, str]]:
    for index, piece in enumerate(entry.pieces):
        yield ("pieces", index), piece
    yield ("sms",), entry.sms


def _named(text: str) -> Iterator[tuple[int, str, str]]:
    """(count, unit, as it stands there) of every limit that sentences not about paying name."""
    for sentence in _SENTENCE.findall(unicodedata.normalize("NFKC", text)):
        if _PAYING.search(sentence):
            continue
        for found in _DURATION.finditer(sentence):
            unit = "天" if found[2] == "日" else found[2]
            yield number_of(found[1]), unit, found[0]


def _contradiction(item: ContentItem, place: Place, named: str, known: Limits, topic: str) -> Fault:
    meant = [one for one in known if one == topic or topic.startswith(_ACCIDENTS)]
    slots = {"{" + slot_of(one) + "}": known[one].written for one in meant}
    own = "{" + slot_of(topic) + "}"
    if len(slots) > 1:
        each = [f"{slot} ({days})" for slot, days in slots.items()]
        message = (
            f"'{named}' is said here, and neither limit is that long; write {' or '.join(each)}"
        )
        choices = "，或者 ".join(f"{slot}（{days}）" for slot, days in slots.items())
        chinese = f"这里写的是『{named}』，两个期限都不是这么长；看说的是哪个期限，请改写成 {choices}，要改天数就改“期限”一栏"
        return item.fault(message, *place, chinese=chinese)
    counted = slots.get(own, "—")
    message = f"'{named}' is said here, but {counted} is counted; write {own} instead"
    chinese = f"这里写的是『{named}』，热线却按『{counted}』算日期；请改写成 {own}，要改天数就改“期限”一栏"
    return item.fault(message, *place, chinese=chinese)
