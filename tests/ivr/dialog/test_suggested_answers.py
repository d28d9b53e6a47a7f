"""What a prompt suggests to say is an answer to it, in every wording, and never misheard."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from ivr.prompts import catalogue
from kb.contract import NONE, Candidate, Meaning, Understanding
from tests.support.phone import FakeWorld, Phone, meant

PROMPTS = catalogue.load().prompts
_SUGGESTED = re.compile(r"(?:请说|就说|或者说|比如|也可以说|也可以问)，([^。？?]*)")
_NO_ANSWER = ("人工请按0", "请说")
ALTERNATIVES = {
    "menu.claims": ["大病", "意外全残", "意外身故", "疾病身故"],
    "menu.claims.death": ["意外走的", "因为意外走的", "生病走的", "是生病走的"],
    "menu.claims.accident": ["全残", "造成全残", "人去世了", "去世"],
    "menu.aspects": ["整个流程", "要交的材料", "申请的期限", "多久到账"],
    "menu.aspects.when": ["多久之内要申请", "钱多久到账"],
    "menu.services": ["微信绑定", "免费服务", "援助中心", "团购优惠"],
    "choose.2": ["第一个", "第二个", "一", "二", "都不是"],
    "choose.3": ["第一个", "第二个", "第三个", "都不是"],
    "notice.outcome": ["受伤了", "已经去世了"],
}
"""Questions of the form "X还是Y", whose answers no pattern finds."""

NOTICE = [
    "我要报事故",
    "我姓王，是同事",
    "不知道",
    "张三，机床厂",
    "前天",
    "对",
    "车间",
    "摔了",
    "受伤",
]
GIST = [*NOTICE, "瑞金医院", "可以"]
THIRD = Candidate(Meaning("card.bank"), 0.1, "会员卡和银行卡")
TWO = Candidate(Meaning("illness.coverage", "stroke"), 0.3, "脑中风后遗症赔不赔")
WORDS = {
    "三个里的一个": meant("illness.coverage", "choose", "ami", "", TWO, THIRD),
    "有人触电了": meant("emergency"),
    "大病理赔要什么材料": meant("claim.critical_illness", aspect="materials"),
    "大病的期限": meant("claim.critical_illness", aspect="deadline"),
    "全残的期限": meant("claim.accident_disability", aspect="deadline"),
    "意外身故的期限": meant("claim.accident_death", aspect="deadline"),
    "疾病身故的期限": meant("claim.illness_death", aspect="deadline"),
}
WAYS: dict[str, list[str]] = {
    "menu.main": [],
    "menu.more": ["糖尿病赔不赔", "/2", "/2"],
    "urgent.next": ["有人触电了"],
    "confirm.topic": ["新梗赔不赔"],
    "choose.2": ["那个什么病"],
    "choose.3": ["三个里的一个"],
    "menu.illness": ["/1"],
    "menu.claims": ["/2"],
    "menu.aspects": ["/2", "/1"],
    "menu.aspects.when": ["/2", "/1", "时间"],
    "menu.claims.death": ["/2", "人没了"],
    "menu.claims.accident": ["/2", "意外"],
    "menu.card": ["/5"],
    "menu.services": ["/5", "/8"],
    "sms.offer": ["糖尿病赔不赔", "/2"],
    "deadline.when.critical_illness": ["大病的期限", "/2", "/2"],
    "deadline.when.accident_disability": ["全残的期限", "/2", "/2"],
    "deadline.when.accident_death": ["意外身故的期限", "/2", "/2"],
    "deadline.when.illness_death": ["疾病身故的期限", "/2", "/2"],
    "number.confirm": ["/3", "/7921742180"],
    "member.birth": ["/3", "/7921742180", "/1"],
    "notice.leave": [*NOTICE[:6], "再见"],
    "notice.number": NOTICE[:2],
    "notice.when": NOTICE[:4],
    "notice.when_roughly": [*NOTICE[:4], "不晓得哪天"],
    "notice.outcome": NOTICE[:8],
    "notice.hospital": NOTICE,
    "notice.gist_right": GIST,
    "notice.correct": [*GIST, "不对"],
    "date.which": ["/2", "/1", "/3", "/2", "/2", "八月十五"],
}
"""How to come to each of the prompts that suggest something."""


def suggestions(text: str) -> Iterator[str]:
    """The words `text` invites the caller to say."""
    for found in _SUGGESTED.findall(text):
        for word in re.split("，|或者|还是", found):
            if word and "{" not in word and word not in (*_NO_ANSWER, "第几个"):
                yield word


CASES = sorted(
    {
        (name, attempt, word)
        for name, prompt in PROMPTS.items()
        for attempt, text in enumerate((prompt.voice, prompt.again))
        for word in suggestions(text)
    }
    | {(name, 0, word) for name, words in ALTERNATIVES.items() for word in words}
)


class World(FakeWorld):
    """Understands what the shipped content understands."""

    def __init__(self, matcher) -> None:
        super().__init__()
        self.facts = replace(self.facts, sms=True)
        self.meanings = WORDS
        self.pieces = tuple(
            f"这是第{n}句话，它有二十几个字那么长，听起来要五秒钟。" for n in "一二三四"
        )
        self._matcher = matcher

    def _understand(self, asked) -> Understanding:
        known = super()._understand(asked)
        return known if known.meaning.topic != NONE else self._matcher.understand(asked.readings)


def test_every_prompt_that_suggests_words_is_tried():
    assert {name for name, *_ in CASES} == set(WAYS)
    assert len(CASES) > 60


@pytest.mark.parametrize(("name", "attempt", "word"), CASES)
def test_a_suggested_answer_is_taken(name, attempt, word, matcher):
    call = Phone(World(matcher))
    for step in WAYS[name]:
        call.keys(step[1:]) if step.startswith("/") else call.says(step)
    assert call.turn.then.prompt == name, f"came to {call.turn.then.prompt}"
    if attempt:
        call.is_silent()
    call.says(word)
    assert not [p for p in call.heard if p.startswith(("misheard", "wrong_key"))], call.heard
