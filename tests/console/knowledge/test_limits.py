"""An editor changes a time limit: what is published, what callers hear, and what is counted is one."""

from datetime import date

import pytest

from console.knowledge import dry_run
from ivr.dialog.effect import EffectKey
from ivr.dialog.lookups import Deadline, FindAnswer, FindDeadline, FindNoticeLimits, FoundAnswer
from kb.contract import Meaning
from kb.editions import drafts
from tests.console.knowledge.test_knowledge import GOOD, edit, settled, submit
from tests.console.notices.test_notices import add_notice
from tests.support.callers import make_call
from tests.support.staff import RunningHotline, add_person, new_hotline

CRITICAL = "claim.critical_illness.deadline"
NOTICE = "claim.accident_death.deadline"
SLOT = "{limit.critical_illness}"


@pytest.fixture
def office(tmp_path) -> RunningHotline:
    return new_hotline(tmp_path)


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """The dry run finds nothing: it is tested elsewhere, and takes minutes."""
    monkeypatch.setattr(dry_run, "in_own_process", lambda _request: dict(GOOD))


def published(hotline: RunningHotline, item: str, **fields: str) -> None:
    editor = add_person(hotline, "editor")
    edit(editor, item, **fields)
    submit(editor, item)
    page = settled(editor)
    subject = page.partition('name="subject" value="')[2].partition('"')[0]
    editor.post("/knowledge/publish", subject=subject)
    assert hotline.services.knowledge.step(), "taken up"


def told(hotline: RunningHotline, effect):
    sid = make_call(hotline)
    return hotline.services.effects.perform(effect, EffectKey(f"{sid}/0", "99"))


def test_the_field_alone_changes_the_sentence_the_message_and_the_sum(office):
    published(office, CRITICAL, limit="120天")
    answer = told(office, FindAnswer(Meaning("claim.critical_illness", aspect="deadline"), ""))
    assert isinstance(answer, FoundAnswer)
    assert "第一次确诊以后一百二十天里" in answer.pieces[0]
    counted = told(office, FindDeadline("claim.critical_illness", "2026-11-01"))
    assert counted == Deadline("2027-03-01", "in_time")
    sms = office.services.knowledge.current.answer(
        Meaning("claim.critical_illness", aspect="overview"), date(2026, 11, 24)
    )
    assert "120天内向市职保会申请" in sms.sms


def test_the_notices_limits_follow(office):
    add_notice(office, "10000001", date(2026, 11, 20))
    clerk = add_person(office, "operator")
    assert "2026-12-05" in clerk.get("/notices").text
    published(office, NOTICE, limit="30天")
    assert "2026-12-20" in clerk.get("/notices").text
    assert "报送职保会（30天）" in clerk.get("/notices/1").text
    assert told(office, FindNoticeLimits("2026-11-20")).notice_by == "2026-12-20"


@pytest.mark.parametrize(
    ("pieces", "why"),
    [
        (
            "大病理赔，要在第一次确诊以后一百二十天里申请。",
            "热线却按『90天』算日期；请改写成 " + SLOT,
        ),
        ("大病理赔要尽早申请。", "这里没有说期限，请在该说的地方写 " + SLOT),
    ],
)
def test_a_text_that_says_another_number_is_not_handed_in_and_told_why(office, pieces, why):
    editor = add_person(office, "editor")
    edit(editor, CRITICAL, pieces=pieces)
    page = editor.get(f"/knowledge/items/{CRITICAL}").text
    assert why in page
    editor.post(f"/knowledge/items/{CRITICAL}/submit")
    assert "草稿还有问题，改好再送审" in editor.get(f"/knowledge/items/{CRITICAL}").text
    with office.services.sessions() as session:
        assert drafts.open_version(session, CRITICAL).state == "draft"


def test_the_form_asks_for_the_limit_where_there_is_one(office):
    editor = add_person(office, "editor")
    assert 'name="limit"' in editor.get(f"/knowledge/items/{CRITICAL}/edit").text
    assert 'name="limit"' not in editor.get("/knowledge/items/card.bank/edit").text


def test_what_callers_hear_is_shown_as_they_hear_it(office):
    editor = add_person(office, "editor")
    page = editor.get("/knowledge/items/claim.critical_illness.deadline").text
    heard = page.partition('aria-labelledby="now"')[2].partition("</section>")[0]
    assert "九十天" in heard
    assert "{limit" not in heard
    assert "{basis}" not in heard
    listed = editor.get("/knowledge", section="entries").text
    assert "{limit" not in listed
    assert "{basis}" not in listed


def test_a_sentence_with_a_limit_is_as_long_as_it_is_spoken(office):
    editor = add_person(office, "editor")
    piece = "{basis}" + SLOT + "里申请，"
    for left, told in ((40, False), (60, True)):
        edit(editor, CRITICAL, pieces=piece + "一" * left + "。")
        page = editor.get(f"/knowledge/items/{CRITICAL}").text
        assert ("第 1 句超过 60 个字" in page) is told
