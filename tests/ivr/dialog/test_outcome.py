"""Injured or dead: in the words of those who ring about an accident."""

import pytest

from ivr.dialog.outcome import outcome_of, plainly

DECEASED = (
    "急死了，他没了 我老公加班累死了 他快死的时候送医院，没救过来 "
    "摔死了 抢救无效 没抢救过来 重伤不治 断气了 抢救无效死亡 伤重不治身亡 没气了 没呼吸了 脑死亡 走掉了 人没了 昨天夜里走了 "
    "去世 身故 已经去世了 当场死亡 我老公昨天工地上摔死了 老公从脚手架上摔下来了，人没了 没救回来 人不在了 他走了 不是受伤，是去世 是去世不是受伤 不是受伤，人走了 牺牲了"
)
INJURED = (
    "受伤 中毒了 瘫痪了 瘫了 植物人 昏过去了 手指没了一根 两只手没了 腿没了 救护车刚走了 已经送走了 被救护车送走了 人被拉走了 "
    "没有去世 没有人死亡 差点死了 他没死，是残疾了 摔下来没死 不是去世，是受伤 并不是死亡，是骨折 不是死了，是昏过去了 救活了 骨折住院 还在抢救 皮外伤 送医院了 手断了 没有死，住院了"
)
MISSING = "失踪了 人还没寻到 下落不明 到现在没找到人"
OPEN = (
    "忙死了，一直占线 烦死了 累死了，跑了三趟单位 单位拖死了，不给我盖章 我老公要没了，医生说就这两天 人要走了 我爸快死了 "
    "他自己走了 自己走掉了 没有受伤 人走了，上救护车了 没什么大事 眼睛看不见了 不知道 糖尿病赔不赔"
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (said, meant)
        for meant, all_of_them in (
            ("deceased", DECEASED),
            ("injured", INJURED),
            ("missing", MISSING),
            ("", OPEN),
        )
        for said in all_of_them.split()
    ],
)
def test_what_happened_to_the_person(said, meant):
    assert outcome_of(said) == meant


def test_a_story_of_a_fall_is_no_injury_yet():
    assert plainly("从梯子上摔下来了") == ""
    assert plainly("从梯子上摔下来，腿断了") == "injured"
