"""Faults that show only when all content is seen together."""

from collections.abc import Iterator

from kb.content.expand import Expanded
from kb.content.schema import SPOKEN_ELSEWHERE, Item
from kb.content.seed_files import Content, Placed
from kb.content.yaml_with_lines import Fault


def faults_between(content: Content, sentences: list[Expanded]) -> list[Fault]:
    """Repeated ids, clashing aliases, texts with two meanings, kinds of illness without wording."""
    return [
        *_repeated_ids(content),
        *_rival_entries(content),
        *_two_meanings(sentences),
        *_wording(content),
        *_stray_slots(content),
    ]


def _repeated_ids(content: Content) -> Iterator[Fault]:
    seen: dict[str, Placed] = {}
    items: list[Placed] = [*content.entries, *content.illnesses, *content.coverage]
    for placed in items:
        first = seen.setdefault(placed.value.id, placed)
        if first is not placed:
            other = first.fault("")
            message = (
                f"id '{placed.value.id}' is already used at {other.file}:{other.line}; "
                "choose another"
            )
            chinese = f"编号『{placed.value.id}』已经有了，请换一个"
            yield placed.fault(message, "id", chinese=chinese)


def _rival_entries(content: Content) -> Iterator[Fault]:
    """Two published answers to the same question: the caller could hear either."""
    seen: dict[tuple[str, str], Placed] = {}
    for placed in content.entries:
        entry = placed.value
        if entry.status != "published" or entry.topic == "none":
            continue
        first = seen.setdefault((entry.topic, entry.aspect), placed)
        if first is not placed:
            message = (
                f"{entry.topic} {entry.aspect} is already answered by '{first.value.id}'; "
                "retire one of the two"
            )
            chinese = f"这个问题已经由『{first.value.name}』回答，两条里要停用一条"
            yield placed.fault(message, "topic", chinese=chinese)


def _two_meanings(sentences: list[Expanded]) -> Iterator[Fault]:
    seen: dict[str, Expanded] = {}
    for sentence in sentences:
        if sentence.item.status == "retired":
            continue
        first = seen.setdefault(sentence.text, sentence)
        if first.meaning != sentence.meaning:
            message = (
                f"'{sentence.text}' already belongs to '{first.item.id}'; "
                "it can mean only one of the two, delete it here or there"
            )
            name = getattr(first.item, "name", "") or first.item.id
            chinese = f"『{sentence.text}』已经属于『{name}』，一个说法只能有一个意思，请在一处删掉"
            yield sentence.fault_at.fault(message, *sentence.place, chinese=chinese)


def _wording(content: Content) -> Iterator[Fault]:
    if not content.basis:
        message = "'basis:' is missing: the lead-in of unverified answers"
        yield Fault("coverage.yaml", 0, message, "缺少未核对答案的开头语（basis）")
    for extra in content.basis[1:]:
        message = f"'basis:' is already in {content.basis[0].document.file}"
        yield extra.fault(message, chinese="未核对答案的开头语（basis）写了两次")
    kinds = {placed.value.listed for placed in content.coverage if _spoken(placed.value)}
    for placed in content.illnesses:
        if _spoken(placed.value) and placed.value.listed not in kinds:
            message = f"no published coverage wording for listed: '{placed.value.listed}'"
            chinese = "这一类疾病还没有已发布的“赔不赔”说法"
            yield placed.fault(message, "listed", chinese=chinese)
    for wording in content.coverage:
        rivals = [c for c in content.coverage if c.value.listed == wording.value.listed]
        if len([c for c in rivals if _spoken(c.value)]) > 1:
            message = f"more than one published wording for listed: '{wording.value.listed}'"
            chinese = "同一类疾病只能有一条“赔不赔”说法"
            yield wording.fault(message, "listed", chinese=chinese)


def _spoken(item: Item) -> bool:
    return item.status == "published"


def _stray_slots(content: Content) -> Iterator[Fault]:
    """A placeholder that nothing fills would be read out to the caller."""
    for placed in content.entries:
        entry = placed.value
        if entry.topic.startswith(SPOKEN_ELSEWHERE):
            continue
        for index, piece in enumerate(entry.pieces):
            yield from _stray(placed, piece, ("{basis}",), "pieces", index)
        yield from _stray(placed, entry.sms, ("{basis}",), "sms")
    for wording in content.coverage:
        for index, piece in enumerate(wording.value.pieces):
            yield from _stray(wording, piece, ("{basis}", "{illness}"), "pieces", index)


def _stray(placed: Placed, text: str, known: tuple[str, ...], *place: str | int) -> Iterator[Fault]:
    for slot in known:
        text = text.replace(slot, "")
    if "{" in text or "}" in text:
        message = f"only {' and '.join(known)} may stand in braces here"
        yield placed.fault(message, *place, chinese=f"这里的花括号里只能写 {'、'.join(known)}")
