"""Claim procedures: four kinds, each with an overview, papers, deadline and payment."""

from ivr.dialog.acts import Ask, Asking, Keyed, Said
from ivr.dialog.flow import GoBack, Query
from ivr.dialog.menus import ASPECTS, CLAIMS
from ivr.dialog.question import Parsed, Value, question
from ivr.dialog.services import answers
from kb.contract import Meaning

_ASPECT_WORDS = {
    "materials": ("材料", "证明", "单据", "资料", "带什么", "交什么", "准备"),
    "deadline": (
        "期限",
        "时限",
        "多久之内",
        "什么时候",
        "几天",
        "多少天",
        "截止",
        "来得及",
        "过期",
    ),
    "payout": ("到账", "付款", "给付", "发钱", "拿到钱", "打钱", "赔款"),
    "overview": ("流程", "怎么办", "步骤", "怎么申请", "全部"),
}
_KIND_WORDS = {
    "claim.accident_disability": ("残",),
    "claim.accident_death": ("意外身故", "意外死", "事故死", "意外去世"),
    "claim.illness_death": ("疾病身故", "病故", "病死", "生病去世", "疾病去世"),
    "claim.critical_illness": ("大病", "重病", "重大疾病", "重疾"),
}


def by_keys() -> Asking[None]:
    """Choose the kind of claim, then the aspect."""
    kind = yield from question(
        Ask("menu.claims", hint="phrases", phrases=("大病", "意外全残", "意外身故", "疾病身故")),
        lambda act: _pick(act, CLAIMS, _KIND_WORDS),
    )
    try:
        yield from aspects(kind)
    except GoBack:
        yield from by_keys()


def aspects(kind: str, said: str = "") -> Asking[None]:
    """Ask which aspect of the claim the caller wants, and answer it."""
    aspect = yield from question(
        Ask(
            "menu.aspects", {"kind": kind}, hint="phrases", phrases=("材料", "期限", "流程", "到账")
        ),
        lambda act: _pick(act, ASPECTS, _ASPECT_WORDS),
    )
    yield from answers.give(Query(Meaning(kind, aspect=aspect), said))


def _pick(
    act: Said | Keyed, keys: dict[str, str], words: dict[str, tuple[str, ...]]
) -> Parsed[str]:
    if isinstance(act, Keyed):
        return Value(keys[act.keys]) if act.keys in keys else None
    hits = [choice for choice, said in words.items() if any(w in act.text for w in said)]
    return Value(hits[0]) if len(hits) == 1 else None
