"""Danger and despair are heard first; what is past or asks for the benefit is not taken for them."""

import csv
from datetime import date
from pathlib import Path

import pytest

from ivr.dialog.acts import Said
from ivr.dialog.urgency import may_be_urgent
from kb.contract import URGENT, Decision, Reading
from kb.engine import Knowledge
from kb.matching.urgency import DISTRESS, EMERGENCY, urgent_topic, urgent_words

DANGER = (
    "我老公从脚手架上摔下来了快不行了 煤气中毒了人昏过去了 机器把手轧断了，血止不住 救命啊 出人命了，快点来人啊 有人触电了叫不醒 "
    "我儿子在工地上触电了，没有呼吸了 快叫救护车，我同事从楼上掉下来了 打120 流血了，流了好多血 我爸喘不上气 我爸中风了嘴巴歪掉了 老伴突然话讲不出了 我心口痛得要命，一身冷汗 小囡吃糖噎住了 车间着火了 人压在下面了"
)
DESPAIR = (
    "我不想活了 活着没意思，想死 我想跳黄浦江 我得了癌不想治了，不如死了算了 撑不下去了 我想自杀"
)
SENTENCES = list(
    csv.DictReader(
        Path(__file__).with_name("urgent.tsv").read_text("utf-8").splitlines(), delimiter="\t"
    )
)
"""As callers may say it: written to find what the words miss, and then learned from."""
NEITHER = (
    "我要报一个触电事故，人已经出院了 昨天触电了，要报案 晕倒了赔不赔 自杀算不算意外 心梗赔不赔 大病理赔要什么材料 "
    "我老公昨天工地上摔死了，要报事故 救护车的钱能报销吗 救护车的钱谁出 叫救护车要多少费用 我爸中风嘴巴歪了两年了 胸口痛得厉害，住院赔不赔 脑梗以后话讲不出了，能申请吗 会员卡怎么补办 我要报一个意外事故 热死了"
)


@pytest.mark.parametrize("said", DANGER.split())
def test_danger(said):
    assert urgent_topic([said]) == EMERGENCY


@pytest.mark.parametrize("said", DESPAIR.split())
def test_despair(said):
    assert urgent_topic([said]) == DISTRESS


@pytest.mark.parametrize("said", NEITHER.split())
def test_neither(said):
    assert urgent_topic([said]) == ""


@pytest.mark.parametrize("row", SENTENCES, ids=lambda row: row["text"])
def test_what_is_said_in_danger_in_despair_and_in_neither(row):
    assert (urgent_topic([row["text"]]) or "none") == row["topic"]
    if row["topic"] != "none":
        assert may_be_urgent(Said(row["text"]))


@pytest.mark.parametrize(
    "said",
    [
        "我老公快不行了，能赔吗",
        "血止不住了，这个好报吗",
        "人叫不醒了，我要登记",
        "没呼吸了，怎么申请",
    ],
)
def test_a_question_beside_it_does_not_hide_that_somebody_is_dying(said):
    assert urgent_topic([said]) == EMERGENCY


@pytest.mark.parametrize(
    "said",
    [
        "去年叫不醒送医院，能赔吗",
        "昨天血止不住，现在好了，好报吗",
        "前天没呼吸了，人走了，怎么申请",
    ],
)
def test_what_is_past_is_no_danger_however_pressing_it_was(said):
    assert urgent_topic([said]) == ""


def test_one_reading_is_enough_and_a_long_word_is_known_by_its_sound():
    assert urgent_topic(["我的卡", "快点来人啊"]) == EMERGENCY
    assert urgent_topic(["我的卡", "火着没意思"]) == DISTRESS


def test_every_word_is_looked_up_wherever_it_is_said():
    """The dialogue looks up only what may be urgent: each of these words must pass its gate."""
    words = (*urgent_words("danger"), *urgent_words("despair"))
    missed = [word for word in words if not may_be_urgent(Said(word))]
    assert missed == []


def test_the_engine_puts_it_before_everything_else(library):
    found = Knowledge(library).respond(
        [Reading("心梗赔不赔"), Reading("救命啊", 0.1)], date.today()
    )
    assert found.understanding.meaning.topic == EMERGENCY
    assert found.understanding.decision == Decision.ANSWER
    assert not found.covered


@pytest.mark.parametrize(
    "said",
    [
        "股骨头坏死换了人工关节，单位里有人讲可以拿一万",
        "厂里有人说工会给钱",
        "吵得我头也要爆炸了",
        "气得我肺都要炸了",
        "家里没有煤气味",
        "自杀的你们不赔对吧",
    ],
)
def test_figures_of_speech_and_what_others_say_are_no_danger(said):
    assert urgent_topic([said]) == ""


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("车里面还有人没出来", EMERGENCY),
        ("楼里有人被困了", EMERGENCY),
        ("厂里爆炸了", EMERGENCY),
        ("急得要死，炉子炸了", EMERGENCY),
        ("听得一声响，锅炉炸了", EMERGENCY),
        ("头要爆炸了，人昏过去了", EMERGENCY),
        ("吵得我头也要爆炸了，我老公昏过去了", EMERGENCY),
        ("头像炸开一样疼", EMERGENCY),
        ("一屋子煤气味道，老婆站也站不起来", EMERGENCY),
        ("你们不赔，那我就不要这条命了", DISTRESS),
        ("不肯赔是吧，我不活了", DISTRESS),
        ("安眠药我一瓶都摆在台子上了，今朝夜里就吃下去", DISTRESS),
        ("农药买好了，等歇就喝", DISTRESS),
    ],
)
def test_danger_and_despair_beside_a_refusal_or_a_place(said, topic):
    assert urgent_topic([said]) == topic


@pytest.mark.parametrize(
    "said",
    [
        "触电截肢，当时的事故经过要谁来写证明",
        "被机器卷进去没了的，审批表敲哪几个章",
        "爆炸伤，双目失明，单位拖了两个月才想起来",
        "塌方那个事，六十天早过了，到哪天才肯付",
        "从塔上跌下来，全残，问带啥",
        "医生讲是深昏迷，叫也叫不醒，可以享受大病保障伐",
        "我那个快递停在嘉定三天不动了",
    ],
)
def test_what_is_settled_on_paper_is_no_danger_now(said):
    assert urgent_topic([said]) == ""


@pytest.mark.parametrize(
    "said",
    [
        "发烧三天了，现在抽筋翻白眼",
        "我老公昏过去半天了叫不醒",
        "煤气漏了两天了，人都晕倒了",
        "医生说叫你们，人没呼吸了",
        "人瘫了，口吐白沫",
        "他不动了",
    ],
)
def test_danger_stays_danger_beside_a_doctor_and_days(said):
    assert urgent_topic([said]) == EMERGENCY


@pytest.mark.parametrize(
    "said",
    [
        *[
            "四",
            "十",
            "是",
            "算了",
            "算了算了",
            "气死我了",
            "急死人了",
            "排队排死人了",
            "我打了三次了，没人接，气死我了",
            "忙死了，一直占线",
        ],
        "你们真是拖死人了",
    ],
)
def test_no_danger_and_no_despair_is_heard_in_what_only_sounds_like_it(library, said):
    assert Knowledge(library).understand([Reading(said)]).meaning.topic not in URGENT


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("救命", "emergency"),
        ("就命", "emergency"),
        ("想死", "distress"),
        ("我不活了", "distress"),
        ("气死我了，我老公昏过去了", "emergency"),
        ("急死人了，他没气了", "emergency"),
    ],
)
def test_short_cries_are_heard_and_so_is_danger_beside_a_way_of_speaking(library, said, topic):
    assert Knowledge(library).understand([Reading(said)]).meaning.topic == topic


@pytest.mark.parametrize(
    "said", ["我爸在医院快死了，能不能先申请", "我老公要没了，医生说就这两天", "人要走了，能申请吗"]
)
def test_nobody_asks_for_a_death_before_it(library, said):
    topic = Knowledge(library).understand([Reading(said)]).meaning.topic
    assert topic not in ("claim.illness_death", "claim.accident_death")
