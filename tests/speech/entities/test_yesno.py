"""Yes, no, and neither."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.entities.yesno import parse_yes_no
from speech.entities.yesno_learned import _weights, features
from speech.entities.yesno_words import Found, find_words

YES = (
    "对 是的 嗯对 没错 好的 可以 要 对对对 嗯。 嗯嗯 是啊 没有错 没问题 不错 对的呀 好的谢谢 对额 是滴 "
    "没有任何问题 没有任何错误 不会有错 没有出入 没毛病 没什么问题 没啥问题 一点问题没有 问题没有 没有差错 "
    "没有偏差 无误 没有说错 勿错 必须的 肯定的 来事额 接着听 继续 往下讲 接下去说 号码没错 是的没问题 "
    "对伐 队 可以的，谢谢 对，就是这个号码 这个号码是对的 对不起，是的 没听错 是我本人对的 是我 是这样的 "
    "是本人 我就是本人 本人打的 我自己打的 是我自己打来的 好的你讲下去 你说下去 那就发一个好了 那就转吧 听的 好，听一遍 "
    "阿拉自家打来额 发给我 那就发一条吧，我年纪大了记不牢 你登记吧 登记 没说不要，要的 不是不好，好的 哪能会错呢，对的"
)
NO = (
    "不对 不是 不要 错了 不用了 没有 勿是 勿对 覅 不了 好的，不用了 嗯不用 行，算了 不不不 念错了 "
    "不对不对是七八 不对，是七八 不是我，是我老公 不对，我的号码是七八 我的号码不对 不用了谢谢 布对 不可能 不是不是 少了一位 "
    "不对，第三位是五 我的第三位数字不对 "
    "有问题 有点问题 号码有问题 有出入 有毛病 有个错 有一处错 有偏差 对不上 日期对不上 没对 没必要 没这个必要 没什么必要 "
    "不必了 用不着 免了 拉倒 不成 不中 甭发了 别发了 不听了 可以了不听了 好了不听了 不要再说了 不想听了 不转 不留了 "
    "说反了 弄反了 不像 不符 不一致 两个都不对 根本不是 弗是 勿来事 呒没 呒没额 覅讲了 "
    "不是本人 不是我本人 不是我自己打的 别讲下去了 不听的 不用发一条 那就不发了 "
    "别发给我 不用登记 用勿着 不是，不要 没有，不对 我没说对"
)
NEITHER = (
    "是不是 对不对 对吗 不知道 不清楚 可能吧 好像是 应该是的 是的，不对 嗯…… 呃 再说一遍 随便 什么 "
    "糖尿病赔不赔 我要报一个事故 是三月五号 零七八七七八九三二八 要不要带身份证 我没听清 不是不对 "
    "第三位是我 最后两位对 后面是的 "
    "有没有问题 是不是有问题 有问题要问 我有个问题 我想问个问题 还有问题 有什么问题 不知道对不对 没想好 说不好 "
    "好像不对 我错过了期限 错过了怎么办 不晓得 "
    "你讲 你说 你再说 你再讲 是我老公打来的 是我儿子本人 这个嘛 嗯，那个嘛 你讲啥 你讲得太快 你再讲一遍 留一个号码 我没听下去 听不下去 "
    "我要登记 我想登记一个事故 没说不要 发给谁 转到我老公那里"
)


@pytest.mark.parametrize("text", YES.split())
def test_yes(text):
    assert parse_yes_no(text) is True


@pytest.mark.parametrize("text", NO.split())
def test_no(text):
    assert parse_yes_no(text) is False


@pytest.mark.parametrize("text", [*NEITHER.split(), "", "  "])
def test_neither(text):
    assert parse_yes_no(text) is None


@given(st.text() | st.text("对不是要好的没有错嗯吗，。 了可以"))
def test_any_text_gives_yes_no_or_neither(text):
    assert parse_yes_no(text) in (True, False, None)


@given(st.sampled_from(NO.split()), st.sampled_from("，。 ！"), st.sampled_from(["谢谢", "啊", ""]))
def test_politeness_does_not_turn_a_no(no, pause, polite):
    assert parse_yes_no(no + pause + polite) is False


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("那你转过去吧", True),
        ("要，最好写得清楚点", True),
        ("有的，还要问一样", True),
        ("够了够了，都问清楚了", False),
        ("没这回事", False),
        ("我不想再讲了，人也吃力", False),
    ],
)
def test_sentences_say_what_no_single_word_does(text, meant):
    assert parse_yes_no(text) is meant


@pytest.mark.parametrize(
    "text",
    [
        "别挂别挂，还要问的",
        "转人工",
        "帮我接人工好了",
        "糖尿病",
        "我问一下啊",
        "侬是啥人",
        "等一歇，我寻副眼镜",
    ],
)
def test_sentences_that_answer_nothing(text):
    assert parse_yes_no(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("勿登记", False),
        ("对勿拢", False),
        ("覅再寄了", False),
        ("是的，那几天能批下来", True),
        ("没说不好呀，好的", True),
        ("要，哦不，不要了", False),
        ("对，没报错", True),
        ("可以，那我啥辰光能收到啊", True),
        ("不用，那我自己跑一趟好了", False),
        ("不是——哦是的是的，我听错了", True),
        ("不了不了", False),
        ("反对", False),
        ("要不得", False),
        ("莫得错", True),
        ("再好没有了", True),
        ("是伐", None),
        ("甭客气，记吧", True),
        ("别啰嗦了，赶紧转", True),
        ("别啰嗦了，不要", False),
        ("没有错，不用改了", True),
        ("不必更正了", True),
        ("不需要改", True),
        ("要改", False),
        ("嗯，要改一下", None),
        ("不反对", True),
        ("没人反对", True),
        ("这不可能会对的", None),
    ],
)
def test_words_of_dialect_and_what_is_decided_last(text, meant):
    assert parse_yes_no(text) is meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("不要，啊呀讲错了，要的要的", True),
        ("要的，哎我听错了，不要", False),
        ("不是，口误，是的", True),
        ("对，我说错了，不对", False),
        ("不对，说错了，是三八", False),
        ("没讲错，就是这个", True),
        ("你说错了，不是", False),
        ("不对，你又听错了，好好听", False),
        ("第二位又讲错了，好好听", False),
        ("后面两位讲错了，好的", False),
        ("又听错了，好吧", None),
        ("刚刚听错了，好烦", None),
    ],
)
def test_what_is_taken_back_does_not_count(text, meant):
    assert parse_yes_no(text) is meant


@pytest.mark.parametrize("text", ["嗯，就是", "嗯，就是这个", "对，付过了", "对，手机"])
def test_a_yes_is_one_whatever_stands_behind_its_pause(text):
    assert parse_yes_no(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "哪个号码是对的",
        "啥时候发给我",
        "几点钟打过来",
        "哪里不对",
        "好的，我再想一想",
        "可能要的，我再想想",
        "要的，不过我先问问我老婆再说",
        "好像对的，我没带卡",
        "没事，发吧",
        "摔倒了，起不来",
        "再见",
        "谢谢再见",
        "拜拜",
        "挂了",
        "好的，谢谢，拜拜",
        "好，挂了",
    ],
)
def test_who_asks_or_puts_off_has_not_answered(text):
    assert parse_yes_no(text) is None


@pytest.mark.parametrize("answer", [True, False, None])
@pytest.mark.parametrize("is_open", [True, False])
def test_what_the_words_say_is_known_to_the_model(answer, is_open):
    told = features("", Found([], 1, answer, is_open)) & _weights().keys()
    assert any(name.startswith("answer") for name in told) or (answer is not None and is_open)


def test_what_trails_off_is_another_sentence():
    assert features("好吧……", find_words("好吧")) != features("好吧", find_words("好吧"))


@pytest.mark.parametrize("text", ["第二个吧。", "是第一个", "干嘛", "拜托", "白登"])
def test_what_chooses_or_answers_by_no_word_is_neither(text):
    assert parse_yes_no(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("勿是……噢是额是额", True),
        ("不对，哦对的对的", True),
        ("啥？噢，对额对额", True),
        ("对啥对", False),
        ("好什么好，我不要", False),
        ("怎么不是，就是的呀", True),
        ("有啥不行啦，要的呀", True),
        ("不要再问了呀，要的", True),
        ("不能不要啊，要的", True),
        ("没有，哦有的有的", True),
        ("不要，噢对对对", None),
        ("不用了，哎对对", None),
        ("不是的，噢对对，是五", None),
        ("要什么材料", None),
        ("要什么要求", None),
        ("有什么不对的地方", None),
        ("怎么不对", None),
    ],
)
def test_what_is_taken_back_scorned_or_denied_twice(text, meant):
    assert parse_yes_no(text) is meant


@pytest.mark.parametrize(
    "text", ["嗯？", "啊？", "可以倒是可以，就是……", "嗯……这个……", "嗯，那个……", "对面的医院"]
)
def test_what_trails_off_or_only_has_the_letters_is_no_answer(text):
    assert parse_yes_no(text) is None


@pytest.mark.parametrize(
    ("table", "least"),
    [
        ("yesno_said.tsv", 0.9),
        ("yesno_unseen.tsv", 0.96),
        ("yesno_exam.tsv", 0.93),
        ("yesno_day.tsv", 0.93),
    ],
)
def test_a_strangers_yes_is_never_taken_for_a_no_nor_a_no_for_a_yes(table, least):
    values = {"yes": True, "no": False, "unclear": None}
    path = Path(__file__).with_name("data") / table
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = [(parse_yes_no(row["text"]), values[row["value"]]) for row in rows]
    assert sum(said is meant for said, meant in found) / len(found) >= least
    assert not [said for said, meant in found if None not in (said, meant) and said is not meant]
