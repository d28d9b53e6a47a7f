"""Faults that show only when all content is seen together."""

from collections import Counter
from collections.abc import Iterator

from kb.content.deadlines import Limits, slot_of
from kb.content.durations import faults_of_durations
from kb.content.expand import Expanded
from kb.content.item import ContentItem
from kb.content.schema import SPOKEN_ELSEWHERE, EntryItem, Item
from kb.content.validation import Content
from kb.content.yaml_with_lines import Fault


def faults_between(content: Content, sentences: list[Expanded]) -> list[Fault]:
    """Repeated ids, clashing aliases, texts with two meanings, kinds of illness without wording."""
    return [
        *_repeated_ids(content),
        *_rival_entries(content),
        *_two_meanings(sentences),
        *_twice_in_words(content),
        *_wording(content),
        *_stray_slots(content),
        *_other_limits(content),
    ]


def _repeated_ids(content: Content) -> Iterator[Fault]:
    seen: dict[str, ContentItem] = {}
    for checked in (*content.entries, *content.illnesses, *content.coverage):
        item = checked.item
        first = seen.setdefault(item.id, item)
        if first is not item:
            other = first.fault("")
            message = f"id '{item.id}' is already used at {other.file}:{other.line}; choose another"
            yield item.fault(message, "id", chinese=f"编号『{item.id}』已经有了，请换一个")


def _rival_entries(content: Content) -> Iterator[Fault]:
    """Two published answers to the same question: the caller could hear either."""
    seen: dict[tuple[str, str], EntryItem] = {}
    for item, entry in content.entries:
        if entry.status != "published" or entry.topic == "none":
            continue
        first = seen.setdefault((entry.topic, entry.aspect), entry)
        if first is not entry:
            message = (
                f"{entry.topic} {entry.aspect} is already answered by '{first.id}'; "
                "retire one of the two"
            )
            chinese = f"这个问题已经由『{first.name}』回答，两条里要停用一条"
            yield item.fault(message, "topic", chinese=chinese)


def _two_meanings(sentences: list[Expanded]) -> Iterator[Fault]:
    seen: dict[str, Expanded] = {}
    for sentence in sentences:
        if sentence.of.value.status == "retired":
            continue
        first = seen.setdefault(sentence.text, sentence)
        if first.meaning != sentence.meaning:
            owner = first.of.value
            message = (
                f"'{sentence.text}' already belongs to '{owner.id}'; "
                "it can mean only one of the two, delete it here or there"
            )
            name = getattr(owner, "name", "") or owner.id
            chinese = f"『{sentence.text}』已经属于『{name}』，一个说法只能有一个意思，请在一处删掉"
            yield sentence.of.item.fault(message, *sentence.place, chinese=chinese)


def _twice_in_words(content: Content) -> Iterator[Fault]:
    """What two files say for all items, where only one of them can hold."""
    basis: list[ContentItem] = []
    lists: dict[str, ContentItem] = {}
    for item, words in content.words:
        for name in words.lists:
            first = lists.setdefault(name, item)
            if first is not item:
                message = (
                    f"list '{name}' is already in {first.fault('').file}; give it another name"
                )
                yield item.fault(message, "lists", name, chinese=f"词表『{name}』已经有了")
        if words.basis is not None:
            basis.append(item)
    for extra in basis[1:]:
        message = f"'basis:' is already in {basis[0].fault('').file}"
        yield extra.fault(message, "basis", chinese="未核对答案的开头语（basis）写了两次")
    if not basis:
        message = "'basis:' is missing: the lead-in of unverified answers"
        yield Fault("coverage.yaml", 0, message, "缺少未核对答案的开头语（basis）")


def _wording(content: Content) -> Iterator[Fault]:
    """Kinds of illness without their "is it covered", or with more than one."""
    kinds = Counter(wording.listed for _, wording in content.coverage if _spoken(wording))
    for item, illness in content.illnesses:
        if _spoken(illness) and not kinds[illness.listed]:
            message = f"no published coverage wording for listed: '{illness.listed}'"
            chinese = "这一类疾病还没有已发布的“赔不赔”说法"
            yield item.fault(message, "listed", chinese=chinese)
    for item, wording in content.coverage:
        if kinds[wording.listed] > 1:
            message = f"more than one published wording for listed: '{wording.listed}'"
            yield item.fault(message, "listed", chinese="同一类疾病只能有一条“赔不赔”说法")


def _spoken(item: Item) -> bool:
    return item.status == "published"


def _stray_slots(content: Content) -> Iterator[Fault]:
    """A placeholder that nothing fills would be read out to the caller."""
    for item, entry in content.entries:
        if entry.topic.startswith(SPOKEN_ELSEWHERE):
            continue
        known = ("{basis}", *("{" + slot_of(topic) + "}" for topic in content.limits))
        for index, piece in enumerate(entry.pieces):
            yield from _stray(item, piece, known, "pieces", index)
        yield from _stray(item, entry.sms, known, "sms")
    for item, wording in content.coverage:
        for index, piece in enumerate(wording.pieces):
            yield from _stray(item, piece, ("{basis}", "{illness}"), "pieces", index)


def _other_limits(content: Content) -> Iterator[Fault]:
    """An answer that names another time limit than the one dates are counted with."""
    limits: Limits = content.limits
    for item, entry in content.entries:
        if entry.status != "retired":
            yield from faults_of_durations(item, entry, limits)


def _stray(
    item: ContentItem, text: str, known: tuple[str, ...], *place: str | int
) -> Iterator[Fault]:
    for slot in known:
        text = text.replace(slot, "")
    if "{" in text or "}" in text:
        message = f"only {' and '.join(known)} may stand in braces here"
        yield item.fault(message, *place, chinese=f"这里的花括号里只能写 {'、'.join(known)}")
