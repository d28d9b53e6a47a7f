"""The matcher as a whole: topic contract, decisions, several readings, safety."""

import csv
import random

import pytest

from kb.content.library import Library
from kb.contract import NOTHING_MEANT, Decision, Meaning, Reading, Understanding
from kb.evaluation.labelled import HEARD, SAMPLES, read_samples
from kb.matching.matcher import Matcher
from kb.matching.phonetics import NEARNESS, hear


def meant(found: Understanding) -> Meaning:
    """What was understood; that it is not ours (`outside.*`) counts as `none`."""
    return Meaning("none") if found.meaning.topic.startswith("outside.") else found.meaning


@pytest.mark.parametrize(
    ("said", "topic", "illness"),
    [
        ("呃，那个，糖…糖尿病，赔伐", "illness.coverage", "diabetes"),
        ("心梗，不对，是脑梗，赔不赔", "illness.coverage", "stroke"),
        ("做的是支架不是搭桥，赔吗", "illness.coverage", "stent"),
        ("慢性选功能衰节在不在范围里", "illness.coverage", "esrd"),
        ("我不是问癌症，我问的是会员卡怎么激活", "card.activate", ""),
        ("阿拉单位有人跌伤了，要报上去", "accident.report", ""),
        ("侬讲啥", "nav.repeat", ""),
    ],
)
def test_how_people_talk(matcher: Matcher, said: str, topic: str, illness: str) -> None:
    assert matcher.understand(said).meaning[:2] == (topic, illness)


def test_a_name_that_was_misheard_as_other_words_is_found(matcher: Matcher) -> None:
    heard = [Reading("恶心走流能不能赔", HEARD)]  # no recogniser is surer of it
    assert matcher.understand(heard).meaning == Meaning("illness.coverage", "cancer")


@pytest.mark.parametrize(
    ("misheard", "illness"),
    [
        ("飞炎在不在范围里", "pneumonia"),
        ("飞炎赔伐", "pneumonia"),
        ("妃癌赔不赔", "cancer"),
        ("鸟毒症报不报", "esrd"),
        ("帕金孙病赔伐", "parkinson"),
        ("心机梗死赔不赔", "ami"),
        ("白雪病在范围里吗", "cancer"),
        ("神炎能不能赔", "nephritis"),
    ],
)
def test_a_name_written_wrongly_is_no_illness_we_do_not_know(
    matcher: Matcher, misheard: str, illness: str
) -> None:
    found = matcher.understand(misheard)
    assert found.meaning == Meaning("illness.coverage", illness)


@pytest.mark.parametrize(
    "said", ["静脉炎算大病吗", "查出尘肺，赔不赔", "坏死性筋膜炎赔不赔", "淀粉样变性病能赔吗"]
)
def test_an_illness_we_do_not_know_is_not_taken_for_one_we_do(matcher: Matcher, said: str) -> None:
    found = matcher.understand(said)
    assert found.meaning.illness == "" or found.decision != Decision.ANSWER


def test_contrast_decides_between_claims(matcher: Matcher) -> None:
    assert matcher.understand("不是意外，是生病去世的").meaning.topic == "claim.illness_death"
    assert matcher.understand("不是生病，是意外去世的").meaning.topic == "claim.accident_death"


def test_two_illnesses_are_offered_as_a_choice(matcher: Matcher) -> None:
    found = matcher.understand("高血压和糖尿病赔不赔")
    named = {candidate.meaning.illness for candidate in found.candidates}
    assert found.decision == Decision.CHOOSE
    assert named >= {"hypertension", "diabetes"}


@pytest.mark.parametrize("said", ["要什么材料", "多久到账", "意外要什么材料"])
def test_an_aspect_without_its_claim_is_a_choice(matcher: Matcher, said: str) -> None:
    assert matcher.understand(said).decision == Decision.CHOOSE


@pytest.mark.parametrize(
    "said", ["", "……", "股票怎么买", "晚上烧点啥小菜好", "一三八零零一三八零零零"]
)
def test_what_is_none_of_our_business_is_refused(matcher: Matcher, said: str) -> None:
    found = matcher.understand(said)
    assert (found.meaning.topic, found.decision) == ("none", Decision.REJECT)


def test_small_talk_about_the_weather_is_understood_and_not_ours(matcher: Matcher) -> None:
    assert matcher.understand("今天天气真不错").meaning.topic == "outside.weather_and_traffic"


@pytest.mark.parametrize(
    "said",
    ["早期肺癌能赔吗", "怀疑是心梗，能赔吗", "脑瘤赔吗", "截肢了能不能赔", "换心脏贴片赔吗"],
)
def test_covered_is_not_said_while_in_doubt(matcher: Matcher, said: str) -> None:
    assert matcher.understand(said).decision != Decision.ANSWER


@pytest.mark.parametrize(
    "said", ["人工肝", "人工授精", "人工肛门", "人工晶体", "人工血管", "人工流产", "人工透析"]
)
def test_a_medical_word_with_rengong_in_it_puts_nobody_through(matcher: Matcher, said: str) -> None:
    assert matcher.understand(said).decision != Decision.ANSWER


@pytest.mark.parametrize("said", ["人工", "转人工", "我要人工服务", "人工肝的事情，给我转人工"])
def test_a_wish_for_a_person_does(matcher: Matcher, said: str) -> None:
    found = matcher.understand(said)
    assert (found.meaning.topic, found.decision) == ("operator", Decision.ANSWER)


def test_a_sure_reading_outweighs_an_unsure_one(matcher: Matcher) -> None:
    readings = [Reading("会员卡怎么激活", 0.9), Reading("会员卡怎么补办", 0.2)]
    assert matcher.understand(readings).meaning.topic == "card.activate"


def test_a_second_reading_rescues_a_hopeless_one(matcher: Matcher) -> None:
    readings = [Reading("天共可以撥起", 0.5), Reading("心梗可以赔吗", 0.4)]
    assert matcher.understand(readings).meaning.illness == "ami"


def test_confidences_are_ordered_and_alternatives_differ(matcher: Matcher) -> None:
    for said in ("肝炎能赔吗", "大病多久", "卡怎么办"):
        found = matcher.understand(said)
        sure = [other.confidence for other in found.alternatives]
        candidates = [other.meaning for other in found.alternatives]
        assert sure == sorted(sure, reverse=True)
        assert len(set(candidates) | {found.meaning}) == len(candidates) + 1 <= 4
        assert all(0 <= value <= 1 for value in (found.confidence, *sure))


def counted(meaning: Meaning) -> Meaning:
    """What is not ours is `none` to whoever only counts topics."""
    return NOTHING_MEANT if meaning.topic.startswith("outside.") else meaning


def test_phrasings_that_are_not_in_the_content(matcher: Matcher, library: Library) -> None:
    samples = read_samples(SAMPLES / "phrasings.tsv")
    known = {phrase.text for phrase in library.phrases}
    fresh = [sample for sample in samples if sample.text not in known]
    right = [counted(matcher.understand(s.text).meaning) == counted(s.meaning) for s in fresh]
    assert len(fresh) >= 200
    assert sum(right) / len(fresh) >= 0.98


def test_heard_utterances(matcher: Matcher, library: Library) -> None:
    """Speech of the shipped voice, heard by the shipped recogniser without any hint."""
    samples = read_samples(SAMPLES / "heard.tsv")
    found = [matcher.understand([sample.reading]) for sample in samples]
    pairs = list(zip(found, samples, strict=True))
    answered = [(f, s) for f, s in pairs if f.decision == Decision.ANSWER]
    assert sum(meant(f) == s.meaning for f, s in pairs) / len(pairs) >= 0.7
    assert sum(meant(f) == s.meaning for f, s in answered) / len(answered) >= 0.97
    covered = {illness.id for illness in library.listed_illnesses()}
    assert [
        s.text for f, s in answered if f.meaning.illness in covered and f.meaning != s.meaning
    ] == []


def test_strangers_are_never_told_that_anything_is_covered(
    matcher: Matcher, library: Library
) -> None:
    covered = {illness.id for illness in library.listed_illnesses()}
    found = [(s, matcher.understand(s.text)) for s in read_samples(SAMPLES / "strangers.tsv")]
    wrong = [
        s.text for s, f in found if f.decision == Decision.ANSWER and f.meaning.illness in covered
    ]
    assert wrong == []


def test_misheard_uncovered_illnesses_are_never_covered(matcher: Matcher, library: Library) -> None:
    """A syllable in five replaced by one that sounds like it."""
    chance = random.Random(12351)
    covered = {illness.id for illness in library.listed_illnesses()}
    sayings = [char for p in library.phrases for char in p.text if "一" <= char <= "鿿"]
    by_syllable = {int(hear(char).syllables[0]): char for char in set(sayings) if len(hear(char))}
    wrong = []
    for illness in library.illnesses:
        if illness.id in covered:
            continue
        said = "".join(_misheard(char, by_syllable, chance) for char in f"{illness.name}能不能赔")
        found = matcher.understand(said)
        if found.decision == Decision.ANSWER and found.meaning.illness in covered:
            wrong.append(f"{illness.name} → {said} → {found.meaning.illness}")
    assert wrong == []


def _misheard(char: str, by_syllable: dict[int, str], chance: random.Random) -> str:
    if chance.random() > 0.2:
        return char
    syllable = int(hear(char).syllables[0])
    near = [c for other, c in by_syllable.items() if 0.6 <= NEARNESS[syllable, other] < 1]
    return chance.choice(near) if near else char


def test_every_heard_label_is_known(library: Library) -> None:
    known = {illness.id for illness in library.illnesses} | {""}
    with (SAMPLES / "heard.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["illness"] for row in rows} <= known


def test_what_was_hardly_heard_is_never_answered_as_covered(matcher: Matcher) -> None:
    for heard, decision in ((0.9, "answer"), (0.52, "confirm")):
        found = matcher.understand(
            [Reading("搭桥手术能不能赔", heard), Reading("搭桥术能不能赔", heard - 0.1)]
        )
        assert (found.meaning.illness, found.decision) == ("cabg", decision)


def test_what_was_looked_up_ahead_is_not_scored_again(library: Library) -> None:
    matcher = Matcher(library)
    matcher.understand("大病理赔要什么材料")
    before = matcher._scorer.score.cache_info()
    found = matcher.understand(
        [Reading("大病理赔要什么材料", 0.8), Reading("大病理赔要什么才料", 0.6)]
    )
    after = matcher._scorer.score.cache_info()
    assert found.meaning.topic == "claim.critical_illness"
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 1)


@pytest.mark.parametrize("asked", ["心梗要紧吗", "冠状动脉搭桥术会不会传染", "尿毒症痛不痛呀"])
def test_who_does_not_ask_for_the_benefit_is_not_told_it_is_covered(
    matcher: Matcher, asked: str
) -> None:
    found = matcher.understand(asked)
    assert found.decision != Decision.ANSWER or found.meaning.topic == "outside.health_advice"


@pytest.mark.parametrize("asked", ["心梗", "我是心梗", "心梗赔不赔", "得了尿毒症有没有钱拿"])
def test_who_asks_for_it_or_just_names_it_is_answered(matcher: Matcher, asked: str) -> None:
    assert matcher.understand(asked).decision == Decision.ANSWER
