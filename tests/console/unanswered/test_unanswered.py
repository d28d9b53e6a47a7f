"""Questions that were not answered, together, and what becomes of them."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest

from console.unanswered import groups as groups_made
from console.unanswered import looks
from ivr.privacy.data_subject import DataSubject
from kb.contract import Meaning
from kb.editions import drafts
from models.base import utc_now
from models.call import Callback
from tests.support.callers import make_call, said
from tests.support.staff import Person, RunningHotline, add_person, new_hotline


@pytest.fixture(scope="module")
def hotline(tmp_path_factory):
    """A hotline nobody has called; every test brings its own callers."""
    return new_hotline(tmp_path_factory.mktemp("unanswered"), today="")


@pytest.fixture
def editor(hotline):
    return add_person(hotline, "editor")


def hung_up(hotline: RunningHotline, *texts: str) -> None:
    """A call for each text: nobody understood it, and the caller left."""
    for text in texts:
        make_call(hotline, said(text), outcome="hung_up")


def groups(person: Person) -> dict[str, str]:
    """What a group is called -> its part of the page."""
    parts = person.get("/unanswered").text.split("<section")[1:]
    return {re.search(r'<h2 id="group-\d+">(.*?) <span', part)[1]: part for part in parts}


def group_of(person: Person, text: str) -> str:
    """The part of the page that has `text` among its wordings."""
    return next((part for part in groups(person).values() if f"{text}</a>" in part), "")


def keys(part: str) -> list[str]:
    """What the form of a group sends."""
    return re.findall(r'name="key" value="([^"]+)"', part)


def test_alike_questions_are_one_group_and_the_answered_are_left_out(hotline, editor):
    hung_up(hotline, "红烧肉怎么烧", "红烧肉哪能烧", "红绍肉怎么烧")
    make_call(hotline, said("心肌梗死赔不赔"), outcome="completed")
    part = group_of(editor, "红烧肉怎么烧")
    assert "3 次" in part
    assert "没听懂 3，转人工 0" in part
    assert "红烧肉哪能烧</a>" in part
    assert "红绍肉怎么烧</a>" in part
    assert group_of(editor, "心肌梗死赔不赔") == ""


def test_the_question_before_a_person_took_over_is_one_too(hotline, editor):
    make_call(hotline, said("糖尿病赔不赔"), "0", outcome="handed_off")
    make_call(hotline, said("转人工"), outcome="handed_off")
    part = group_of(editor, "糖尿病赔不赔")
    assert "没听懂 0，转人工 1" in part
    assert "热线想到过：糖尿病赔不赔" in part
    assert group_of(editor, "转人工") == "", "asks nothing the knowledge could answer"


def test_ignored_is_not_listed_again_nor_what_is_like_it(hotline, editor):
    hung_up(hotline, "这家饭店的小笼包很好吃", "这家饭店的小笼包真好吃")
    part = group_of(editor, "这家饭店的小笼包很好吃")
    editor.post("/unanswered", do="ignore", key=keys(part), days="7")
    hung_up(hotline, "这家饭店的小笼包很好吃")
    assert group_of(editor, "这家饭店的小笼包很好吃") == ""
    assert "另有 1 条和已忽略的相似" in editor.get("/unanswered").text
    assert ("questions ignored", "2") in editor.logged()


def test_an_alias_goes_into_the_draft_of_what_it_means(hotline, editor):
    hung_up(hotline, "播放一首周华健的朋友")
    part = group_of(editor, "播放一首周华健的朋友")
    form = {"do": "alias", "key": keys(part), "text": "甜尿病"}
    answer = editor.post("/unanswered", **form, meaning="illness.coverage|diabetes|")
    assert answer.status_code == 302
    with hotline.services.sessions() as session:
        assert "甜尿病" in drafts.open_version(session, "diabetes").body["aliases"]
    assert group_of(editor, "播放一首周华健的朋友") == ""


def test_a_sentence_becomes_an_example_of_an_answer(hotline, editor):
    hung_up(hotline, "今天股票涨了没有")
    form = {"do": "alias", "key": keys(group_of(editor, "今天股票涨了没有"))}
    editor.post("/unanswered", **form, text="卡里能买股票吗", meaning="card.bank||")
    with hotline.services.sessions() as session:
        item = drafts.find_item(session, Meaning("card.bank"))
        assert "卡里能买股票吗" in drafts.open_version(session, item).body["examples"]


def test_a_new_entry_begins_with_what_was_asked(hotline, editor):
    hung_up(hotline, "钢琴在哪里调音")
    form = {"do": "entry", "key": keys(group_of(editor, "钢琴在哪里调音")), "text": "钢琴"}
    answer = editor.post("/unanswered", **form)
    assert unquote(answer.location) == "/console/knowledge/new?text=钢琴"
    assert "钢琴" in editor.client.get(answer.location).text
    assert group_of(editor, "钢琴在哪里调音") == ""


@pytest.mark.parametrize("form", [{"meaning": ""}, {"meaning": "card.bank||", "text": ""}])
def test_half_a_form_changes_nothing(hotline, editor, form):
    hung_up(hotline, "红烧肉怎么烧")
    part = group_of(editor, "红烧肉怎么烧")
    editor.post("/unanswered", **{"do": "alias", "key": keys(part), "text": "公积金", **form})
    assert "并选好它的意思" in editor.get("/unanswered").text
    assert keys(group_of(editor, "红烧肉怎么烧")) == keys(part)


def test_operators_look_and_editors_see_no_numbers(hotline, editor):
    hung_up(hotline, "明天一三八零零零零一二三四")
    operator = add_person(hotline, "operator")
    assert "一三八零零零零一二三四" in operator.get("/unanswered").text
    assert operator.post("/unanswered", do="ignore", key=[]).status_code == 403
    page = editor.get("/unanswered").text
    assert "一三八零零零零一二三四" not in page
    assert "（号码）" in page


def test_nothing_left_says_so(hotline, editor):
    every = [key for part in groups(editor).values() for key in keys(part)]
    editor.post("/unanswered", do="ignore", key=every)
    assert "没有没答上的问题" in editor.get("/unanswered").text


def test_what_was_ignored_is_seen_and_brought_back(hotline, editor):
    hung_up(hotline, "楼下便利店几点关门")
    sent = keys(group_of(editor, "楼下便利店几点关门"))
    editor.post("/unanswered", do="ignore", key=sent)
    page = editor.get("/unanswered").text
    assert "看已忽略的" in page
    assert "楼下便利店几点关门</a>" in editor.get("/unanswered", show="ignored").text
    editor.post("/unanswered", do="restore", key=sent)
    assert group_of(editor, "楼下便利店几点关门")


def test_an_alias_leads_to_its_draft(hotline, editor):
    hung_up(hotline, "钢琴调音哪里有")
    sent = keys(group_of(editor, "钢琴调音哪里有"))
    editor.post("/unanswered", do="alias", key=sent, text="钢琴调音", meaning="service.free||")
    page = editor.get("/unanswered").text
    assert re.search(r'href="/console/knowledge/items/[^"]+">去看草稿', page)


def test_what_is_nobodys_business_becomes_a_test_and_no_entrys_words(hotline, editor):
    hung_up(hotline, "家里水管坏了谁来修")
    sent = keys(group_of(editor, "家里水管坏了谁来修"))
    form = {"key": sent, "text": "家里水管坏了谁来修", "meaning": "none||"}
    editor.post("/unanswered", do="alias", **form)
    assert "要一直拒绝它" in editor.get("/unanswered").text
    with hotline.services.sessions() as db:
        draft = drafts.open_version(db, "test:staff:none")
        assert "家里水管坏了谁来修" in draft.body["says"]


def test_what_others_care_for_will_be_declined_and_that_is_told(hotline, editor):
    hung_up(hotline, "我的退休工资几号到账")
    sent = keys(group_of(editor, "我的退休工资几号到账"))
    form = {"key": sent, "text": "退休工资几号到账", "meaning": "outside.pension||"}
    editor.post("/unanswered", do="alias", **form)
    page = editor.get("/unanswered").text
    assert "说这不归它管" in page
    assert "就能听懂" not in page
    assert group_of(editor, "我的退休工资几号到账") == ""


def test_an_operator_points_at_a_question_and_the_editor_sees_it_first(hotline, editor):
    hung_up(hotline, "工会有没有游泳票", "工会有没有游泳票", "电影票哪里领")
    clerk = add_person(hotline, "operator")
    part = group_of(clerk, "电影票哪里领")
    key = re.search(r'name="key" value="([^"]+)"><button>', part)[1]
    clerk.post("/unanswered/flag", key=key)
    first = next(iter(groups(editor).values()))
    assert "电影票哪里领" in first
    assert "接线员请您先看" in first
    assert ("question flagged", key) in clerk.logged()


def test_words_of_an_erased_call_are_neither_shown_nor_kept(hotline, editor):
    phone = "+8613800004321"
    sid = make_call(hotline, said("钢琴在哪里调音"), caller=phone, outcome="hung_up")
    assert group_of(editor, "钢琴在哪里调音")
    assert "钢琴" not in repr(list(looks._LAST.values())), "nothing that was said is remembered"
    with hotline.services.store.database.session() as session:
        DataSubject(session, hotline.services.recordings, "", phone).erase()
    assert not group_of(editor, "钢琴在哪里调音")
    assert sid not in repr(list(looks._LAST.values()))


def test_what_comes_later_joins_the_group_it_belongs_to_or_stands_by_itself(hotline, editor):
    hung_up(hotline, "自行车在哪里修", "自行车在哪儿修")
    assert "2 次" in group_of(editor, "自行车在哪里修")
    hung_up(hotline, "自行车在哪里修", "自行车到哪里修", "高铁票怎么改签")
    part = group_of(editor, "自行车在哪里修")
    assert "4 次" in part
    assert part.count("自行车在哪里修</a>") == 1
    assert "自行车到哪里修</a>" in part
    assert "1 次" in group_of(editor, "高铁票怎么改签")
    looks.forget()
    assert "4 次" in group_of(editor, "自行车在哪里修"), "put together anew it is one, too"


def test_of_a_group_what_is_handled_goes_and_the_rest_stays(hotline, editor):
    hung_up(hotline, "电风扇几档最凉快", "电风扇几挡最凉快")
    one, _other = keys(group_of(editor, "电风扇几档最凉快"))
    editor.post("/unanswered", do="entry", key=one, text="电风扇", days="7")
    left = "".join(part for name, part in groups(editor).items() if "电风扇" in name)
    assert "1 次" in left


def test_many_new_ones_are_put_together_among_all(hotline, editor, monkeypatch):
    hung_up(hotline, "菜场几点关门")
    groups(editor)
    anew = []
    together = groups_made.put_together
    monkeypatch.setattr(
        groups_made, "put_together", lambda *told: anew.append(told) or together(*told)
    )
    hung_up(hotline, "菜场几点关门呀")
    assert "2 次" in group_of(editor, "菜场几点关门")
    assert not anew
    hung_up(hotline, *["菜场几点关门呀"] * (looks.MOST_NEW + 1))
    assert f"{looks.MOST_NEW + 3} 次" in group_of(editor, "菜场几点关门")
    assert len(anew) == 1


def test_the_same_words_of_two_weeks_are_found_over_every_period(hotline, editor):
    """What is left of a group stands for it: a look at fewer days loses none, nor one at more days."""
    text = "游泳池几点开门"
    make_call(hotline, said(text), outcome="hung_up", at=utc_now() - timedelta(days=10))
    hung_up(hotline, text)
    for days, times in (("30", 2), ("7", 1), ("30", 2)):
        page = editor.get("/unanswered", days=days).text
        part = next(part for part in page.split("<section") if f"{text}</a>" in part)
        assert f"{times} 次" in part, days


def test_when_the_first_of_the_same_words_is_handled_another_stands_for_them(hotline, editor):
    hung_up(hotline, "信箱钥匙在哪里配", "信箱钥匙在哪儿配", "信箱钥匙在哪里配")
    part = group_of(editor, "信箱钥匙在哪里配")
    gone = keys(part)[0]
    editor.post("/unanswered", do="entry", key=gone, text="信箱", days="7")
    part = group_of(editor, "信箱钥匙在哪里配")
    assert "2 次" in part
    assert 'name="text" value="信箱' in part, "the field has the words of the middle"


def test_the_question_before_a_person_who_never_came_is_one_too(hotline, editor):
    sid = make_call(hotline, said("高血压赔不赔"), "0", outcome="hung_up")
    with hotline.services.sessions.begin() as session:
        session.add(Callback(call_sid=sid, phone="13900001111", reason="asked"))
    assert "没听懂 0，转人工 1" in group_of(editor, "高血压赔不赔")
