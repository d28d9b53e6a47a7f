"""Numbers as people type them are found; numbers and days of any size break nothing."""

import re
import uuid
from datetime import date

import pytest
from sqlalchemy import select

from console.shell import arguments
from models.member import number_key
from models.notice import Notice
from tests.support.callers import make_call, said
from tests.support.hotlines import RunningHotline
from tests.support.members import another, take, write_csv
from tests.support.staff import add_person

MOBILE = "13911117777"
TYPED = [
    "13911117777",
    "１３９１１１１７７７７",
    "139 1111 7777",
    "139－1111－7777",
    "139—1111—7777",
    "013911117777",
    "8613911117777",
    "+8613911117777",
    "＋86 139 1111 7777",
    "0086 139-1111-7777",
    "008613911117777",
    "(86)13911117777",
]


@pytest.fixture(scope="module")
def rang(hotline: RunningHotline) -> str:
    return make_call(hotline, "心梗赔不赔", caller="+86" + MOBILE)


def found(page: str) -> list[str]:
    return re.findall(r'<td[^>]*><a href="/console/calls/(\w+)"', page)


@pytest.mark.parametrize("typed", TYPED)
def test_a_caller_is_found_however_the_number_is_typed(rang, operator, typed):
    assert found(operator.get("/calls", text=typed).text) == [rang]


@pytest.mark.parametrize(
    "typed", ["63500870", "０２１６３５００８７０", "(021) 6350-0870", "2163500870"]
)
def test_a_landline_is_found_with_and_without_its_area_code(hotline, operator, typed):
    caller = "+862163500870"
    sid = make_call(hotline, "心梗赔不赔", caller=caller)
    assert sid in found(operator.get("/calls", text=typed).text)


@pytest.mark.parametrize(
    "typed", ["40000001", "４００００００１", "4000 0001", "139 0000 8888", "7920000778"]
)
def test_a_notice_is_found_by_what_its_caller_was_told_and_by_its_numbers(hotline, operator, typed):
    sid = make_call(hotline, "心梗赔不赔", caller="+8613900008888")
    told = {"call_sid": sid, "last_call_sid": sid, "reference": "40000001"}
    with hotline.services.sessions.begin() as session:
        if session.scalar(select(Notice.id).where(Notice.reference == "40000001")) is None:
            key = number_key(hotline.services.vault, "7920000778")
            session.add(Notice(key=uuid.uuid4().hex, member_key=key, **told))
    assert ">40000001</a>" in operator.get("/notices", text=typed, state="closed").text
    assert ">40000001</a>" not in operator.get("/notices", text="40000002").text


def test_a_call_is_found_by_the_number_its_notice_was_given(hotline, operator):
    sid = make_call(hotline, "心梗赔不赔")
    told = {"call_sid": sid, "last_call_sid": sid, "reference": "40000009"}
    with hotline.services.sessions.begin() as session:
        session.add(Notice(key=uuid.uuid4().hex, **told))
    assert found(operator.get("/calls", text="4000 0009").text) == [sid]


@pytest.mark.parametrize(
    "typed", ["7920000777", "７９２００００７７７", "792 0000 777", "792－0000－777"]
)
def test_a_member_is_found_however_the_number_is_typed(hotline, operator, tmp_path, typed):
    take(hotline.services.engine, write_csv(tmp_path / "m.csv", another(777)))
    assert "保障中" in operator.post("/members", number=typed).text


def test_words_are_found_however_wide_they_were_written(hotline, operator):
    sid = make_call(hotline, said("ＡＬＳ赔不赔"))
    for typed in ("als赔不赔", "ALS赔不赔", "ＡＬＳ赔"):
        assert sid in found(operator.get("/calls", text=typed).text)


def test_the_authenticators_code_may_be_typed_full_width(hotline):
    admin = add_person(hotline, "admin", signed_in=False)
    code = admin.code().translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    admin.post("/sign-in", name=admin.name, password="correct horse")
    assert admin.post("/sign-in/code", code=code).status_code == 302


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026/1/31", date(2026, 1, 31)),
        ("2026.1.31", date(2026, 1, 31)),
        ("２０２６年１月３１日", date(2026, 1, 31)),
        ("20260131", date(2026, 1, 31)),
        ("2026-02-30", None),
        ("0000-00-00", None),
        ("99999-01-01", None),
        ("９" * 400, None),
        ("٢٠٢٦-٠١-٣١", None),
        ("", None),
        ("-", None),
    ],
)
def test_how_days_are_read(typed, day):
    assert arguments.day(typed) == day


@pytest.mark.parametrize(
    ("typed", "number"),
    [("7", 7), ("７", 7), (" 7 ", 7), ("-1", None), ("9" * 5000, None), ("2147483648", None)]
    + [("2147483647", 2147483647), ("٧", None), ("²", 2), ("1e9", None), ("", None)],
)
def test_how_numbers_of_rows_are_read(typed, number):
    assert arguments.whole_number({"n": typed}, "n") == number


@pytest.mark.parametrize("typed", ["昨天", "2026-02-30", "99999-01-01", "1e309"])
def test_a_day_that_cannot_be_read_is_told_and_filters_nothing(rang, operator, typed):
    page = operator.get("/calls", first=typed, text=MOBILE).text
    assert f"“从”里的“{typed}”不是日期" in page
    assert found(page) == [rang]


HUGE = ["200000000000000000", "9" * 25, "9" * 5000, "2147483648", "9223372036854775808", "-1"]


@pytest.mark.parametrize(
    "address",
    [
        "/notices?page={}",
        "/log?before={}",
        "/unanswered?days={}",
        "/calls?order=longest&after={}~x",
        "/calls?order=oldest&after={}~x",
        "/calls?after={}",
        "/knowledge/publish?edition={}",
    ],
)
@pytest.mark.parametrize("number", HUGE)
def test_a_list_asked_for_a_page_that_is_not_there_is_empty_or_its_beginning(
    hotline, address, number
):
    answer = add_person(hotline, "admin").get(
        address.format(number).partition("?")[0], **_query(address, number)
    )
    assert answer.status_code in (200, 404)


def _query(address: str, number: str) -> dict[str, str]:
    pairs = address.format(number).partition("?")[2].split("&")
    return dict(pair.split("=", 1) for pair in pairs)


@pytest.mark.parametrize(
    "address",
    ["/notices/{}", "/notices/{}/sheet.pdf", "/calls/x/turns/{}/1", "/calls/x/turns/0/{}"]
    + ["/knowledge/items/card.bank/sound/draft/{}.wav"],
)
@pytest.mark.parametrize("number", [*HUGE, "٣", "３", "0x1", "1.5", "%00"])
def test_a_row_that_is_not_there_is_told_so(hotline, address, number):
    assert add_person(hotline, "admin").get(address.format(number)).status_code in (400, 404)


@pytest.mark.parametrize("kind", ["", "/export.csv", "/export.xlsx"])
@pytest.mark.parametrize(
    ("days", "some"),
    [
        (("0001-01-01", "9999-12-31"), True),
        (("", "9999-12-31"), True),
        (("0001-01-01", ""), True),
        (("9999-12-31", ""), False),
        (("", "0001-01-01"), False),
        (("1/1/1", "9999/12/31"), True),
    ],
)
def test_the_first_and_the_last_day_there_are_mean_no_end(rang, operator, kind, days, some):
    answer = operator.get(f"/calls{kind}", first=days[0], last=days[1])
    assert answer.status_code == 200
    if kind != "/export.xlsx":
        assert (rang in answer.text) == some
    answer.close()


@pytest.mark.parametrize("where", ["path", "query", "name", "form"])
def test_the_character_that_no_database_holds_is_refused_everywhere(operator, where):
    answer = {
        "path": lambda: operator.get("/calls/CA\0"),
        "query": lambda: operator.get("/calls", text="a\0b"),
        "name": lambda: operator.get("/calls", **{"a\0": "b"}),
        "form": lambda: operator.post("/members", number="79\0"),
    }[where]()
    assert answer.status_code == 400


def test_the_smallest_number_of_a_notice_is_still_found(hotline, operator):
    sid = make_call(hotline, "心梗赔不赔")
    with hotline.services.sessions.begin() as session:
        notice = Notice(key=uuid.uuid4().hex, call_sid=sid, last_call_sid=sid, reference="00000001")
        session.add(notice)
        session.flush()
        number = notice.id
    assert operator.get(f"/notices/{number}").status_code == 200
