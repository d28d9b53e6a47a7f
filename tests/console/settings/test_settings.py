"""Admins change what is safe to change: seen in what the hotline does, not in the page alone."""

import re
import time

import pytest

from ivr.dialog.acts import Keyed
from tests.support.staff import add_person, new_hotline


@pytest.fixture
def office(tmp_path):
    made = new_hotline(tmp_path, operators="+862150000000", check_signatures=False)
    yield made
    made.services.close()


@pytest.fixture
def boss(office):
    return add_person(office, "admin")


def shown(page: str, name: str) -> str:
    """What the page says of one setting, without tags."""
    part = page.partition(f'id="{name}-name"')[2].partition("</section>")[0]
    return re.sub(r"<[^>]+>|\s+", "", part)


@pytest.mark.parametrize("role", ["operator", "editor"])
def test_settings_are_the_admins(office, role):
    person = add_person(office, role)
    assert person.get("/settings").status_code == 403
    assert person.post("/settings/operators", value="02163211234").status_code == 403
    assert person.post("/settings/operators/default").status_code == 403
    assert office.services.live_settings.current.operators == "+862150000000"


def test_a_forged_form_changes_nothing(office, boss):
    answer = boss.client.post("/console/settings/operators", data={"value": "02163211234"})
    assert answer.status_code == 400
    assert office.services.live_settings.current.operators == "+862150000000"


def rung(hotline, sid: str) -> str:
    hotline.post("/voice/incoming", sid)
    hotline.services.conversations.open(sid).receive(Keyed("0"))
    return hotline.post("/voice/resume?after=1", sid).text


def test_the_next_caller_who_wants_a_person_rings_the_new_phone(office, boss, sid):
    boss.post("/settings/operators", value="021-6321 1234")
    boss.post("/settings/operator_seconds", value="45")
    told = rung(office, sid)
    assert "+862163211234" in told
    assert 'timeout="45"' in told
    boss.post("/settings/operators/default")
    assert "+862150000000" in rung(office, f"CA{sid[:1:-1]}")


def test_the_page_says_what_holds_who_chose_it_and_the_default(boss):
    page = boss.get("/settings").text
    assert "没有改过" in shown(page, "operator_seconds")
    assert "恢复默认" not in shown(page, "operator_seconds")
    boss.post("/settings/operator_seconds", value="45")
    told = shown(boss.get("/settings").text, "operator_seconds")
    assert "现在45秒默认30秒" in told
    assert f"谁改的{boss.name}，20" in told
    boss.post("/settings/operator_seconds/default")
    assert "现在30秒默认30秒谁改的没有改过" in shown(boss.get("/settings").text, "operator_seconds")


def test_the_log_keeps_the_old_and_the_new_value(boss):
    boss.post("/settings/console_hours", value="8")
    boss.post("/settings/second_approver", value="on")
    boss.post("/settings/console_hours/default")
    log = re.sub(r"<[^>]+>", "|", boss.get("/log").text)
    for told in ("12 → 8", "关 → 开", "8 → 12", "发布要另一个人"):
        assert told in log
    assert ("setting changed", "console_hours") in boss.logged()
    assert ("setting given up", "console_hours") in boss.logged()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("operators", "+1 900 555 0100", "国内电话号码"),
        ("operators", "8001", "国内电话号码"),
        ("operator_seconds", "0", "5 到 120 之间的整数（秒）"),
        ("console_idle_minutes", "很久", "5 到 240 之间的整数（分钟）"),
        ("console_hours", "", "1 到 24 之间的整数（小时）"),
        ("second_approver", "maybe", "“开”或者“关”"),
    ],
)
def test_a_wrong_value_is_told_beside_its_field_and_nothing_changes(
    office, boss, name, value, told
):
    before = office.services.live_settings.current
    page = boss.post(f"/settings/{name}", value=value).text
    assert told in page
    assert "没有保存" in page
    assert office.services.live_settings.current is before
    assert not [one for one in boss.logged() if one[0] == "setting changed"]


@pytest.mark.parametrize("name", ["data_key", "keep_calls_days", "nothing", "public_url"])
def test_what_is_no_such_setting_is_no_page(boss, name):
    assert boss.post(f"/settings/{name}", value="1").status_code == 404
    assert boss.post(f"/settings/{name}/default").status_code == 404


def test_what_stays_is_named_with_its_reason_and_no_secret(office, boss):
    page = boss.get("/settings").text
    assert "来电保存天数" in page
    assert "改短会马上删掉资料" in page
    given = office.settings
    for secret in (given.data_key, given.twilio_auth_token):
        assert secret.get_secret_value() not in page


def test_a_shorter_sign_in_ends_those_that_are_longer(office, boss, monkeypatch):
    person = add_person(office, "operator")
    boss.post("/settings/console_idle_minutes", value="5")
    assert person.get("/notices").status_code == 200
    later = time.time() + 6 * 60
    monkeypatch.setattr("console.shell.session.time.time", lambda: later)
    assert person.get("/notices").status_code == 302


def test_of_two_admins_at_once_the_later_is_told_who_was_faster_and_loses_nothing(office, boss):
    """Both have the page open: neither overwrites what the other chose without having seen it."""
    other = add_person(office, "admin")
    boss.post("/settings/operator_seconds", seen="30", value="45")
    told = shown(
        other.post("/settings/operator_seconds", seen="30", value="60").text, "operator_seconds"
    )
    assert f"没有保存。{boss.name}刚刚把它改成了45秒" in told
    assert office.services.live_settings.current.operator_seconds == 45
    assert not [one for one in other.logged() if one[0] == "setting changed"]


def test_what_was_refused_stands_in_its_field_and_the_next_press_saves_it(office, boss):
    other = add_person(office, "admin")
    boss.post("/settings/second_approver", seen="off", value="on")
    boss.post("/settings/operator_seconds", seen="30", value="45")
    page = other.post("/settings/operator_seconds", seen="30", value="60").text
    assert re.search(r'name="seen" value="45">\s*<label for="operator_seconds"', page)
    assert re.search(r'<input id="operator_seconds" name="value" value="60"', page)
    other.post("/settings/operator_seconds", seen="45", value="60")
    assert office.services.live_settings.current.operator_seconds == 60


def test_a_default_is_not_gone_back_to_over_a_choice_nobody_saw(office, boss):
    other = add_person(office, "admin")
    boss.post("/settings/console_hours", seen="12", value="8")
    other.post("/settings/console_hours", seen="8", value="10")
    page = boss.post("/settings/console_hours/default", seen="8").text
    assert f"{other.name}刚刚把它改成了10小时" in shown(page, "console_hours")
    other.post("/settings/console_hours/default", seen="10")
    page = boss.post("/settings/console_hours", seen="10", value="9").text
    assert "刚刚有人把它恢复成了默认（12小时）" in shown(page, "console_hours")
