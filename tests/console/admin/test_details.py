"""The log of actions is read by people: nothing of it is a code or in English."""

import re
from pathlib import Path

import pytest
from flask_babel import force_locale

import console
from console.admin.details import detail, subject
from console.shell.code_labels import ACTIONS
from models.staff import StaffAction

CONSOLE = Path(console.__file__).parent
LOGGED = re.compile(r'log_staff_action\(\s*\w+,\s*"([^"]+)"')


@pytest.fixture(autouse=True)
def chinese(hotline):
    with hotline.app.test_request_context("/console/log"), force_locale("zh"):
        yield


@pytest.mark.parametrize(
    ("action", "told", "read"),
    [
        ("notice state", "called_back > forwarded", "已回电 → 已报送职保会"),
        ("notice corrected", "place", "地点"),
        ("members imported", "0 new, 2 changed", "新增 0，更新 2"),
        ("members checked", "2 rows", "2 行"),
        ("members checked", "refused", "没有通过"),
        ("knowledge file read", "146 / 3", "146 条，改动 3 条"),
        ("knowledge published", "forced past 2 tests; flu", "2 条测试没通过也发布了：flu"),
        ("setting changed", "off > on", "关 → 开"),
        ("sign in refused", "unknown name", "没有这个用户名"),
        ("sign in refused", "wrong code, locked", "验证码不对，账号锁了"),
        ("turn corrected", "claim.critical_illness", "大病理赔"),
    ],
)
def test_a_detail_in_words(action, told, read):
    assert detail(StaffAction(action=action, detail=told)) == read


@pytest.mark.parametrize(
    ("what", "read"),
    [
        ("liu (editor)", "liu（知识编辑）"),
        ("words", "几个字"),
        ("second_approver", "发布要另一个人"),
        ("名册.xlsx", "名册.xlsx"),
    ],
)
def test_a_subject_in_words(what, read):
    assert subject(StaffAction(action="", subject=what)) == read


def test_every_action_has_a_name():
    code = "".join(file.read_text(encoding="utf-8") for file in CONSOLE.rglob("*.py"))
    named = set(LOGGED.findall(code))
    assert len(named) > 40
    assert named <= set(ACTIONS)
